"""A policy from the cache is the policy of the text; and nothing that stands in the cache, or does not, changes a decision or raises."""

from __future__ import annotations

import copy
import json
import os
import pickle
import random
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from operator import attrgetter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalpolicy import caching
from evalpolicy.caching import entry, folder
from evalpolicy.caching.codec import Damaged, _shape, classes, decoded, encoded
from evalpolicy.caching.kept import Kept
from evalpolicy.classes import fields, is_made_of_fields
from evalpolicy.diagnostics import Diagnostic, Fix, Related
from evalpolicy.digests import digest
from evalpolicy.language.model import PolicyModel
from evalpolicy.limits import Limits
from evalpolicy.outline import Outline
from evalpolicy.policy import Policy, load_policy
from evalpolicy.source import Span
from evalpolicy.testing import applications, policies
from evalpolicy.wording import Wording
from tests.properties.support import FILES, loaded_text, named

POLICY = """
policy club "Club"
  language 1
  messages en
  timezone Asia/Shanghai
  currency CNY
  in force 2024-01-01 .. 2024-12-31
source notice "Notice"
  file "notice.txt"
parameter named : set of item "Named"
  file "named.json"
type audience = member "Member" | guest "Guest"
fact applicant.audience : audience "Audience"
catalog course "Courses"
  | item   | name   |
  | piano  | Piano  |
  | violin | Violin |
rule members_only "Members only"
  cite notice "1" "only for members"
  require applicant.audience is member
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of its own."""
    found = tmp_path / "cache"
    monkeypatch.setenv(folder.VARIABLE, str(found))
    return found


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A policy file with a source and a data file."""
    (tmp_path / "notice.txt").write_text("It is only for members.", encoding="utf-8")
    (tmp_path / "named.json").write_text('["piano"]', encoding="utf-8")
    path = tmp_path / "club.policy"
    path.write_text(POLICY, encoding="utf-8")
    return path


def difference(one: Any, other: Any, where: str = "") -> str | None:
    """Where two policies differ, in what is no part of equality too (spans, types that must be exact); None where nowhere."""
    if type(one) is not type(other):
        return f"{where}: {type(one)} and {type(other)}"
    if is_made_of_fields(type(one)):
        parts = [(each.name, getattr(one, each.name), getattr(other, each.name)) for each in fields(type(one))]
    elif isinstance(one, list | tuple):
        if len(one) != len(other):
            return f"{where}: {len(one)} and {len(other)}"
        parts = [(str(number), *pair) for number, pair in enumerate(zip(one, other, strict=True))]
    elif isinstance(one, dict):
        if list(one) != list(other):
            return f"{where}: {list(one)} and {list(other)}"
        parts = [(key, one[key], other[key]) for key in one]
    else:
        return None if one == other else f"{where}: {one!r} and {other!r}"
    return next((found for name, a, b in parts if (found := difference(a, b, f"{where}/{name}")) is not None), None)


def again(model: PolicyModel, warnings: tuple[Diagnostic, ...] = ()) -> tuple[PolicyModel, tuple[Diagnostic, ...]]:
    """The policy through the text of an entry."""
    data = json.loads(json.dumps(encoded(model, warnings)))
    return decoded(data, model.file, {source.path: source.text for source in model.sources.values()})


def only_entry(place: Path) -> Path:
    (found,) = place.iterdir()
    return found


# --- the same policy -------------------------------------------------------------------------


@pytest.mark.parametrize("name", FILES)
def test_a_policy_comes_back_as_it_was(name: str) -> None:
    policy = named(name)
    related = (Related(Span(1, 1, 1, 2), Wording("a", "b")),)
    note = Diagnostic("odd", "warning", policy.model.file, Span(1, 2, 3, 4), Wording("奇", "odd"), None, related)
    warnings = (note, Diagnostic("odd", "info", policy.model.file, Span(1, 2, 3, 4), Wording("奇", "odd"), fix=Fix(Span(1, 1, 1, 1), "x")))
    model, told = again(policy.model, warnings)
    assert difference(model, policy.model) is None
    assert difference(told, warnings) is None
    assert told[0].file is model.file


@given(text=policies(), data=st.data())
@settings(max_examples=15)
def test_random_policies_decide_as_before(text: str, data: st.DataObject) -> None:
    policy = loaded_text(text)
    model, warnings = again(policy.model, policy.warnings)
    assert difference(model, policy.model) is None
    other = Policy(model, warnings, policy.limits)
    application = data.draw(applications(policy))
    assert other.check(application) == policy.check(application)


def test_every_field_of_every_class_can_be_written() -> None:
    assert {name for name in classes() if _shape(name).made is classes()[name]} == set(classes())


def test_the_second_loading_reads_no_text(place: Path, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = load_policy(file)
    monkeypatch.setattr("evalpolicy.loading.read_policy", None)
    second = load_policy(file)
    assert difference(second.model, first.model) is None
    assert second.model is not first.model
    assert second.check({"selections": []}) == first.check({"selections": []})


# --- what an entry hangs on ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("club.policy", POLICY.replace('"Club"', '"Other"')),
        ("notice.txt", "It is only for members. Really."),
        ("named.json", '["violin"]'),
    ],
)
def test_what_has_changed_is_read_anew(place: Path, file: Path, name: str, text: str) -> None:
    before = load_policy(file).model
    (file.parent / name).write_text(text, encoding="utf-8")
    after = load_policy(file).model
    assert difference(before, after) is not None
    assert difference(load_policy(file).model, after) is None


def test_a_source_that_is_gone_is_told(place: Path, file: Path) -> None:
    load_policy(file)
    (file.parent / "notice.txt").unlink()
    with pytest.raises(Exception, match="notice"):
        load_policy(file)


@pytest.mark.parametrize("what", ["version", "limits", "library", "time zone"])
def test_another_version_finds_nothing(place: Path, file: Path, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    load_policy(file)
    limits = Limits()
    match what:
        case "version":
            monkeypatch.setattr(entry, "__version__", "9.9.9")
        case "limits":
            limits = Limits(nesting=99)
        case "library":
            monkeypatch.setattr(entry, "_library", lambda: ("changed",))
        case _:
            header, policy = only_body(place)
            header["computed"] = dict.fromkeys(header["computed"], "0" * 64)
            forge(only_entry(place), [header, policy])
    assert caching.fetched(file, str(place), limits) is None
    assert load_policy(file, limits=limits).id == "club"


# --- what stands in the cache ----------------------------------------------------------------


def only_body(place: Path) -> list[Any]:
    """The lines of the entry after its digest: what it hangs on, and the policy."""
    return [json.loads(line) for line in only_entry(place).read_bytes().split(b"\n")[1:]]


def forge(path: Path, body: list[Any]) -> None:
    """An entry with the right digest, as somebody could write it who may write in the folder."""
    data = b"\n".join(json.dumps(line, ensure_ascii=False).encode() for line in body)
    key = path.name.removesuffix(folder.SUFFIX)
    path.write_bytes(digest(key.encode() + data).encode() + b"\n" + data)


def test_damage_is_not_noticed(place: Path, file: Path) -> None:
    policy = load_policy(file)
    path = only_entry(place)
    sound = path.read_bytes()
    chance = random.Random(1)
    for turn in range(120):
        damaged = bytearray(sound)
        match turn % 4:
            case 0:
                del damaged[chance.randrange(len(damaged)) :]
            case 1:
                damaged = bytearray(chance.randbytes(chance.randrange(200)))
            case _:
                for _ in range(chance.choice([1, 1, 5])):
                    damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
        path.write_bytes(damaged)
        assert caching.fetched(file, str(place), Limits()) is None
    assert difference(load_policy(file).model, policy.model) is None
    assert path.read_bytes() == sound


def test_an_entry_of_another_policy_is_none(place: Path, file: Path) -> None:
    load_policy(file)
    path = only_entry(place)
    shutil.copy(path, place / ("0" * 64 + folder.SUFFIX))
    assert folder.read(str(place), "0" * 64) is None


def test_forged_entries_run_nothing_and_raise_nothing(place: Path, file: Path) -> None:
    """Values of other kinds in every place, names of modules and functions among them: refused, or a policy of the right classes."""
    sound = load_policy(file).model
    path, body = only_entry(place), only_body(place)
    chance = random.Random(2)
    strange = ["os.system", "__import__('os').abort()", "PolicyModel", "Span", -1, 0, 3, 10**30, 1.5, None, True, [], {}, [[]], ["node", 0], {"a": 1}]
    refused = 0
    for _ in range(400):
        forged = json.loads(json.dumps(body))
        holder: Any = forged
        while True:
            choice = chance.choice(list(holder) if isinstance(holder, dict) else range(len(holder)))
            if isinstance(holder[choice], dict | list) and holder[choice] and chance.random() < 0.9:
                holder = holder[choice]
                continue
            holder[choice] = chance.choice(strange)
            break
        forge(path, forged)
        found = caching.fetched(file, str(place), Limits())
        if found is None:
            refused += 1
            continue
        assert found.outline == Outline.of_data(list(found.outline.data()))
        model, _ = found.read()
        refused += difference(model, sound) is None
        assert type(model) is PolicyModel
        assert_well_typed(model)
    assert refused > 200


def assert_well_typed(value: object) -> None:
    """Every field that is annotated as a number or a text holds just that: such fields are written into generated functions."""
    if is_made_of_fields(type(value)):
        for each in fields(type(value)):
            held = getattr(value, each.name)
            if each.type in ("int", "str", "bool"):
                assert type(held).__name__ == each.type
            assert_well_typed(held)
    elif isinstance(value, dict | list | tuple):
        for held in value.values() if isinstance(value, dict) else value:
            assert_well_typed(held)


@pytest.mark.parametrize("node", [["system", "true"], ["SourceFile", "a", "b", None], ["Path", "/"], ["type", "x"], ["Policy"]])
def test_other_classes_are_refused(node: list[object]) -> None:
    file = named("2024H2").model.file
    with pytest.raises((Damaged, KeyError)):
        decoded({"spans": [], "nodes": [node], "policy": 0, "warnings": []}, file, {})


def test_a_pickle_is_not_unpickled(place: Path, file: Path) -> None:
    load_policy(file)
    path = only_entry(place)
    key, data = path.name.removesuffix(folder.SUFFIX), b"cos\nabort\n(tR."
    path.write_bytes(digest(key.encode() + data).encode() + b"\n" + data)
    assert load_policy(file).id == "club"


# --- the graph of decisions ------------------------------------------------------------------

APPLICATION = {"applicant": {"audience": "member"}, "selections": [{"item": "piano"}]}


def graph_entry(place: Path, file: Path) -> Path:
    """The entry of the graph, made if it is not there."""
    policy_entry = min(place.iterdir(), key=lambda path: path.stat().st_mtime_ns, default=None)
    load_policy(file).check(APPLICATION)
    (found,) = (path for path in place.iterdir() if path.read_bytes().partition(b"\n")[2].startswith(b'{"rows"'))
    assert found != policy_entry
    return found


def test_a_second_process_lowers_nothing(place: Path, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[dict[str, Any]] = [{}, {"at": "2024-05-01T00:00+08:00"}, {"given": {"named": ["violin"]}}]
    decided = [load_policy(file).check(APPLICATION, **each) for each in calls]
    monkeypatch.setattr("evalpolicy.backends.graph.lower.lower", None)
    policy = load_policy(file)
    assert [policy.check(APPLICATION, **each) for each in calls] == decided
    with pytest.raises(TypeError):
        Policy(policy.model).check(APPLICATION)


def test_damage_of_the_graph_is_not_noticed(place: Path, file: Path) -> None:
    load_policy(file)
    path = graph_entry(place, file)
    sound, decided = path.read_bytes(), load_policy(file).check(APPLICATION)
    chance = random.Random(3)
    for turn in range(40):
        damaged = bytearray(sound)
        if turn % 2:
            del damaged[chance.randrange(len(damaged)) :]
        else:
            damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
        path.write_bytes(damaged)
        assert load_policy(file).check(APPLICATION) == decided
        assert path.read_bytes() == sound


def test_forged_graphs_run_nothing(place: Path, file: Path) -> None:
    """Other operations, texts for numbers, code for texts: refused, and worked out anew; or a graph of known operations."""
    load_policy(file)
    path = graph_entry(place, file)
    sound = json.loads(path.read_bytes().partition(b"\n")[2])
    decided = load_policy(file).check(APPLICATION)
    forged: list[Any] = []
    for wrong in ("exit", "__import__", "print", "eval"):
        forged.append(json.loads(json.dumps(sound)))
        forged[-1]["nodes"][-1][0] = wrong
    forged.append({**sound, "nodes": [["scale", "integer", [0, 0], [0, "__import__('os').abort()"]]]})
    forged.append({**sound, "nodes": [["true", "truth", [0, 0], []], ["not", "truth", [0, 0], [5]]]})
    forged.append({**sound, "statuses": [["no_such_rule", 0, 0, 0, 0]]})
    forged += [{}, [], None, {**sound, "nodes": 3}, {**sound, "rows": [[1, 2, 3]]}]
    for each in forged:
        forge(path, [each])
        assert load_policy(file).check(APPLICATION) == decided


def test_a_graph_is_of_the_data_that_the_policy_was_read_with(place: Path, file: Path) -> None:
    before = load_policy(file).check(APPLICATION)
    (file.parent / "named.json").write_text('["violin"]', encoding="utf-8")
    after = load_policy(file).check(APPLICATION)
    assert after.receipt().application_sha256 == before.receipt().application_sha256
    assert sum(path.read_bytes().partition(b"\n")[2].startswith(b'{"rows"') for path in place.iterdir()) == 2


# --- the folder ------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="a user's folders are his own there")
@pytest.mark.parametrize("mode", [0o770, 0o707, 0o777])
def test_a_folder_that_others_may_write_is_not_used(place: Path, file: Path, mode: int) -> None:
    place.mkdir()
    place.chmod(mode)
    assert load_policy(file).id == "club"
    assert list(place.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="a user's folders are his own there")
def test_an_entry_that_others_may_write_is_not_used(place: Path, file: Path) -> None:
    load_policy(file)
    assert place.stat().st_mode & 0o777 == 0o700
    assert only_entry(place).stat().st_mode & 0o777 == 0o600
    only_entry(place).chmod(0o666)
    assert caching.fetched(file, str(place), Limits()) is None


@pytest.mark.parametrize("value", ["off", "OFF", "", "/dev/null/no", "\0"])
def test_without_a_folder_the_text_is_read(value: str, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if "\0" in value:
        monkeypatch.setattr(folder, "_usual", lambda: "a\0b")
        monkeypatch.delenv(folder.VARIABLE, raising=False)
    else:
        monkeypatch.setenv(folder.VARIABLE, value)
    assert folder.usable() is None
    assert load_policy(file).id == "club"


def test_the_usual_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(folder.VARIABLE, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert folder._usual() == str(tmp_path / "evalpolicy")
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", "/nowhere/at/all")
    assert folder._usual() == "/nowhere/at/all/.cache/evalpolicy"
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.delenv("LOCALAPPDATA", raising=False)
    assert folder._usual() is None


def test_a_place_that_is_taken_is_left(place: Path, file: Path) -> None:
    load_policy(file)
    path = only_entry(place)
    path.unlink()
    path.mkdir()
    assert load_policy(file).id == "club"
    assert path.is_dir()
    assert list(place.iterdir()) == [path]


def test_old_entries_make_room(place: Path, file: Path) -> None:
    load_policy(file)
    for number in range(folder.MOST_ENTRIES + 5):
        path = place / f"{number:064}{folder.SUFFIX}"
        path.write_bytes(b"x")
        os.utime(path, (number, number))
    (place / "a.unfinished").write_bytes(b"x")
    os.utime(place / "a.unfinished", (1, 1))
    file.write_text(POLICY + "\n", encoding="utf-8")
    load_policy(file)
    names = {path.name for path in place.iterdir()}
    assert len(names) == folder.MOST_ENTRIES
    assert f"{0:064}{folder.SUFFIX}" not in names
    assert "a.unfinished" not in names


def test_processes_at_once(place: Path) -> None:
    """Several processes that find nothing, write the same entry and read it; a fresh one then imports no parser and nothing from outside."""
    code = "import evalpolicy; print(evalpolicy.load('2024H2').check({'selections': []}).to_json())"
    command = [sys.executable, "-c", code]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    said = {process.communicate()[0] for process in running}
    assert len(said) == 1
    assert next(iter(said)).startswith("{")
    assert len(list(place.iterdir())) == 2, "the policy, and the graph of its decisions"
    parts = ("classes", "syntax", "language", "core", "backends", "decision", "binding")
    unwanted = tuple(f"evalpolicy.{part}" for part in parts)
    outside = {"attr", "lark", "holidays", "stdnum", "click", "dateutil", "inspect", "ast", "threading", "decimal", "zoneinfo", "pathlib", "hashlib"}
    code = (
        "import sys, evalpolicy; policy = evalpolicy.load('2024H2'); policy.id, policy.title, policy.language\n"
        f"print(sorted(name for name in sys.modules if name.startswith({unwanted}) or name in {outside}))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_what_takes_long_to_import_is_not_imported_for_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVALPOLICY_CACHE", "off")
    unwanted = {"lark", "holidays", "stdnum", "click", "dateutil", "pathlib", "hashlib", "calendar", "polars", "numpy", "z3"}
    code = f"import sys, evalpolicy; evalpolicy.load('2024H2'); print(sorted({unwanted} & sys.modules.keys()))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_what_the_first_lines_say_needs_no_more_than_the_outline(place: Path, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = load_policy(file)
    monkeypatch.setattr(Kept, "read", None)
    second = load_policy(file)
    told = [(each.id, each.title, each.in_force, each.language, each.stamp, each.outline, each.limits) for each in (first, second)]
    assert told[0] == told[1]
    with pytest.raises(AttributeError, match="'Policy' object has no attribute 'wrong'"):
        second.wrong  # type: ignore[attr-defined]  # noqa: B018


def test_threads_that_ask_at_once_get_the_same_policy(place: Path, file: Path) -> None:
    load_policy(file)
    for _ in range(5):
        policy = load_policy(file)
        assert "model" not in vars(policy)
        with ThreadPoolExecutor(8) as threads:
            assert len({id(model) for model in threads.map(attrgetter("model"), [policy] * 8)}) == 1


def test_a_policy_from_the_cache_can_be_copied_and_pickled_before_it_is_read(place: Path, file: Path) -> None:
    read = load_policy(file)
    for again in (copy.copy(load_policy(file)), copy.deepcopy(load_policy(file)), pickle.loads(pickle.dumps(load_policy(file)))):
        assert difference(again.model, read.model) is None


def test_an_entry_whose_policy_is_none_is_read_from_the_text_that_was_loaded(place: Path, file: Path) -> None:
    sound = load_policy(file).model
    header, _ = only_body(place)
    forge(only_entry(place), [header, {"nodes": []}])
    policy = load_policy(file)
    file.write_text("no policy", encoding="utf-8")
    assert difference(policy.model, sound) is None
