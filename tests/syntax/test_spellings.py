"""One tree, however it is typed: full-width forms, line ends, indentation, and both keyword languages."""

from __future__ import annotations

from typing import Any

import pytest

from evalpolicy.diagnostics import Diagnostics
from evalpolicy.limits import Limits
from evalpolicy.source import SourceFile
from evalpolicy.syntax.grammar import CLAUSES, tables
from evalpolicy.syntax.keywords import keywords
from evalpolicy.syntax.lalr import ParserState, Token
from evalpolicy.syntax.lexer import Feed
from evalpolicy.syntax.lexer import tokens as read_tokens
from evalpolicy.syntax.lines import Line, read_groups
from evalpolicy.syntax.scanning import scan
from tests.syntax.reading import expression, shown, sound
from tests.syntax.test_declarations import DECLARATIONS
from tests.syntax.test_expressions import EXPRESSIONS

POLICY = "\n".join(text for text, _ in DECLARATIONS)
TREE = shown(sound(POLICY))


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param(POLICY.replace("\n", "\r\n"), id="CRLF"),
        pytest.param(POLICY.replace("\n", "\r"), id="CR"),
        pytest.param("\ufeff" + POLICY, id="BOM"),
        pytest.param(POLICY.replace("\n ", "\n\t"), id="tabs"),
        pytest.param(POLICY.replace("\n ", "\n\u3000"), id="ideographic spaces"),
        pytest.param(POLICY.replace("\n ", "\n"), id="no indentation"),
        pytest.param(POLICY.replace("\n", "  \n\n# comment\n"), id="blank lines and comments"),
        pytest.param(POLICY.replace("\n", " # x, and\n").replace(" | d | # x, and", " | d |").replace("| # x, and", "|"), id="comments"),
    ],
)
def test_white_space_means_nothing(typed: str) -> None:
    if "# x" in typed:  # in a table row `#` is plain text, and this row has no bar at its end
        typed = typed.replace("| a | b # x, and", "| a | b")
    assert shown(sound(typed)) == TREE


def full_width(text: str) -> str:
    """The text with every character outside quotes and names in its full-width form."""
    found, quoted = "", False
    for character in text:
        quoted ^= character == '"'
        wide = "\u3000" if character == " " else chr(ord(character) + 0xFEE0) if "!" <= character <= "~" else character
        found += character if quoted or character == '"' else wide
    return found


@pytest.mark.parametrize("text", [text for text, _ in EXPRESSIONS if not set(text) & set("「“\\")])
def test_full_width_expression(text: str) -> None:
    assert shown(expression(full_width(text))) == shown(expression(text))


def test_full_width_policy() -> None:
    plain = "\n".join(line for line in POLICY.split("\n") if "|" not in line or "=" in line)
    assert shown(sound(full_width(plain))) == shown(sound(plain))


@pytest.mark.parametrize(
    ("typed", "plain"), [("a、b", "a, b"), ("a，b", "a, b"), ("a ≥ 1", "a >= 1"), ("a ≠ 1", "a != 1"), ("a × 2 ÷ b", "a * 2 / b")]
)
def test_marks(typed: str, plain: str) -> None:
    assert shown(expression(f"x in (1, {typed})")) == shown(expression(f"x in (1, {plain})"))


@pytest.mark.parametrize(
    ("quoted", "text"),
    [
        ('"a"', "a"),
        ("“a”", "a"),
        ("＂a＂", "a"),
        ('＂a"', "a"),
        ('"“a” ，Ａ"', "“a” ，Ａ"),
        ("“a “b” c”", "a “b” c"),
        ('“a "b" c”', 'a "b" c'),
        (r'"a \" \\ \n"', 'a " \\ \\n'),
        (r"“a \” b”", "a ” b"),
        ('"a # b"', "a # b"),
        ('""', ""),
    ],
)
def test_quotes(quoted: str, text: str) -> None:
    assert shown(expression(quoted)) == f"TextLiteral({text})"


# --- keyword languages -----------------------------------------------------------------------


def tokens(start: str, lexemes: Any) -> list[Token]:
    state = ParserState(tables(), start)
    found = []
    for token in read_tokens(Feed(list(lexemes)), state):
        state.take(token)
        found.append(token)
    return found


def in_chinese(text: str, found: list[Token]) -> str:
    """The text with each keyword in its Chinese spelling."""
    lines = text.split("\n")
    for token in sorted(found, key=lambda token: (token.span.line, token.span.column), reverse=True):
        if keywords().is_keyword(token.type):
            spelling = keywords().spellings["zh"][token.type][0]
            line = lines[token.span.line - 1]
            lines[token.span.line - 1] = f"{line[: token.span.column - 1]} {spelling} {line[token.span.end_column - 1 :]}"
    return "\n".join(lines)


def policy_tokens(text: str) -> list[Token]:
    file = SourceFile("x", text)
    groups, _ = read_groups(file, Diagnostics(file), Limits())
    found: list[Token] = []
    for group in groups:
        assert group.terminal is not None
        found += tokens("declaration", group.header.lexemes)
        found += [token for line in group.body if isinstance(line, Line) for token in tokens(CLAUSES[group.terminal], line.lexemes)]
    return found


def test_chinese_policy_is_the_same_tree() -> None:
    chinese = in_chinese(POLICY, policy_tokens(POLICY))
    assert "规则" in chinese
    assert "rule" not in chinese
    assert shown(sound(chinese)) == TREE


@pytest.mark.parametrize("text", [text for text, _ in EXPRESSIONS])
def test_chinese_expression_is_the_same_tree(text: str) -> None:
    file = SourceFile("x", text)
    found = tokens("expression", scan(text, 1, range(1, len(text) + 2), Diagnostics(file), Limits()))
    assert shown(expression(in_chinese(text, found))) == shown(expression(text))


def test_every_keyword_is_used_by_these_tests() -> None:
    used = {token.type for token in policy_tokens(POLICY)}
    for text, _ in EXPRESSIONS:
        used |= {token.type for token in tokens("expression", scan(text, 1, range(1, len(text) + 2), Diagnostics(SourceFile("x", text)), Limits()))}
    months_days_ordinals = set(keywords().spellings["en"]) - used
    cells = {"ONE", "NOT_GIVEN"}
    assert {terminal for terminal in months_days_ordinals - cells if not terminal.endswith(("DAY", "TH", "BER", "ARY", "RY"))} <= {
        *("MARCH", "APRIL", "MAY", "JUNE", "JULY", "AUGUST")
    }


def test_keywords_are_names_where_only_a_name_can_stand() -> None:
    words = {spelling for terminal in keywords().spellings["en"] for spelling in keywords().spellings["en"][terminal] if " " not in spelling}
    for word in sorted(words):
        assert shown(expression(f"x.{word} is y.{word}.{word}")) == f"Compare(is, x.{word}, y.{word}.{word})"
        assert shown(sound(f"rule {word}").declarations[0]) == f"RuleDecl({word}, None, [], False)"


@pytest.mark.parametrize(
    "word", ["at", "item", "level", "count", "on", "date", "amount", "fee", "size", "value", "order", "age", "sum", "rule", "text"]
)
def test_nouns_that_are_keywords_elsewhere(word: str) -> None:
    assert shown(expression(f"{word} is 1 and {word} at least {word}")) == f"Binary(and, Compare(is, {word}, 1), Compare(ge, {word}, {word}))"
