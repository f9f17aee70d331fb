"""The lines of two versions of a declaration: which of them are the same, and which became which."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from evalpolicy.classes import fields, frozen
from evalpolicy.diff.change import StructureChange
from evalpolicy.diff.names import CLAUSES, kind_of, name_of
from evalpolicy.diff.saying import saying
from evalpolicy.diff.stretches import shift
from evalpolicy.diff.written import Versions
from evalpolicy.syntax import tree

MOST_COMPARED = 2_500
"""Pairs of changed lines that are compared for likeness; of more, one after the other is taken."""


@frozen
class Line:
    """A clause, and below which route or option it stands."""

    below: tuple[str, str] | None
    clause: tree.Clause


def lines_of(declaration: tree.Declaration) -> list[Line]:
    """The clauses of a declaration but its tables, and the citations between their rows."""
    below: tuple[str, str] | None = None
    found = []
    tables = False
    for clause in declaration.clauses:
        match clause:
            case tree.Route(name=name) | tree.Option(name=name):
                below = (type(clause).__name__, name.text)
                found.append(Line(None, clause))
            case tree.Table():
                tables = True
            case tree.Cite() if tables:
                continue
            case tree.Cite() | tree.Require() | tree.FileClause():
                found.append(Line(below, clause))
            case _:
                found.append(Line(None, clause))
    return found


def line_changes(versions: Versions, old: tree.Declaration, new: tree.Declaration) -> Iterator[StructureChange]:
    """What changed in the lines."""
    yield from changes_of_lines(versions, new, *differing(versions, lines_of(old), lines_of(new)))


def changes_of_lines(versions: Versions, new: tree.Declaration, left: list[Line], right: list[Line]) -> Iterator[StructureChange]:
    """The changes that make old lines of a declaration into new ones."""
    kind, name = kind_of(new), name_of(new)
    for before, after in _matched(versions, left, right):
        words = None if before is None else versions.old.words(before.clause.span)
        words_ = None if after is None else versions.new.words(after.clause.span)
        if before is not None and after is not None:
            note = shift(before.clause, after.clause)
            yield StructureChange(kind, name, CLAUSES[type(after.clause)], "changed", words, words_, note, after.clause.span.line)
        elif after is not None:
            yield StructureChange(kind, name, CLAUSES[type(after.clause)], "added", None, words_, None, after.clause.span.line)
        elif before is not None:
            yield StructureChange(kind, name, CLAUSES[type(before.clause)], "removed", words, None, None, before.clause.span.line)


def differing(versions: Versions, old: Sequence[Line], new: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """The lines of each version that the other does not have."""
    there: dict[object, list[Line]] = {}
    for line in new:
        there.setdefault(_said(line, {}), []).append(line)
    left, kept = [], set()
    for line in old:
        same = there.get(_said(line, {})) or (there.get(_said(line, versions.names)) if versions.names else None)
        if same:
            kept.add(id(same.pop(0)))
        else:
            left.append(line)
    return left, [line for line in new if id(line) not in kept]


def _said(line: Line, names: dict[str, str]) -> object:
    return line.below, saying(line.clause, names)


def _matched(versions: Versions, left: list[Line], right: list[Line]) -> Iterator[tuple[Line | None, Line | None]]:
    """Each changed line beside what it was, the added and the removed ones alone; those of the new text first, in its order."""
    became: dict[int, Line] = {}
    used: set[int] = set()
    scores = []
    for place, after in enumerate(right):
        for place_, before in enumerate(left):
            if type(before.clause) is type(after.clause):
                near = len(left) * len(right) <= MOST_COMPARED
                scores.append((-_likeness(versions, before, after) if near else 0.0, abs(place - place_), place, place_))
    for _, _, place, place_ in sorted(scores):
        if place not in became and place_ not in used:
            became[place] = left[place_]
            used.add(place_)
    for place, after in enumerate(right):
        yield became.get(place), after
    for place, before in enumerate(left):
        if place not in used:
            yield before, None


def _likeness(versions: Versions, before: Line, after: Line) -> float:
    """How alike two lines are: what they state alike counts more than their letters."""
    stated = [each.name for each in fields(type(before.clause)) if each.name != "span"]
    same = [versions.same(getattr(before.clause, name), getattr(after.clause, name)) for name in stated]
    words = versions.old.words(before.clause.span), versions.new.words(after.clause.span)
    return sum(same) + (before.below == after.below) + SequenceMatcher(None, *words, autojunk=False).ratio()
