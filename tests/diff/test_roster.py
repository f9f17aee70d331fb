"""Real applications by what a revision changes for them, as both policies decide them."""

from __future__ import annotations

import json
import os
from functools import lru_cache
from itertools import product, starmap
from pathlib import Path
from threading import Thread

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from evalpolicy.cli import main
from evalpolicy.diff.classes import Seen, class_of, class_of_change
from evalpolicy.diff.roster import Call, roster
from evalpolicy.errors import ApplicationError, UsageError
from evalpolicy.policy import Policy
from evalpolicy.proof.reduce import Case
from evalpolicy.testing import applications
from tests.diff.revising import reworded
from tests.language.declarations import load_small
from tests.proof.test_verify import SMALL, STEP, small
from tests.properties.support import NOTICE, named

DEARER = ("| maths | 30 |", "| maths | 31 |")


def written(path: Path, *listed: object) -> Path:
    """Applications, one a line; texts as they are."""
    path.write_text("\n".join(each if isinstance(each, str) else json.dumps(each) for each in listed) + "\n", encoding="utf-8")
    return path


def sides() -> tuple[Policy, Policy]:
    return small(), reworded(small(), DEARER)


def test_lines_and_lists_are_counted_alike(tmp_path: Path) -> None:
    listed = [{"selections": [{"item": "maths"}]}, {"selections": [{"item": "music"}]}, {"selections": [{"item": "maths"}], "steps": 3}]
    lines = roster(*sides(), written(tmp_path / "a.jsonl", *listed), Call())
    whole = roster(*sides(), written(tmp_path / "a.json", listed), Call())
    assert lines == whole
    assert (lines.counts, lines.places) == ({"fee-changed": 1, "unchanged": 2}, {"fee-changed": [1], "unchanged": [2, 3]})


def test_what_is_no_application_is_told_by_its_line_and_not_counted(tmp_path: Path) -> None:
    twice = '{"selections": [], "selections": []}'
    path = written(tmp_path / "a.jsonl", {"selections": []}, "", "{", twice, "5", {"selections": [{"item": "maths"}]})
    found = roster(*sides(), path, Call())
    assert found.counts == {"unchanged": 1, "fee-changed": 1}
    assert found.places["fee-changed"] == [6]
    assert sorted(found.unreadable) == [3, 4, 5]
    assert "twice" in found.unreadable[4].en


@pytest.mark.parametrize("twice", ['[{"selections": [], "selections": [1]}]', '[{"selections": [], "a": NaN}]', '[{"selections": []}'])
def test_a_list_is_read_as_strictly_as_an_application(tmp_path: Path, twice: str) -> None:
    """Nothing of it is lost without a word."""
    with pytest.raises(UsageError, match=r"occurs twice|NaN|not JSON"):
        roster(*sides(), written(tmp_path / "a.json", twice), Call())


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no such pipes")
@pytest.mark.parametrize("form", ["\n{}\n{}\n", "\n\n[{},\n{}]", ""])
def test_a_pipe_is_read_once(tmp_path: Path, form: str) -> None:
    text = form.format('{"selections": []}', '{"selections": [{"item": "maths"}]}')
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = Thread(target=pipe.write_text, args=(text,))
    writer.start()
    found = roster(*sides(), pipe, Call())
    writer.join()
    assert found.counts == ({"unchanged": 1, "fee-changed": 1} if text else {})


def test_the_table_of_that_name(tmp_path: Path) -> None:
    """Whatever marks are in the name."""
    pytest.importorskip("polars")
    for name, rows in (("a[1].csv", "maths\nmusic"), ("a1.csv", "music")):
        (tmp_path / name).write_text(f"selections.0.item\n{rows}\n", encoding="utf-8")
    assert roster(*sides(), tmp_path / "a[1].csv", Call()).counts == {"fee-changed": 1, "unchanged": 1}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_csv_is_read_as_tables_are(tmp_path: Path, encoding: str) -> None:
    pytest.importorskip("polars")
    old = load_small(SMALL + "fact applicant.waived : yes or no\nrule not_waived\n  forbid applicant.waived\n", steps=STEP)
    path = tmp_path / "a.CSV"
    columns = "selections.0.item,selections.1.item,applicant.waived,steps.enrol.at,steps.enrol.amount"
    rows = ["maths,,False,2024-05-01T10:00:00+08:00,30.00", "music,,,,", "music,maths,TRUE,,", ",,,,"]
    path.write_text("\n".join([columns, *rows]) + "\n", encoding=encoding)
    found = roster(old, reworded(old, DEARER), path, Call())
    assert found.counts == {"now-rejected": 1, "unchanged": 2, "fee-changed": 1}
    assert found.places == {"now-rejected": [1], "unchanged": [2, 4], "fee-changed": [3]}


def test_csv_in_another_encoding_is_told(tmp_path: Path) -> None:
    pytest.importorskip("polars")
    path = tmp_path / "a.csv"
    path.write_bytes("selections.0.item\n数学\n".encode("gbk"))
    with pytest.raises(UsageError, match=r"a\.csv: "):
        roster(*sides(), path, Call())


