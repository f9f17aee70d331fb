"""`evalpolicy diff OLD NEW`: what a revision changes in the text, and what it decides differently.

Exit codes: 0 proved to decide everything alike, 1 something is decided differently or that was not decided in time, 2 bad policy or bad usage.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import click

from evalpolicy.cli.group import OTHERWISE, reported
from evalpolicy.cli.terminal import system_language
from evalpolicy.errors import UsageError
from evalpolicy.proof.solver import need_solver
from evalpolicy.wording import Language, Wording

CLASSES = {
    "now-rejected": Wording("现在不通过", "now rejected"),
    "now-accepted": Wording("现在通过", "now accepted"),
    "now-undetermined": Wording("现在无法判定", "now undetermined"),
    "now-pending": Wording("现在待补充", "now pending"),
    "fee-changed": Wording("费用变了", "fee changed"),
    "findings-changed": Wording("结论相同，理由变了", "same outcome for other reasons"),
    "now-invalid": Wording("现在不是一份有效的申请", "no longer a well-formed application"),
    "now-valid": Wording("现在是一份有效的申请", "now a well-formed application"),
}
SIGNS = {"added": "+", "removed": "-", "changed": "~"}


@click.command()
@click.argument("old")
@click.argument("new")
@click.option("--format", "format_", type=click.Choice(["text", "json", "markdown"]), default="text", show_default=True)
@click.option("--applications", type=click.Path(exists=True, dir_okay=False), help="Real applications (a JSON list, or one a line): how many change.")
@click.option("--relative", is_flag=True, help="Compare dates relative to the semester: OLD's dates are moved by as much as NEW begins later.")
@click.option("--whole-weeks", is_flag=True, help="With --relative: moved by the nearest number of whole weeks, so that weekdays stay.")
@click.option("--structure-only", is_flag=True, help="Compare the texts only; needs no solver.")
@click.option("--seconds", type=click.FloatRange(0.1), default=20.0, show_default=True, help="Time for each question.")
@click.option("--lang", type=click.Choice(["zh", "en"]), help="Language of the report.")
@reported
def diff(
    old: str,
    new: str,
    format_: str,
    applications: str | None,
    relative: bool,
    whole_weeks: bool,
    structure_only: bool,
    seconds: float,
    lang: Language | None,
) -> int:
    """Show what a revision changes: in the text, and for whom, with one smallest application of each kind."""
    from evalpolicy.diff.moving import distance, moved
    from evalpolicy.diff.structure import structure_diff
    from evalpolicy.registry import load

    language = lang or system_language()
    before, after = load(old), load(new)
    if whole_weeks and not relative:
        raise UsageError("--whole-weeks goes with --relative")
    days = distance(before, after, weeks=whole_weeks) if relative else None
    structure = structure_diff(before, after, days)
    if days is not None:
        before = moved(before, days)
    equal: bool | None = None
    changes: tuple[Any, ...] = ()
    undecided: tuple[str, ...] = ()
    if not structure_only:
        need_solver()
        from evalpolicy.diff.meaning import meaning_diff

        found = meaning_diff(before, after, seconds=seconds)
        equal, changes, undecided = found.equal, found.changes, found.undecided
    counts = None if applications is None else _count(before, after, Path(applications), days or 0)
    if format_ == "json":
        said = {**_as_json(equal, structure, changes, undecided, counts, language), **({} if days is None else {"moved_days": days})}
        click.echo(json.dumps(said, ensure_ascii=False, indent=2, default=str))
    else:
        if days is not None:
            said_zh, said_en = f"{before.id} 的日期都推后 {days} 天来比较", f"the dates of {before.id} are compared {days} days later"
            click.echo(f"{Wording(said_zh, said_en).text(language)}\n")
        click.echo("\n".join(_lines(equal, structure, changes, undecided, counts, language, format_ == "markdown", structure_only)))
    return 0 if equal or (structure_only and not structure) else OTHERWISE


def _count(before: Any, after: Any, path: Path, days: int) -> Counter[str]:
    """How many applications fall into each class of change; the times at which they report steps are taken to be `days` later."""
    need_solver()
    from evalpolicy.diff.meaning import class_of
    from evalpolicy.diff.moving import later_application
    from evalpolicy.proof.reduce import Case

    text = path.read_text(encoding="utf-8-sig")
    try:
        listed = json.loads(text) if text.lstrip().startswith("[") else [json.loads(line) for line in text.splitlines() if line.strip()]
    except ValueError as error:
        raise UsageError(f"{path}: not JSON: {error}") from error
    return Counter(class_of(before, after, Case(later_application(application, days))) or "unchanged" for application in listed)


def _as_json(
    equal: bool | None, structure: Any, changes: Any, undecided: Any, counts: Counter[str] | None, language: Language
) -> dict[str, object]:
    return {
        "equal": equal,
        "structure": [
            {
                "kind": change.kind.en,
                "name": change.name,
                "change": change.change,
                "old": change.old,
                "new": change.new,
                "note": None if change.note is None else change.note.text(language),
                "line": change.line,
            }
            for change in structure
        ],
        "witnesses": [
            {
                "class": change.name,
                "application": change.case.application,
                "at": change.case.at,
                "given": dict(change.case.given),
                "old": change.old,
                "new": change.new,
            }
            for change in changes
        ],
        "undecided": list(undecided),
        **({} if counts is None else {"applications": dict(counts)}),
    }


def change_lines(structure: Any, language: Language, markdown: bool = False) -> list[str]:
    """What changed in the text, a line each."""
    lines = []
    for change in structure:
        words = " → ".join(f"`{each}`" if markdown else each for each in (change.old, change.new) if each is not None)
        note = "" if change.note is None else f"  ({change.note.text(language)})"
        lines.append(f"{'* ' if markdown else ''}{SIGNS[change.change]} {change.kind.text(language)} {change.name}: {words}{note}")
    return lines or [Wording("没有变化", "no change").text(language)]


def _lines(
    equal: bool | None, structure: Any, changes: Any, undecided: Any, counts: Counter[str] | None, language: Language, markdown: bool, only: bool
) -> list[str]:
    def title(wording: Wording) -> str:
        return f"### {wording.text(language)}" if markdown else click.style(wording.text(language), bold=True)

    lines = [title(Wording("文字", "Text")), *change_lines(structure, language, markdown)]
    if not only:
        lines += ["", title(Wording("结论", "Decisions"))]
        if equal:
            lines.append(Wording("已证明：每一份申请的结论都不变", "proved: every application is decided alike").text(language))
        for change in changes:
            lines.append(f"{'* ' if markdown else ''}{CLASSES[change.name].text(language)}: {change.old['outcome']} → {change.new['outcome']}")
            shown = json.dumps(change.case.application, ensure_ascii=False, default=str)
            lines.append(f"  `{shown}`" if markdown else f"    {shown}")
            fees = [None if not decision.get("fee") else decision["fee"].get("total") for decision in (change.old, change.new)]
            if fees[0] != fees[1]:
                lines.append(f"    {Wording('费用', 'fee').text(language)} {fees[0]} → {fees[1]}")
            for key in ("violated", "undetermined", "pending"):
                if change.old[key] != change.new[key]:
                    lines.append(f"    {key}: {', '.join(change.old[key]) or '-'} → {', '.join(change.new[key]) or '-'}")
        for name in undecided:
            lines.append(f"? {CLASSES[name].text(language)}: " + Wording("限时内没有结果", "not decided in time").text(language))
    if counts is not None:
        lines += ["", title(Wording("实际的申请", "Real applications"))]
        for name, number in sorted(counts.items()):
            wording = CLASSES.get(name, Wording("不变", "unchanged"))
            lines.append(f"{'* ' if markdown else ''}{wording.text(language)}: {number}")
    return lines
