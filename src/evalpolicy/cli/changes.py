"""How the difference of two policies is shown: in a terminal, and as Markdown for a comment on a pull request."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Any

import click

from evalpolicy.cli.terminal import width
from evalpolicy.diff.change import StructureChange
from evalpolicy.explain.wordings import OUTCOME, STATUS
from evalpolicy.wording import Language, Wording

if TYPE_CHECKING:
    from evalpolicy.diff.meaning import Change
    from evalpolicy.diff.roster import Roster
    from evalpolicy.policy import Policy

CLASSES = {
    "now-rejected": Wording("现在不通过", "now rejected"),
    "now-accepted": Wording("现在通过", "now accepted"),
    "now-undetermined": Wording("现在无法判定", "now undetermined"),
    "now-pending": Wording("现在待补充", "now pending"),
    "fee-changed": Wording("费用变了", "fee changed"),
    "findings-changed": Wording("结论相同，理由变了", "same outcome for other reasons"),
    "now-invalid": Wording("现在不是一份有效的申请", "no longer a well-formed application"),
    "now-valid": Wording("现在是一份有效的申请", "now a well-formed application"),
    "unchanged": Wording("不变", "unchanged"),
}
SIGNS = {"added": ("+", "green"), "removed": ("-", "red"), "changed": ("~", "yellow"), "renamed": ("~", "yellow")}
VERBS = {
    "added": Wording("新增", "added"),
    "removed": Wording("删去", "removed"),
    "changed": Wording("修改", "changed"),
    "renamed": Wording("改名", "renamed"),
}
NOTHING = Wording("没有变化", "no change")
SHOWN_IDS = ("violated", "undetermined", "pending")
NARROWEST = 40
MOST_UNREADABLE = 5


def change_lines(structure: Iterable[StructureChange], language: Language) -> list[str]:
    """What changed in the text, for a terminal: a line each where that fits, else the old and the new words below one another."""
    columns = max(NARROWEST, get_terminal_size((100, 24)).columns)
    lines: list[str] = []
    for change in structure:
        sign, colour = SIGNS[change.change]
        head = f"{sign} {_what(change, language)}"
        words = [each for each in (change.old, change.new) if each is not None]
        note = "" if change.note is None else change.note.text(language)
        whole = f"{head}: {' → '.join(words)}" + (f"  ({note})" if note else "")
        if width(whole) <= columns:
            lines.append(click.style(head, fg=colour) + whole[len(head) :])
            continue
        lines.append(click.style(head, fg=colour) + (f": {note}" if note else ""))
        sides = (("-", "red", change.old), ("+", "green", change.new))
        lines += [f"    {click.style(mark, fg=its)} {text}" for mark, its, text in sides if text is not None]
    return lines or [NOTHING.text(language)]


def change_markdown(structure: Iterable[StructureChange], language: Language) -> list[str]:
    """What changed in the text, as Markdown: a list, with the old and the new words as a block of differences."""
    lines: list[str] = []
    for change in structure:
        note = "" if change.note is None else f": {_escaped(change.note.text(language))}"
        lines.append(f"- **{VERBS[change.change].text(language)}** {_escaped(_what(change, language))}{note}")
        shown = [f"{mark} {text}" for mark, text in (("-", change.old), ("+", change.new)) if text is not None]
        lines += ["", *(f"  {line}" for line in _fenced(shown, "diff")), ""]
    return lines or [NOTHING.text(language)]


def _what(change: StructureChange, language: Language) -> str:
    part = "" if change.part is None else f" · {change.part.text(language)}"
    return f"{change.kind.text(language)} {change.name}{part}"


# --- decisions -------------------------------------------------------------------------------------


def witness_lines(changes: Sequence[Change], sides: tuple[Policy, Policy], language: Language) -> list[str]:
    """A witness of each class of change, for a terminal."""
    lines: list[str] = []
    for change in changes:
        lines.append(f"{click.style(CLASSES[change.name].text(language), bold=True)}: {_outcomes(change, language)}")
        lines += [f"    {line}" for line in _differences(change, sides, language)]
        lines += [f"    {name} {json.dumps(value, ensure_ascii=False, default=str)}" for name, value in _case(change, language)]
    return lines


def witness_markdown(changes: Sequence[Change], sides: tuple[Policy, Policy], language: Language) -> list[str]:
    """The same as Markdown, applications folded away."""
    lines: list[str] = []
    for change in changes:
        lines.append(f"- **{CLASSES[change.name].text(language)}**: {_outcomes(change, language)}")
        lines += [f"  - {_escaped(line)}" for line in _differences(change, sides, language)]
        case = dict(_case(change, language))
        shown = json.dumps(case if len(case) > 1 else change.case.application, ensure_ascii=False, indent=2, default=str).split("\n")
        summary = Wording("一份这样的申请", "such an application").text(language)
        lines += ["", f"  <details><summary>{summary}</summary>", "", *(f"  {line}" for line in _fenced(shown, "json")), "", "  </details>", ""]
    return lines


def _outcomes(change: Change, language: Language) -> str:
    return " → ".join(OUTCOME[decision["outcome"]].text(language) for decision in (change.old, change.new))


def _case(change: Change, language: Language) -> Iterator[tuple[str, object]]:
    """The application, and with what else it is decided."""
    yield Wording("申请", "application").text(language), change.case.application
    if change.case.at is not None:
        yield Wording("时刻", "at").text(language), change.case.at
    if change.case.given:
        yield Wording("参数", "given").text(language), dict(change.case.given)


def _differences(change: Change, sides: tuple[Policy, Policy], language: Language) -> Iterator[str]:
    """In what the two decisions differ."""
    fees = [decision["fee"]["total"] for decision in (change.old, change.new)]
    none = Wording("无", "none").text(language)
    if fees[0] != fees[1]:
        unsettled = Wording("未定", "not settled").text(language)
        yield f"{Wording('费用', 'fee').text(language)} {' → '.join(unsettled if fee is None else fee for fee in fees)}"
    decisions = list(zip(sides, (change.old, change.new), strict=True))
    for key in SHOWN_IDS:
        if change.old[key] != change.new[key]:
            named = [", ".join(_rule(policy, id) for id in decision[key]) or none for policy, decision in decisions]
            yield f"{STATUS[key].text(language)}: {' → '.join(named)}"
    for _, decision in decisions:
        for problem in decision["problems"]:
            yield f"{problem['pointer'] or '/'}: {problem['message']}"


def _rule(policy: Policy, id: str) -> str:
    title = policy.model.rules[id].title
    return id if title == id else f"{title} ({id})"


# --- real applications -----------------------------------------------------------------------------


def roster_lines(roster: Roster, language: Language) -> list[str]:
    """How many applications changed, by class, and which are the first of them."""
    total = sum(roster.counts.values())
    lines = []
    for name in CLASSES:
        number = roster.counts.get(name, 0)
        if not number:
            continue
        share = f"{100 * number / total:.1f} %"
        named = ", ".join(map(str, roster.places[name])) + (", …" if number > len(roster.places[name]) else "")
        where = "" if name == "unchanged" else Wording(f"（第 {named} 份）", f" (number {named})").text(language)
        lines.append(f"{CLASSES[name].text(language)}: {number} ({share}){where}")
    if roster.malformed:
        said = Wording("其中写得不对、两份规则都判断不了的", "of these malformed, so that neither policy decides them").text(language)
        lines.append(f"{said}: {roster.malformed}")
        for place, problems in roster.problems.items():
            # The others of an application may follow from the first.
            first = f"{problems[0].pointer or '/'}: {problems[0].message.text(language)}"
            lines.append(Wording(f"第 {place} 份：{first}", f"number {place}: {first}").text(language))
    return lines or [Wording("没有申请", "no applications").text(language)]


def unreadable_lines(roster: Roster, language: Language) -> list[str]:
    """Which applications cannot be read, and why."""
    lines = []
    for place, reason in list(roster.unreadable.items())[:MOST_UNREADABLE]:
        lines.append(Wording(f"第 {place} 份读不出来：{reason.zh}", f"number {place} cannot be read: {reason.en}").text(language))
    if len(roster.unreadable) > MOST_UNREADABLE:
        more = len(roster.unreadable) - MOST_UNREADABLE
        lines.append(Wording(f"还有 {more} 份读不出来", f"{more} more cannot be read").text(language))
    return lines


# --- Markdown --------------------------------------------------------------------------------------


def _fenced(lines: Sequence[str], kind: str) -> list[str]:
    """A block of code, whatever stands in it."""
    fence = "```"
    while any(fence in line for line in lines):
        fence += "`"
    return [f"{fence}{kind}", *lines, fence]


def _escaped(text: str) -> str:
    """A text that Markdown shows as it is."""
    return "".join(f"\\{character}" if character in r"\`*_{}[]<>#|~" else character for character in text)


def as_json(structure: Iterable[StructureChange], language: Language) -> list[Mapping[str, Any]]:
    """The changes of the text for a program."""
    return [
        {
            "kind": change.kind.en,
            "name": change.name,
            "part": None if change.part is None else change.part.en,
            "change": change.change,
            "old": change.old,
            "new": change.new,
            "note": None if change.note is None else change.note.text(language),
            "line": change.line,
        }
        for change in structure
    ]