def test_parquet_is_read_as_tables_are(tmp_path: Path) -> None:
    pl = pytest.importorskip("polars")
    path = tmp_path / "a.parquet"
    columns = {"selections": [[{"item": "maths"}], [{"item": "music"}]], "steps.enrol.at": ["2024-05-01T10:00:00+08:00", None]}
    pl.DataFrame(columns).write_parquet(path)
    assert roster(*sides(), path, Call()).counts == {"fee-changed": 1, "unchanged": 1}
    path.write_bytes(b"no parquet")
    with pytest.raises(UsageError, match=r"a\.parquet"):
        roster(*sides(), path, Call())


def test_advice_counts_as_a_finding(tmp_path: Path) -> None:
    before = small('advice few "few"\n  require at most 1 selections\n')
    after = reworded(before, ("at most 1 selections", "at most 2 selections"))
    path = written(tmp_path / "a.jsonl", {"selections": [{"item": "maths"}, {"item": "music"}]}, {"selections": []})
    assert roster(before, after, path, Call()).counts == {"findings-changed": 1, "unchanged": 1}


def test_with_parameters_and_a_time(tmp_path: Path) -> None:
    policy = named("2024H2")
    after = reworded(policy, ("  window 2024-09-21 .. 2024-09-30 Monday", "  window 2024-09-21 .. 2024-09-29"), beside=NOTICE)
    path = written(tmp_path / "a.jsonl", {"applicant": {"audience": "campus"}, "selections": [{"item": "office"}]})
    assert roster(policy, after, path, Call()).counts == {"unchanged": 1}
    assert roster(policy, after, path, Call(at="2024-09-30T10:00:00+08:00")).counts == {"now-rejected": 1}
    with pytest.raises(ApplicationError):
        roster(policy, after, path, Call(at="yesterday"))


CHANGES = [
    ("| special | initial | any   | any                | 200 ", "| special | initial | any   | any                | 210 "),
    ("window 2024-09-21 .. 2024-09-30 Monday", "window 2024-09-22 .. 2024-09-30 Monday"),
]


@lru_cache(maxsize=8)
def revised(change: int) -> Policy:
    return reworded(named("2024H2"), CHANGES[change], beside=NOTICE)


@settings(max_examples=20)
@given(data=st.data())
def test_the_count_is_what_the_reference_says(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    policy, after = named("2024H2"), revised(data.draw(st.integers(0, 1)))
    application = data.draw(applications(policy))
    path = written(tmp_path_factory.mktemp("r") / "a.jsonl", json.dumps(application, default=str))
    found = roster(policy, after, path, Call())
    assert found.counts == {class_of(policy, after, Case(json.loads(path.read_text(encoding="utf-8")))) or "unchanged": 1}


def test_every_difference_has_one_class() -> None:
    ids = (frozenset({"a"}), frozenset(), frozenset())
    seen = [Seen("invalid"), *starmap(Seen, product(("accepted", "rejected"), (ids, (frozenset(),) * 3), (None, (1, "CNY"))))]
    for old in seen:
        for new in seen:
            name, back = class_of_change(old, new), class_of_change(new, old)
            assert (name is None) == (back is None) == (old == new)
            mirrored = {"now-invalid": "now-valid", "now-valid": "now-invalid", "fee-changed": "fee-changed", "findings-changed": "findings-changed"}
            if name in mirrored:
                assert back == mirrored[name]
            elif name is not None:
                assert (name, back) == (f"now-{new.outcome}", f"now-{old.outcome}")


# --- the command -----------------------------------------------------------------------------------


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["diff", *map(str, arguments)])


@pytest.fixture(name="files")
def files_fixture(tmp_path: Path) -> tuple[Path, Path]:
    old, new = tmp_path / "old.policy", tmp_path / "new.policy"
    old.write_text(small().model.file.text, encoding="utf-8")
    new.write_text(reworded(small(), DEARER).model.file.text, encoding="utf-8")
    return old, new


def test_the_command_counts_without_a_solver(files: tuple[Path, Path], tmp_path: Path) -> None:
    path = written(tmp_path / "a.jsonl", *[{"selections": [{"item": "maths"}]}] * 7, {"selections": []})
    shown = run(*files, "--structure-only", "--applications", path, "--lang", "en")
    assert shown.exit_code == 1
    assert shown.stdout.splitlines()[-2:] == ["fee changed: 7 (87.5 %) (number 1, 2, 3, 4, 5, …)", "unchanged: 1 (12.5 %)"]
    said = json.loads(run(*files, "--structure-only", "--applications", path, "--format", "json").stdout)
    assert (said["applications"], said["examples"], said["unreadable"]) == ({"fee-changed": 7, "unchanged": 1}, {"fee-changed": [1, 2, 3, 4, 5]}, [])


def test_unreadable_applications_are_bad_input(files: tuple[Path, Path], tmp_path: Path) -> None:
    path = written(tmp_path / "a.jsonl", {"selections": []}, "nothing")
    shown = run(files[0], files[0], "--structure-only", "--applications", path, "--lang", "zh")
    assert shown.exit_code == 2
    assert "第 2 份读不出来" in shown.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["only-one"], "two policies"),
        (["a", "b", "c"], "two policies"),
        (["a", "b", "--against", "HEAD"], "takes one policy"),
        (["2024H2", "2024H2", "--given", "x.json", "--structure-only"], "--applications"),
        (["2024H2", "nowhere.policy"], "no policy file"),
    ],
)
def test_bad_usage_is_said(arguments: list[str], says: str) -> None:
    shown = run(*arguments)
    assert shown.exit_code == 2
    assert says in shown.stderr
