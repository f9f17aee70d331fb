"""Files of real applications as offices have them: read for what they are, or refused in words that say how to mend them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from evalpolicy.cli import main
from evalpolicy.diff.roster import Call, Roster, roster
from evalpolicy.errors import UsageError
from tests.diff.test_roster import sides

pytest.importorskip("polars")
HEADING = "selections.0.item,steps.enrol.at,steps.enrol.amount"
ROW = "maths,2024-05-01T10:00:00+08:00,30"
MUSIC = "music,,"


def of(path: Path, content: str | bytes) -> Roster:
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return roster(*sides(), path, Call())


def refused(path: Path, content: str | bytes, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        of(path, content)
    assert caught.value.message.en.startswith(f"{path}: ")
    assert caught.value.message.zh.startswith(f"{path}：")
    assert said in caught.value.message.en


def lines(*rows: str, end: str = "\n") -> str:
    return "".join(f"{row}{end}" for row in rows)


@pytest.mark.parametrize(
    "content",
    [
        lines(HEADING, ROW, MUSIC, end="\r\n"),
        lines(HEADING, ROW, MUSIC, end="\r"),
        lines(HEADING, ROW, MUSIC).replace(",", ";"),
        lines(HEADING, ROW, MUSIC).replace(",", "\t"),
        lines(HEADING, ROW, MUSIC, end=",\n"),
        lines(HEADING, ROW, MUSIC, end=",,\n"),
        lines("", HEADING, ROW, MUSIC),
        lines(HEADING, ROW, "music"),
        lines(HEADING.replace(",", " , "), ROW.replace(",", ","), MUSIC),
        lines(HEADING, '"maths",2024-05-01T10:00:00+08:00,"30"', MUSIC),
        lines(HEADING, ROW.replace("30", "３０"), MUSIC),
    ],
    ids=["windows", "old mac", "semicolons", "tabs", "trailing", "trailing twice", "blank first", "short", "spaces", "quoted", "full width"],
)  # fmt: skip
def test_csv_of_every_spreadsheet(content: str, tmp_path: Path) -> None:
    found = of(tmp_path / "a.csv", content)
    assert (found.counts, found.places["now-rejected"], found.malformed) == ({"now-rejected": 1, "unchanged": 1}, [1], 0)
    assert not found.unknown


def test_blank_rows_are_no_applications(tmp_path: Path) -> None:
    """They are counted where rows are, so that a number is that of the row."""
    found = of(tmp_path / "a.csv", lines(HEADING, "", MUSIC, "", " ", ROW, ""))
    assert (found.counts, found.places["now-rejected"]) == ({"now-rejected": 1, "unchanged": 1}, [5])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04" + bytes(range(256)), "a workbook of Excel; save it as"),
        (b"\xd0\xcf\x11\xe0" + bytes(99), "a workbook of Excel; save it as"),
        (lines(HEADING, "数学,,", "音乐和数学,,").encode("gbk"), "it seems to be GBK (GB18030); save it as"),
        (lines(HEADING, ROW).encode("utf-16"), "it seems to be UTF-16; save it as"),
        (lines(HEADING, ROW.replace("m", "\0")), "it holds NUL characters"),
        (lines(HEADING + ",selections.0.item", ROW + ",music"), "two columns are called 'selections.0.item'"),
        (lines(HEADING, ROW, ROW + ",7"), "line 3 has 4 cells, the heading 3"),
        (lines(HEADING + ",", ROW + ",7"), "column 4 holds something and has no heading"),
        (lines(HEADING, '"' + ROW), "not CSV, as of line 2: unexpected end of data"),
        (lines(HEADING, '"a"b,,'), "not CSV, as of line 2: "),
        (lines(HEADING, "x" * 200_000 + ",,"), "not CSV, as of line 2: field larger than field limit"),
        (lines(ROW, ROW), "the table has no selections"),
        (lines("项目", "数学"), "the table has no selections"),
        (lines("selections.0.item,selections.0", "a,b"), "column 'selections.0'"),
        ("", "nothing in it"),
        ("\n\n", "nothing in it"),
    ],
)
def test_what_is_no_such_table(content: str | bytes, said: str, tmp_path: Path) -> None:
    refused(tmp_path / "a.csv", content, said)


@pytest.mark.parametrize("suffix", ["xlsx", "XLS", "et", "ods"])
def test_workbooks(suffix: str, tmp_path: Path) -> None:
    refused(tmp_path / f"a.{suffix}", b"PK\x03\x04", 'save it as "CSV UTF-8 (comma delimited)"')


def test_an_application_over_several_lines(tmp_path: Path) -> None:
    """As editors lay it out, and `--json` prints it."""
    application = {"selections": [{"item": "maths"}]}
    for text in (json.dumps(application, indent=2), '\n{"selections":\n [{"item": "maths"}]}'):
        found = of(tmp_path / "a.json", text)
        assert (found.counts, found.places, found.unreadable) == ({"fee-changed": 1}, {"fee-changed": [1]}, {})
    refused(tmp_path / "a.json", json.dumps(application, indent=2)[:-3], "not JSON")
    found = of(tmp_path / "a.jsonl", '{"selections": \n' + json.dumps(application))
    assert (found.counts, sorted(found.unreadable)) == ({"fee-changed": 1}, [1])


def shown(path: Path, how: str, language: str, files: tuple[Path, Path]) -> Result:
    line = ["diff", *map(str, files), "--structure-only", "--applications", str(path), "--format", how, "--lang", language]
    return CliRunner().invoke(main, line)


def test_malformed_applications_are_told(tmp_path: Path) -> None:
    """Nothing changes for them, and a file in which every one is malformed must not look like one without changes."""
    files = (tmp_path / "old.policy", tmp_path / "new.policy")
    for file, policy in zip(files, sides(), strict=True):
        file.write_text(policy.model.file.text, encoding="utf-8")
    path = tmp_path / "a.csv"
    path.write_text(lines(HEADING + ",aplicant.id", *["maths,2024/5/1,,x"] * 7, MUSIC + ",x"), encoding="utf-8")
    text = shown(path, "text", "en", files)
    report = text.stdout.splitlines()
    assert "unchanged: 8 (100.0 %)" in report
    assert "of these malformed, so that neither policy decides them: 7" in report
    assert sum(line.startswith("number ") and ": /steps/enrol/at: '2024/5/1' is not an instant" in line for line in report) == 5
    assert text.stderr.startswith("! /aplicant: unknown field 'aplicant'; did you mean 'applicant'?")
    chinese = shown(path, "text", "zh", files)
    assert "其中写得不对、两份规则都判断不了的: 7" in chinese.stdout
    assert chinese.stderr.startswith("! /aplicant: 不认识的字段")
    said = json.loads(shown(path, "json", "en", files).stdout)
    assert said["applications"] == {"unchanged": 8}
    assert said["malformed"]["number"] == 7
    assert [each["number"] for each in said["malformed"]["first"]] == [1, 2, 3, 4, 5]
    assert said["malformed"]["first"][0]["problems"][0]["pointer"] == "/steps/enrol/at"
    assert [each["pointer"] for each in said["unknown"]] == ["/aplicant"]
    assert "- number 1: /steps/enrol/at" in shown(path, "markdown", "en", files).stdout


def test_json_in_another_encoding_is_told(tmp_path: Path) -> None:
    """Which one it seems to be, and from which byte on, however far into the file that is."""
    line = json.dumps({"selections": [{"item": "数学"}]}, ensure_ascii=False) + "\n"
    refused(tmp_path / "a.jsonl", line.encode("gbk"), "it seems to be GBK (GB18030); save it as UTF-8")
    refused(tmp_path / "a.jsonl", line.encode("utf-16"), "it seems to be UTF-16; save it as UTF-8")
    refused(tmp_path / "a.json", f"[{line}]".encode("gbk"), "it seems to be GBK (GB18030); save it as UTF-8")
    whole = line.encode() * 1000
    refused(tmp_path / "a.jsonl", whole + line.encode("gbk"), f"not UTF-8 text (from byte {len(whole) + 27} on)")
