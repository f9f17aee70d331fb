"""The lines of an example: when a step was done."""

from __future__ import annotations

import re

from evalpolicy.syntax.notations.notation import Meant, Notation, plain, spelt
from evalpolicy.wording import Wording

_DONE = rf"^\s*{spelt('DONE')}\s+"
_STEP = r"(?P<step>[^\W\d]\w*|「[^」]*」)"
_STATED = re.compile(rf"^\s*{spelt('APPLICANT', 'APPLICATION', 'SELECT', 'DONE', 'RECORD')}\s+\w")
_WHEN = Wording("办理一行先写步骤，再写日期和时刻", "a line `done` names the step, then the day and the time")


def _with_day(match: re.Match[str]) -> Meant:
    form = f"`done {match['step']} 日期 {match['time']}`", f"`done {match['step']} DAY {match['time']}`"
    return Meant(None, Wording(f"写上日期：{form[0]}", f"write the day: {form[1]}"))


def _with_step(match: re.Match[str]) -> Meant:
    return Meant(None, Wording(f"写上是哪个步骤：`done 某步骤 {match['rest']}`", f"write which step it is: `done STEP {match['rest']}`"))


def _stated(match: re.Match[str]) -> Meant | None:
    """A space instead of `=` or `:`; None in another line than those that state facts."""
    if _STATED.match(match.string) is None:
        return None
    mark = match["at"].strip()
    return Meant(" ", Wording(f"删去 `{mark}`，空一格", f"remove `{mark}`, and leave a space"))


EXAMPLES = (
    Notation(
        re.compile(r"(?<=[^\W\d])(?P<at>\s*[=:]\s*)(?=[\w\"“])"),
        Wording("事实的名称后面直接写值", "the name of a fact is followed by its value"),
        _stated,
        frozenset({"unexpected-token"}),
        only=True,
    ),
    Notation(
        re.compile(rf"^\s*{spelt('SELECT')}\s.*?\w\s+(?P<at>and|且|和|与|&|/)\s+\w"),
        Wording("一组里的几个值之间写 `+`", "the values of a set stand with `+` between them"),
        plain("+"),
    ),
    Notation(re.compile(rf"{_DONE}{_STEP}\s+(?P<at>(?:at|on|在|于|[:=：])\s*)(?=\d)"), _WHEN, plain("")),
    Notation(re.compile(rf"{_DONE}{_STEP}\s+(?P<at>(?P<time>\d{{1,2}}:\d{{2}}))\s*(?:,|$)"), _WHEN, _with_day),
    Notation(re.compile(rf"{_DONE}(?P<at>(?P<rest>\d{{4}}-\d\d-\d\d(?:\s+\d{{1,2}}:\d{{2}})?))"), _WHEN, _with_step),
)
