"""The numbers, days and times of a declaration that no words which it quotes show.

When the notice changes, no quote tells that they are stale; and where the quotes show others of the kind, a revision has probably changed the one
and not the other.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from decimal import Decimal
from functools import cache

from evalpolicy.classes import fields, frozen
from evalpolicy.diagnostics import Diagnostics
from evalpolicy.lint.dates import dates_in, opens_with, without_texts
from evalpolicy.lint.said import counts_said, days_said, numbers_said, times_said
from evalpolicy.source import SourceFile, Span
from evalpolicy.syntax import tree
from evalpolicy.syntax.keywords import keywords
from evalpolicy.syntax.parser import parse_policy

_DECIDING = (
    *(tree.CatalogDecl, tree.DefineDecl, tree.RuleDecl, tree.ExceptionDecl, tree.StepDecl, tree.FeeDecl, tree.AdjustmentDecl),
    tree.InvariantDecl,
)
"""Declarations whose numbers come from the sources; those of the others are bounds of what can be stated, or made up."""

_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?![\w]|\.\d)")
_SAID_TO_BE = re.compile(r"(?:\b(?:is|is not)|是|[(,])\s*$")
EARLIEST = 1950
"""The year before which a day stands for “never”."""

_DAY = re.compile(r"(?<![\w-])\d{4}-(\d{1,2})-(\d{1,2})(?![\w-])")
_TIME = re.compile(r"(?<![\w:])(\d{1,2}):(\d{2})(?::\d{2})?(?![\w:])")


@frozen
class Unquoted:
    """A number, a day or a time of day that no quote of its declaration shows; `quoted`: those of its kind that they do show."""

    span: Span
    words: str
    quoted: tuple[str, ...]


def lines_with_unquoted_numbers(file: SourceFile) -> Iterator[int]:
    """Their numbers, from 1. Left out: 0 and 1, which count nothing, and the codes of declared types where something is said to be one."""
    yield from dict.fromkeys(each.span.line for each in unquoted_numbers(file))


def unquoted_numbers(file: SourceFile) -> Iterator[Unquoted]:
    """The numbers that no quote of their declaration shows."""
    written = parse_policy(file, Diagnostics(file)).declarations
    strictly = _strictly()
    codes = {Decimal(value.code.text) for each in written if isinstance(each, tree.TypeDecl) for value in each.values if value.code.text.isdecimal()}
    for declaration in written:
        if not isinstance(declaration, _DECIDING):
            continue
        quotes = list(_quotes(declaration))
        known = {Decimal(0), Decimal(1), *(number for quote in quotes for number in numbers_said(quote))}
        shown = tuple(dict.fromkeys(f"{number:f}" for quote in quotes for number in counts_said(quote)))
        for line in range(declaration.span.line, declaration.span.end_line + 1):
            if opens_with(file.line(line), "COLUMN"):
                continue
            for start, end, number in _numbers(file.line(line), codes, isinstance(declaration, tree.FeeDecl)):
                # Fewer than 3 is at most 2.
                before = file.line(line)[:start]
                if number not in known and not (strictly.search(before) and not known.isdisjoint((number - 1, number + 1))):
                    yield Unquoted(Span(line, start + 1, line, end + 1), file.line(line)[start:end], shown)


def unquoted_days_and_times(file: SourceFile) -> Iterator[Unquoted]:
    """The days and the times of day that no quote of their declaration shows. The first and the last minute of a day are no times."""
    for declaration in parse_policy(file, Diagnostics(file)).declarations:
        if not isinstance(declaration, _DECIDING):
            continue
        quotes = list(_quotes(declaration))
        days = {day for quote in quotes for day in days_said(quote)}
        times = {time for quote in quotes for time in times_said(quote)}
        for line in range(declaration.span.line, declaration.span.end_line + 1):
            plain = without_texts(file.line(line))
            for pattern, quoted, mark in ((_DAY, days, "-"), (_TIME, times, ":")):
                for match in pattern.finditer(plain):
                    found = (int(match[1]), int(match[2]))
                    filler = mark == "-" and int(match[0][:4]) < EARLIEST
                    if found not in quoted and not filler and not (mark == ":" and found in ((0, 0), (23, 59))):
                        shown = tuple(f"{one:02d}{mark}{other:02d}" for one, other in sorted(quoted))
                        yield Unquoted(Span(line, match.start() + 1, line, match.end() + 1), match[0], shown)


@cache
def _strictly() -> re.Pattern[str]:
    """What compares without the number itself, before that number."""
    forms = (form for terminal in ("FEWER_THAN", "LESS_THAN", "MORE_THAN", "LESS", "GREATER") for form in keywords().all_spellings(terminal))
    return re.compile(rf"(?:{'|'.join(map(re.escape, forms))}|[<>])\s*$")


def _numbers(line: str, codes: Container[Decimal], is_fee: bool) -> Iterator[tuple[int, int, Decimal]]:
    """Those of a line that are no dates, no codes and in no text, with where they stand.

    Of a row: those of its cells but the first, of a fee table those of the amount.
    """
    plain = list(without_texts(line))
    for start, end in dates_in(line):
        plain[start : min(end, len(plain))] = " " * (min(end, len(plain)) - start)
    code = _TIME.sub(lambda match: " " * len(match[0]), "".join(plain))
    is_row = code.lstrip().startswith("|")
    begin = 0
    if is_row:
        inner = code.rstrip().rstrip("|")
        begin = inner.rindex("|") + 1 if is_fee else inner.find("|", code.index("|") + 1) + 1
        code = (" " * begin + inner[begin:]).replace("|", ",")
    for match in _NUMBER.finditer(code, begin):
        number = Decimal(match[0])
        if number not in codes or (is_row and is_fee) or not (is_row or _SAID_TO_BE.search(code, 0, match.start())):
            yield (*match.span(), number)


def _quotes(node: object) -> Iterator[str]:
    if isinstance(node, tree.Cite):
        yield from (quote.text for quote in node.quotes)
    elif isinstance(node, tree.Node):
        for field in fields(type(node)):
            yield from _quotes(getattr(node, field.name))
    elif isinstance(node, tuple):
        for part in node:
            yield from _quotes(part)
