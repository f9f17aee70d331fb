"""A declaration with the name of another one, where the name that it should have is used and declared nowhere: one mistake, told at one place.

Which of the two has the wrong name is tried out: the policy is read again with the other name at one of them. Where that leaves neither the second
declaration nor the undeclared name to be told of, that is the mistake, and what came of it is not told.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from evalpolicy.classes import evolve, frozen
from evalpolicy.diagnostics import Diagnostic, Fix, Related
from evalpolicy.source import SourceFile, Span
from evalpolicy.syntax.notations.notation import spelt
from evalpolicy.wording import Wording

MOST_LINES = 10_000
"""Longer files are not read again and again."""

MOST_TRIALS = 12
"""So often a file is read again at most."""

MOST_NAMES = 3
"""Undeclared names that are tried, those that are used most first."""

_NAMELESS = re.compile(
    rf"\s*{spelt('SOURCE', 'TYPE', 'RECORD', 'CATALOG', 'PARAMETER', 'READING', 'RULE', 'STEP', 'EVENT', 'FIELD', 'COLUMN', 'OPTION')}\s+(?=[\"“:：])"
)
"""The keyword of what has a name, and no name behind it."""

Read = Callable[[SourceFile], list[Diagnostic]]


@frozen
class _Trial:
    """The name at `place` replaced by `name`, and what is then told, at its place in the file."""

    place: Span
    name: str
    left: list[Diagnostic]
    changed: SourceFile

    @property
    def errors(self) -> int:
        """How many mistakes are left."""
        return _errors(self.left)


def tell_collisions(file: SourceFile, found: list[Diagnostic], read: Read) -> list[Diagnostic]:
    """The diagnostics of a policy, with names that should be others told as that. `read` gives the diagnostics of a text."""
    if file.line_count > MOST_LINES:
        return found
    said: list[Diagnostic] = []
    original, trials = file, MOST_TRIALS
    for again in [each for each in found if each.code == "duplicate-name" and each.fix is None and _is_name(each)]:
        names = _undeclared(found)
        places = [again.span, *_first_place(again)]
        made: list[_Trial] = []
        for name in names[: trials // len(places)]:
            made += [_try(place, name, file, read) for place in places]
            trials -= len(places)
        best = min(made, key=lambda trial: trial.errors, default=None)
        # Both the second declaration and the undeclared name have to be gone.
        if best is None or best.errors > _errors(found) - 2 or _wrong_at(best):
            continue
        others = [trial for trial in made if trial is not best and (trial.name, trial.errors) == (best.name, best.errors)]
        said.append(_told(again, best, places, first_use(found, best.name), certain=not others))
        found, file = best.left, best.changed
    for nameless in [each for each in found if each.severity == "error" and _gap(each) is not None]:
        gap = _gap(nameless)
        names = _undeclared(found)[:trials]
        if gap is None or not names:
            break
        trials -= len(names)
        best = min((_try(gap, f"{name} ", file, read) for name in names), key=lambda trial: trial.errors)
        if best.errors <= _errors(found) - 2:
            said.append(_named(nameless, gap, best.name.strip(), first_use(found, best.name.strip())))
            found, file = best.left, best.changed
    return [*said, *(evolve(each, file=original) for each in found)] if said else found


def _gap(told: Diagnostic) -> Span | None:
    """Where the name belongs in a line that should give one and does not; None where the line is no such line."""
    match = _NAMELESS.match(told.file.line(told.span.line))
    return None if match is None else Span(told.span.line, match.end() + 1, told.span.line, match.end() + 1)


def _named(nameless: Diagnostic, gap: Span, name: str, used: Span) -> Diagnostic:
    message = Wording("这里缺少代号", "the name is missing here")
    help = Wording(f"补上 `{name}`：别处用到它，而没有一处声明", f"put `{name}` there: other places use it, and nothing declares it")
    use = Related(used, Wording(f"这里用到“{name}”", f"`{name}` is used here"))
    return evolve(nameless, code="unexpected-token", message=message, help=help, related=(use,), fix=Fix(gap, f"{name} "))


def first_use(found: Iterable[Diagnostic], name: str) -> Span:
    """Where a name that nothing declares is used first."""
    return min(each.span for each in found if each.code.startswith("unknown-") and _last_part(each) == name)


def _errors(found: Iterable[Diagnostic]) -> int:
    return sum(each.severity == "error" for each in found)


def _wrong_at(trial: _Trial) -> bool:
    """Whether something is wrong where the name was replaced."""
    return any(each.code == "duplicate-name" and each.span.line == trial.place.line for each in trial.left)


def _undeclared(found: Iterable[Diagnostic]) -> list[str]:
    """The names that nothing declares, those that are used most first."""
    names = Counter(_last_part(each) for each in found if each.code.startswith("unknown-") and each.code != "unknown-keyword")
    return [name for name, _ in names.most_common() if name.isidentifier()][:MOST_NAMES]


def _is_name(again: Diagnostic) -> bool:
    """Whether it is told of a name, and not of a text."""
    return all(part.strip("「」").isidentifier() for part in again.file.words(again.span).split("."))


def _last_part(each: Diagnostic) -> str:
    return each.file.words(each.span).split(".")[-1].strip("「」")


def _first_place(again: Diagnostic) -> Iterator[Span]:
    """The name in the earlier declaration."""
    name = again.file.words(again.span)
    for related in again.related[:1]:
        line = again.file.line(related.span.line)
        match = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)").search(line, related.span.column - 1)
        if match is not None:
            yield Span(related.span.line, match.start() + 1, related.span.line, match.end() + 1)


def _renamed(old: str, name: str) -> str:
    """A name in the place of another one: of a fact, its owner stays."""
    owner, dot, _ = old.rpartition(".")
    return f"{owner}{dot}{name}"


def _try(place: Span, name: str, file: SourceFile, read: Read) -> _Trial:
    lines = [file.line(number) for number in range(1, file.line_count + 1)]
    line = lines[place.line - 1]
    written = _renamed(file.words(place), name)
    lines[place.line - 1] = line[: place.column - 1] + written + line[place.end_column - 1 :]
    changed = SourceFile(file.name, "\n".join(lines), file.at)
    longer = len(written) - (place.end_column - place.column)
    return _Trial(place, name, [_moved(each, place, longer) for each in read(changed)], changed)


def _moved(each: Diagnostic, place: Span, longer: int) -> Diagnostic:
    """A diagnostic of the changed text at its place in the file."""
    fix = each.fix and evolve(each.fix, span=_shifted(each.fix.span, place, longer))
    related = tuple(evolve(other, span=_shifted(other.span, place, longer)) for other in each.related)
    return evolve(each, span=_shifted(each.span, place, longer), related=related, fix=fix)


def _shifted(span: Span, place: Span, longer: int) -> Span:
    column = span.column - longer if span.line == place.line and span.column > place.column else span.column
    end = span.end_column - longer if span.end_line == place.line and span.end_column > place.column else span.end_column
    return Span(span.line, column, span.end_line, max(end, 1))


def _told(again: Diagnostic, best: _Trial, places: list[Span], used: Span, *, certain: bool) -> Diagnostic:
    name = _renamed(again.file.words(again.span), best.name)
    message = Wording(
        f"{again.message.zh}，而用到的“{best.name}”没有一处声明", f"{again.message.en}, while `{best.name}` is used and declared nowhere"
    )
    here = best.place if certain else again.span
    other = next((place for place in places if place != here), None)
    there = () if other is None else (Related(other, Wording("另一处在这里", "the other one is here")),)
    help = (
        Wording(f"这里写成 `{name}`", f"write `{name}` here")
        if certain
        else Wording(f"两处中有一处应是 `{name}`", f"one of the two should be `{name}`")
    )
    use = Related(used, Wording(f"这里用到“{best.name}”", f"`{best.name}` is used here"))
    return evolve(again, span=here, message=message, help=help, related=(*there, use), fix=Fix(here, name) if certain else None)
