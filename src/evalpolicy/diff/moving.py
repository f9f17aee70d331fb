"""A policy with every date so many days later: last semester's rules as they would be this semester.

Two semesters state the same rules with other dates. Moved by as much as the one begins after the other, they can be compared.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from evalpolicy.binding.instants import is_day, parse_instant
from evalpolicy.classes import evolve, fields
from evalpolicy.diagnostics import Diagnostics
from evalpolicy.errors import PolicyError, UsageError
from evalpolicy.language.catalog import BUILT_IN
from evalpolicy.language.resolve import resolve_policy
from evalpolicy.policy import Policy
from evalpolicy.syntax import tree
from evalpolicy.syntax.keywords import keywords
from evalpolicy.syntax.parser import parse_policy

WEEK = 7
WEEKDAYS = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")


def distance(old: Policy, new: Policy, *, weeks: bool = False) -> int:
    """By how many days the period of one policy begins after that of another; with `weeks` the nearest number of whole weeks, in days."""
    days = (new.in_force[0] - old.in_force[0]).days
    return WEEK * round(days / WEEK) if weeks else days


def moved(policy: Policy, days: int) -> Policy:
    """The policy with every date and instant that it states so many days later, those in calendar words too; examples are left out.

    Raises `UsageError` where that leaves the calendar, or gives days that the policy's own words do not settle (a month end).
    """
    file = policy.model.file
    written = parse_policy(file, Diagnostics(file), policy.limits)
    kept = tuple(each for each in written.declarations if not isinstance(each, tree.ExampleDecl))
    diagnostics = Diagnostics(file)
    try:
        shifted = evolve(written, declarations=later(kept, days))
        model = resolve_policy(shifted, file, file.folder, diagnostics, policy.limits, {})
    except OverflowError as error:
        raise UsageError(
            f"{policy.id} 的日期不能移动 {days} 天：{error}",
            f"the dates of {policy.id} cannot be moved by {days} days: {error}",
        ) from error
    if model is None or diagnostics.errors:
        raise UsageError(
            f"{policy.id} 的日期不能移动 {days} 天：\n{PolicyError(diagnostics.errors).render('zh')}",
            f"the dates of {policy.id} cannot be moved by {days} days:\n{PolicyError(diagnostics.errors).render('en')}",
        )
    return Policy(model, (), policy.limits)


def later(node: Any, days: int) -> Any:
    """A part of a tree (or several) with its dates so many days later."""
    match node:
        case tree.DateLiteral(value=day):
            return evolve(node, value=day + dt.timedelta(days=days), weekday=None)
        case tree.InstantLiteral(value=instant):
            return evolve(node, value=instant + dt.timedelta(days=days), weekday=None)
        case tree.CalendarWords(later=before):
            return evolve(node, later=before + days)
        case tree.CatalogDecl() | tree.FeeDecl():
            return evolve(node, clauses=tuple(later(clause, days) for clause in _with_later_cells(node, days)))
        case tuple():
            return tuple(later(part, days) for part in node)
        case tree.Node():
            changes = {}
            for each in fields(type(node)):
                value = getattr(node, each.name)
                part = later(value, days)
                if part is not value and part != value:
                    changes[each.name] = part
            return evolve(node, **changes) if changes else node
        case _:
            return node


def _with_later_cells(declaration: tree.CatalogDecl | tree.FeeDecl, days: int) -> Iterator[tree.Clause]:
    """The clauses of a declaration with the dates in the cells of its tables so many days later. Names and other texts stay."""
    texts = {clause.name.text for clause in declaration.clauses if isinstance(clause, tree.Column) and clause.type.kind == "text"} | set(BUILT_IN)
    heading: tuple[tree.Cell, ...] = ()
    for clause in declaration.clauses:
        if not isinstance(clause, tree.Table):
            yield clause
            continue
        rows = []
        for row in clause.rows:
            heading = heading or row.cells
            moves = [row.cells is not heading and head.text not in texts for head in heading]
            cells = [evolve(cell, text=later_words(cell.text, days)) if moving else cell for cell, moving in zip(row.cells, moves, strict=True)]
            rows.append(evolve(row, cells=tuple(cells)))
        yield evolve(clause, rows=tuple(rows))


def later_words(words: str, days: int) -> str:
    """An author's words with their dates so many days later, and without the weekdays beside them, which follow from the dates."""

    def move(match: re.Match[str]) -> str:
        try:
            return (dt.date.fromisoformat(match.group(1)) + dt.timedelta(days=days)).isoformat() + (match.group(2) or "")
        except (ValueError, OverflowError):
            return match.group()

    return _dates().sub(move, words)


def later_application(application: Any, days: int) -> Any:
    """An application whose steps are reported so many days later; what is not well-formed is left as it is, for the binding to tell."""
    steps = application.get("steps") if isinstance(application, dict) else None
    if not days or not isinstance(steps, dict):
        return application
    return {**application, "steps": {id: _reported_later(step, days) for id, step in steps.items()}}


def _reported_later(step: Any, days: int) -> Any:
    if not isinstance(step, dict) or not isinstance(step.get("at"), str):
        return step
    moment = None if is_day(step["at"]) else parse_instant(step["at"])
    try:
        return step if moment is None else {**step, "at": (moment + dt.timedelta(days=days)).isoformat()}
    except OverflowError:
        return step


@cache
def _dates() -> re.Pattern[str]:
    """A date, perhaps with a time, and a weekday before or after that."""
    spelt = [re.escape(spelling) for terminal in WEEKDAYS for spelling in keywords().all_spellings(terminal)]
    weekday = rf"(?:\s*[(（]?(?:{'|'.join(sorted(spelt, key=len, reverse=True))})[)）]?)?"
    return re.compile(rf"(\d{{4}}-\d\d-\d\d){weekday}(\s+\d\d?:\d\d(?::\d\d)?)?{weekday}")
