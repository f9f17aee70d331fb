"""Every mistake that the syntax knows: its code, its place, and that nothing else is said about it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import evalpolicy.syntax
from evalpolicy.diagnostics import Diagnostics
from evalpolicy.limits import Limits
from evalpolicy.source import SourceFile, Span
from evalpolicy.syntax.parser import parse_policy
from evalpolicy.syntax.reading import decode_source, read_source
from tests.syntax import test_parts
from tests.syntax.reading import at, codes, policy

SMALL = Limits(nesting=5, table_rows=2, text_length=10, name_length=15, number_length=5)

MISTAKES = [
    # code, policy, line, marked text; `$` is the end of the line
    ("unclosed-quote", 'rule r "abc', 1, '"abc'),
    ("unclosed-quote", "rule r\n  message “a “b”", 2, "“a “b”"),
    ("unclosed-quote", 'rule r\n  message “abc"', 2, '“abc"'),
    ("unopened-quote", 'rule r\n  message ”abc"x"', 2, "”"),
    ("unclosed-name", "rule 「abc", 1, "「abc"),
    ("empty-name", "rule 「 」", 1, "「 」"),
    ("unexpected-character", "rule r\n  when a & b", 2, "&"),
    ("unexpected-character", "rule r\n  when a 🎓", 2, "🎓"),
    ("text-too-long", 'rule r "12345678901"', 1, '"12345678901"'),
    ("name-too-long", "rule abcdefghijklmnop", 1, "abcdefghijklmnop"),
    ("name-too-long", "rule 「abcdefghijklmnop」", 1, "「abcdefghijklmnop」"),
    ("number-too-long", "rule r\n  when x is 123456", 2, "123456"),
    ("grouped-number", "fee f per application\n  amount 1,000", 2, "1,000"),
    ("grouped-number", "fee f per application\n  amount １，０００", 2, "１，０００"),
    ("no-such-date", "rule r\n  when x is 2024-02-30", 2, "2024-02-30"),
    ("no-such-date", "rule r\n  when x is 2024-9-100", 2, "2024-9-100"),
    ("no-such-time", "step s\n  due 2024-10-10 24:30", 2, "24:30"),
    ("no-such-month", "event e\n  on first weekend of 2024-13", 2, "2024-13"),
    ("no-such-month", "event e\n  on first weekend of May 0", 2, "May 0"),
    ("not-whole", "rule r\n  when x before 1.5 days after y", 2, "1.5"),
    ("not-whole", "rule r\n  when best 2.5 of x over r is 1", 2, "2.5"),
    ("not-whole", "catalog c\n  more from p, complete at 1.5 items", 2, "1.5"),
    ("not-whole", "fact a.b : number with 0.5 decimals", 1, "0.5"),
    ("not-whole", 'rule r\n  file exactly one "a" size at most 1.3 KB', 2, "1.3 KB"),
    ("repeated-option", "fact a.b : c choice choice", 1, "choice"),
    ("repeated-option", "fact a.b : c when x when y", 1, "when y"),
    ("unclosed-bracket", "rule r\n  when (a or b", 2, "("),
    ("unclosed-bracket", "rule r\n  when (a or (b\n  require c)", 2, "("),
    ("unopened-bracket", "rule r\n  when a) or b", 2, ")"),
    ("nested-too-deeply", "rule r\n  when ((((((a))))))", 2, "("),
    ("nested-too-deeply", "rule r\n  when not not not not not not a", 2, "not not not not not not a"),
    ("nested-too-deeply", "rule r\n  when a + b + c + d + e + f + g + h", 2, None),
    ("text-before-declaration", "  require a\nrule r", 1, "require a"),
    ("table-outside", "| a | b |\nrule r", 1, "| a | b |"),
    ("table-outside", "rule r\n  | a | b |\n  | c |", 2, "| a | b |"),
    ("table-outside", "type t = a\n  | b", 2, "| b"),
    ("table-too-long", "catalog c\n| a |\n| b |\n| c |\n| d |", 4, "| c |"),
    ("empty-file", "# nothing\n", 1, None),
    ("unknown-keyword", "rule r\n  requir a", 2, "requir"),
    ("unknown-keyword", "rule r\n  foo a", 2, "foo"),
    ("unknown-keyword", "rul r\n  require a", 1, "rul"),
    ("unknown-keyword", "规则们 r\n  require a", 1, "规则们"),
    ("unknown-keyword", "rule r\n  when x at mst 3", 2, "mst"),
    ("unknown-keyword", "rule r\n  when x cotains 3", 2, "cotains"),
    ("unknown-keyword", "policy p\n  in forse 2024-01-01 .. 2024-01-02", 2, "forse"),
    ("unknown-keyword", "fee f per selektion", 1, "selektion"),
    ("clause-not-here", "rule r\n  window 2024-01-01 .. 2024-01-02", 2, "window"),
    ("clause-not-here", "规则 r\n  时段 2024-01-01 .. 2024-01-02", 2, "时段"),
    ("line-without-keyword", 'rule r\n  cite n "1" "q"\n  "r"', 3, '"r"'),
    ("incomplete-line", "rule r\n  when a is", 2, "$"),
    ("incomplete-line", "rule r\n  require", 2, "$"),
    ("incomplete-line", "exception e", 1, "$"),
    ("unexpected-token", "rule r\n  when a b", 2, "b"),
    ("unexpected-token", "rule r\n  when a < b < c", 2, "<"),
    ("unexpected-token", 'rule r\n  when "a" "b"', 2, '"b"'),
    ("unexpected-token", "rule r s", 1, "s"),
    ("unexpected-token", "fact a.b c", 1, "c"),
    ("unexpected-token", "rule r\n  when any x where y is 3 days after z + 1 + 2 days after 3", 2, "days"),
    ("else-missing", "define x = if a then b", 1, "$"),
    ("else-missing", "define x = maximum of a over r where b", 1, "$"),
    ("else-missing", "define x = (latest of a over r) before b", 1, ")"),
]


@pytest.mark.parametrize(("code", "text", "line", "marked"), MISTAKES, ids=str)
def test_mistake(code: str, text: str, line: int, marked: str | None) -> None:
    ((found, span),) = codes(text, SMALL)
    assert found == code
    assert span.line == line
    if marked == "$":
        length = len(text.split("\n")[line - 1])
        assert span == Span(line, length + 1, line, length + 2)
    elif marked is not None:
        assert at(text, span) == marked


def test_all_mistakes_are_told() -> None:
    """One broken line hides no other, in whatever declaration."""
    text = "\n".join(
        [
            "policy p",
            "  currency",
            "  timezone 3",
            "rule r",
            "  require (a or b",
            "  when b c",
            "  window 2024-02-30 .. 2024-03-01",
            'rule s "x',
            "  require a is b c",
            "stp t",
            "  due never",
            "fee f per nothing",
            "  amount 1,000",
            "  | a | b |",
        ]
    )
    assert [(code, span.line) for code, span in codes(text)] == [
        ("incomplete-line", 2),
        ("unexpected-token", 3),
        ("unclosed-bracket", 5),
        ("unexpected-token", 6),
        ("no-such-date", 7),
        ("unclosed-quote", 8),
        ("unexpected-token", 9),
        ("unknown-keyword", 10),
        ("unexpected-token", 12),
        ("grouped-number", 13),
    ]


def test_the_rest_of_the_file_is_read() -> None:
    found, _ = policy("rule r\n  require (a\n  when b\nrule s s2\n  when c\nrule t\n  when d")
    assert [declaration.name.text for declaration in found.declarations] == ["r", "t"]
    assert [len(declaration.clauses) for declaration in found.declarations] == [1, 1]


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("rule r\n  requir a", "是不是想写 `require`？", "did you mean `require`?"),
        ("规则 r\n  要术 a", "是不是想写 `要求`？", "did you mean `要求`?"),
        ("rule r\n  when x at mst 3", "是不是想写 `at most`？", "did you mean `at most`?"),
        ("exceptoin e to r", "是不是想写 `exception`？", "did you mean `exception`?"),
        ("define a\n  foo", "后面应有", "expected"),
        ("define a = 1\n  foo", "`define` 里可以写：`cite`", "a `define` takes `cite`"),
        ("定义 a = 1\n  foo", "`定义` 里可以写：`依据`", "a `定义` takes `依据`"),
        ("rule r\n  when a is", "后面应有值或条件", "expected a value or a condition"),
        ("rule r\n  when every x where y", "后面应有", "`has`"),
        ("每 r", "声明以这些词开头", "a declaration begins with one of `policy`"),
        ("fact a.b c", "`:`", "`:`"),
        ("rule r\n  when a at b", "时刻（如 17:00）", "a time such as 17:00"),
        ("规则 r\n  当 a 是 b c", "`且`", "`且`"),
        ("rule r\n  when a is not not d", "放进括号", "put brackets around it"),
    ],
)
def test_help_names_the_fix(text: str, zh: str, en: str) -> None:
    _, diagnostics = policy(text)
    assert diagnostics.errors[0].help is not None
    assert zh in diagnostics.errors[0].help.zh
    assert en in diagnostics.errors[0].help.en


def test_every_code_has_a_test() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in Path(evalpolicy.syntax.__path__[0]).glob("*.py"))
    known = set(re.findall(r'(?:diagnostics\.error\(\s*|\w+ = )"([a-z0-9]+(?:-[a-z0-9]+)+)"', sources))
    known |= {"text-too-long", "name-too-long", "number-too-long"}
    files = {"unreadable-file", "file-too-big", "not-utf-8", "nul-character"}
    templates = set(re.findall(r'"((?:un\w+|empty)-(?:brace|placeholder))"', Path(test_parts.__file__).read_text(encoding="utf-8")))
    pasted = {"left-over", "row-without-bars", "invisible-character", "pasted-twice"}  # tests/mistakes/said/pasted.txt
    assert known == pasted | {code for code, *_ in MISTAKES} | files | templates


# --- files -----------------------------------------------------------------------------------


def test_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "p.policy"
    path.write_bytes("\ufeffpolicy p “中文”\r\n".encode())
    file, diagnostics = read_source(path)
    assert diagnostics.found == []
    assert file.text == "\ufeffpolicy p “中文”\r\n"
    assert parse_policy(file, diagnostics).complete


def test_no_such_file(tmp_path: Path) -> None:
    for path in (tmp_path / "none.policy", tmp_path, Path("a\0b")):
        file, diagnostics = read_source(path)
        assert [d.code for d in diagnostics.found] == ["unreadable-file"]
        assert file.text == ""


@pytest.mark.parametrize(
    ("data", "code", "span"),
    [
        ("policy 中\r\n文".encode() + b"\xff\xfe", "not-utf-8", Span(2, 2, 2, 3)),
        ("政策".encode("gb18030"), "not-utf-8", Span(1, 1, 1, 2)),
        (b"policy p\n ab\0", "nul-character", Span(2, 4, 2, 5)),
        (b"#" * 101, "file-too-big", Span(1, 1, 1, 1)),
        (b"\n" * 50, "file-too-big", Span(1, 1, 1, 1)),
    ],
)
def test_data_that_is_no_policy(data: bytes, code: str, span: Span) -> None:
    file, diagnostics = decode_source(data, "test.policy", limits=Limits(policy_bytes=100, policy_lines=20))
    assert [(d.code, d.span) for d in diagnostics.found] == [(code, span)]
    assert file.text == ""
    assert diagnostics.found[0].render("zh")


def test_text_beyond_the_limits() -> None:
    assert codes("#" * 101, Limits(policy_bytes=100)) == [("file-too-big", Span(1, 1, 1, 1))]
    assert codes("\n" * 100, Limits(policy_lines=20)) == [("file-too-big", Span(1, 1, 1, 1))]


@pytest.mark.parametrize(
    "text",
    [
        "define x = " + "(" * 50_000,
        "define x = " + "(" * 50_000 + "a" + ")" * 50_000,
        "define x = " + "not " * 5_000 + "a",
        "define x = " + "- " * 5_000 + "a",
        "define x = " + "if a then b else " * 2_000 + "a",
        "define x = " + "if " * 2_000 + "a",
        "define x = " + "any x where " * 2_000 + "a",
        "define x = " + "3 days after " * 2_000 + "a",
        "define x = a" + " implies a" * 2_000,
        "define x = a" + " + a" * 2_000,
        "fact a.b : " + "set of " * 2_000 + "a",
        "rule r\n" + "require (\n" * 2_000,
        "rule r\nmessage " + "“" * 10_000,
    ],
    ids=lambda text: text[:30],
)
def test_absurd_depth_is_told(text: str) -> None:
    assert {code for code, _ in codes(text)} <= {"nested-too-deeply", "unclosed-bracket", "incomplete-line", "unexpected-token", "unclosed-quote"}


def test_file_without_a_name_renders() -> None:
    """Diagnostics of syntax point into the text, so that they can be shown."""
    file = SourceFile("x", 'rule r\n  require a b\n  message "x')
    diagnostics = Diagnostics(file)
    parse_policy(file, diagnostics)
    shown = "\n".join(diagnostic.render(language) for diagnostic in diagnostics.errors for language in ("zh", "en"))
    assert "  2 |   require a b" in shown
    assert "改法: " in shown
