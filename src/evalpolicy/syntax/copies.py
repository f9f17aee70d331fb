"""Declarations that stand in a file twice, word for word: pasted once too often. They are left out, and told in one message."""

from __future__ import annotations

from evalpolicy.diagnostics import Diagnostics, Fix, Related, without_line_again
from evalpolicy.source import SourceFile, Span
from evalpolicy.syntax.lines import Group
from evalpolicy.wording import Wording

FEWEST_LINES = 3
"""A single declaration with fewer lines is told as one whose name is taken: it may well be a slip in the name."""


def without_copies(groups: list[Group], file: SourceFile, diagnostics: Diagnostics) -> list[Group]:
    """The declarations without those that repeat earlier ones, one after the other, and without headers that stand twice."""
    groups = _without_headers_twice(groups, file, diagnostics)
    first: dict[str, int] = {}
    original: list[int | None] = []
    for place, group in enumerate(groups):
        header = file.line(group.header.span.line).strip()
        earlier = first.setdefault(header, place)
        original.append(earlier if earlier < place and _lines(groups[earlier], file) == _lines(group, file) else None)
    kept: list[Group] = []
    place = 0
    while place < len(groups):
        end = place
        while end < len(groups) and original[end] is not None and (end == place or original[end] == _after(original[end - 1])):
            end += 1
        run = groups[place:end]
        if len(run) > 1 or (run and len(_lines(run[0], file)) >= FEWEST_LINES):
            earlier_ = original[place]
            assert earlier_ is not None
            _report(run, groups[earlier_], diagnostics, file.line_count if end == len(groups) else groups[end].header.span.line - 1)
            place = end
        else:
            kept.append(groups[place])
            place += 1
    return kept


def _without_headers_twice(groups: list[Group], file: SourceFile, diagnostics: Diagnostics) -> list[Group]:
    """Where a header stands twice, one line below the other, what follows belongs to it as well."""
    kept: list[Group] = []
    for group in groups:
        before = kept[-1] if kept else None
        fix = None if before is None or before.body or not group.body else without_line_again(file, group.header.span, before.header.span)
        if before is not None and fix is not None and group.terminal is not None:
            again = Wording("这一行和上一行一样", "this line repeats the one above it")
            first = Related(before.header.span, Wording("上一行", "the line above"))
            diagnostics.error("pasted-twice", group.header.span, again, Wording("删去一行", "remove one of them"), (first,), fix)
            kept.pop()
        kept.append(group)
    return kept


def _after(place: int | None) -> int | None:
    return None if place is None else place + 1


def _lines(group: Group, file: SourceFile) -> list[str]:
    """What the declaration says, line by line."""
    numbers = range(group.header.span.line, _last(group) + 1)
    return [text for text in (" ".join(file.line(number).split()) for number in numbers) if text]


def _last(group: Group) -> int:
    return (group.body[-1] if group.body else group.header).span.end_line


def _report(run: list[Group], original: Group, diagnostics: Diagnostics, until: int) -> None:
    first, last = run[0].header.span.line, _last(run[-1])
    count = len(run)
    diagnostics.error(
        "pasted-twice",
        run[0].header.span,
        Wording(
            f"从这里到第 {last} 行的 {count} 个声明前面已经有了，一字不差" if count > 1 else "这个声明前面已经有了，一字不差",
            f"these {count} declarations, down to line {last}, stand in the file already, word for word"
            if count > 1
            else "this declaration stands in the file already, word for word",
        ),
        Wording(f"删去第 {first} 到第 {last} 行", f"delete lines {first} to {last}"),
        (Related(original.header.span, Wording("先前在这里", "first defined here")),),
        Fix(Span(first, 1, until, len(diagnostics.file.line(until)) + 1), ""),
    )
