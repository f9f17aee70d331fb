"""Brackets left out around a sum or another quantity over rows: what its `where` asks goes on to the end of the line."""

from __future__ import annotations

from evalpolicy.diagnostics import Diagnostic, Fix
from evalpolicy.source import SourceFile, Span
from evalpolicy.syntax.expectations import standing
from evalpolicy.syntax.keywords import COMPARING
from evalpolicy.syntax.lexer import Feed
from evalpolicy.syntax.scanning import Lexeme
from evalpolicy.syntax.slip import Slip, understood
from evalpolicy.wording import Wording

QUANTITIES = frozenset(
    {"COUNT_OF", "SUM_OF", "DIFFERENT", "BEST", "MEAN_OF", "FULL_MONTHS_COVERED_BY"} | {"MAXIMUM_OF", "MINIMUM_OF", "LATEST_OF", "EARLIEST_OF"}
)
"""What takes a `where`, and makes a number or a day of the rows."""

_ELSE = (("WORD", "else"), ("NUMBER", "0"))
"""What the greatest, the least, the latest and the earliest end with, with some value."""

BACK = 1
"""How far before the place where a line stops making sense the comparison may begin: `at` of `at most` could have gone on otherwise."""


def brackets_left_out(start: str, lexemes: list[Lexeme], at: int, file: SourceFile) -> Slip | None:
    """The slip where the grammar's `start` understands the lexemes with brackets up to the comparison at the lexeme `at`."""
    for end in range(at, max(0, at - BACK) - 1, -1):
        if end >= len(lexemes) or not standing(Feed(lexemes, end)) & COMPARING:
            continue
        for place in range(end - 1, -1, -1):
            if not standing(Feed(lexemes, place)) & QUANTITIES:
                continue
            inside, before = lexemes[place:end], lexemes[place - 1].span if place else lexemes[0].span
            opening, closing = Lexeme("LPAR", "(", before), Lexeme("RPAR", ")", inside[-1].span)
            for more in ((), _ELSE):
                ended = [*inside, *(Lexeme(kind, text, inside[-1].span) for kind, text in more)]
                meant = understood(start, [*lexemes[:place], opening, *ended, closing, *lexemes[end:]])
                if meant is not None:
                    return Slip(_told(inside, lexemes[end], bool(more), file), None if more else meant)
    return None


def _told(inside: list[Lexeme], comparison: Lexeme, else_missing: bool, file: SourceFile) -> Diagnostic:
    span = inside[0].span.to(inside[-1].span)
    bracketed = f"({file.words(span)})"
    if else_missing:
        return Diagnostic(
            "else-missing",
            "error",
            file,
            Span(span.line, span.column, comparison.span.end_line, comparison.span.end_column),
            Wording("缺少 `else`：一行也没有时取什么值？", "`else` is missing: what is the value where there are no rows?"),
            Wording(
                f"加上括号和 `else V`，V 是那时的值：`({file.words(span)} else V)`",
                f"write brackets and `else V`, V being the value then: `({file.words(span)} else V)`",
            ),
        )
    return Diagnostic(
        "unexpected-token",
        "error",
        file,
        Span(span.line, span.column, comparison.span.end_line, comparison.span.end_column),
        Wording(
            "`where` 的条件一直管到行尾，后面的比较也落在了里面",
            "the condition of `where` goes on to the end of the line, so that the comparison behind it falls into it",
        ),
        Wording(f"前面的加上括号：`{bracketed}`", f"put brackets around what comes before: `{bracketed}`"),
        fix=Fix(span, bracketed) if span.line == span.end_line else None,
    )
