"""`evalpolicy diff OLD NEW`: what a revision changes in the text, and what it decides differently.

Exit codes: 0 proved to decide everything alike (with `--structure-only`: no change of the text), 1 something is decided differently or that was not
decided in time, 2 bad policy, bad applications or bad usage.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from evalpolicy.cli.group import BAD_INPUT, OTHERWISE, reported
from evalpolicy.cli.terminal import system_language
from evalpolicy.cli.usage import Existing, Number
from evalpolicy.errors import PolicyError, UsageError
from evalpolicy.proof.solver import need_solver
from evalpolicy.wording import Language, Wording

if TYPE_CHECKING:
    from evalpolicy.diff.change import StructureChange
    from evalpolicy.diff.meaning import MeaningDiff
    from evalpolicy.diff.roster import Roster
    from evalpolicy.policy import Policy


@click.command()
@click.argument("policies", nargs=-1, metavar="OLD NEW", required=True)
@click.option("--against", metavar="REVISION", help="Compare one policy with what it was at a git revision: diff POLICY --against HEAD~1.")
@click.option("--format", "format_", type=click.Choice(["text", "json", "markdown"]), default="text", show_default=True)
@click.option(
    "--applications",
    type=Existing(exists=True, dir_okay=False, path_type=Path),
    help="Real applications (one or a list as JSON, one JSON object a line, Parquet or CSV): how many change.",
)
@click.option("--at", metavar="T", help="With --applications: the time of the decision, ISO 8601.")
@click.option("--given", metavar="FILE.json", help="With --applications: the policies' parameters, a JSON object.")
@click.option("--relative", is_flag=True, help="Compare dates relative to the semester: OLD's dates are moved by as much as NEW begins later.")
@click.option("--whole-weeks", is_flag=True, help="With --relative: moved by the nearest number of whole weeks, so that weekdays stay.")
@click.option("--structure-only", is_flag=True, help="Compare the texts only; needs no solver.")
@click.option("--seconds", type=Number(0.1), default=20.0, show_default=True, help="Time for each question.")
@click.option("--lang", type=click.Choice(["zh", "en"]), help="Language of the report.")
@reported
def diff(
    policies: tuple[str, ...],
    against: str | None,
    format_: str,
    applications: Path | None,
    at: str | None,
    given: str | None,
    relative: bool,
    whole_weeks: bool,
    structure_only: bool,
    seconds: float,
    lang: Language | None,
) -> int:
    """Show what a revision changes: in the text, and for whom, with one smallest application of each kind.

    OLD and NEW are policy files, ids of policies, or REVISION:FILE for a file as it was at a git revision.
    """
    from evalpolicy.diff.moving import distance, moved
    from evalpolicy.diff.structure import structure_diff

    if whole_weeks and not relative:
        raise UsageError("--whole-weeks 要与 --relative 一起用", "--whole-weeks goes with --relative")
    if applications is None and (at is not None or given is not None):
        raise UsageError("--at 和 --given 要与 --applications 一起用", "--at and --given go with --applications")
    language = lang or system_language()
    with ExitStack() as stack:
        before, after = _sides(policies, against, stack)
        days = distance(before, after, weeks=whole_weeks) if relative else None
        structure = structure_diff(before, after, days)
        if days is not None:
            before = moved(before, days)
    meaning = None if structure_only else _meaning(before, after, seconds)
    roster = None if applications is None else _roster(before, after, applications, at, given, days or 0)
    if format_ == "json":
        click.echo(_json(structure, meaning, roster, days, language))
    else:
        if days is not None:
            said_zh, said_en = f"{before.id} 的日期都推后 {days} 天来比较", f"the dates of {before.id} are compared {days} days later"
            click.echo(f"{Wording(said_zh, said_en).text(language)}\n")
        click.echo("\n".join(_lines((before, after), structure, meaning, roster, language, format_ == "markdown")))
    if roster is not None:
        for problem in roster.unknown.values():
            click.echo(f"! {problem.pointer}: {problem.message.text(language)}", err=True)
    if roster is not None and roster.unreadable:
        from evalpolicy.cli.changes import unreadable_lines

        for line in unreadable_lines(roster, language):
            click.echo(f"{applications}{Wording('：', ': ').text(language)}{line}", err=True)
        return BAD_INPUT
    return 0 if (not structure if meaning is None else meaning.equal) else OTHERWISE


def _sides(policies: Sequence[str], against: str | None, stack: ExitStack) -> tuple[Policy, Policy]:
    """The two policies. Texts beside those of a revision are read while the stack is open."""
    if against is not None:
        if len(policies) != 1:
            raise UsageError("用 --against REVISION 时只写一个规则文件", "--against REVISION takes one policy, whose file it was")
        after = _policy(policies[0], stack)
        return _policy(f"{against}:{policies[0]}", stack), after
    if len(policies) != 2:
        raise UsageError(
            "请写两个规则文件（旧的和新的），或写一个并加 --against REVISION", "name two policies, OLD and NEW, or one with --against REVISION"
        )
    return _policy(policies[0], stack), _policy(policies[1], stack)


def _policy(name: str, stack: ExitStack) -> Policy:
    """A policy by path or id; by `REVISION:PATH` as it was at a git revision."""
    from evalpolicy.registry import load
    from evalpolicy.validation.revision import policy_at

    revision, colon, path = name.partition(":")
    if not colon or not revision or Path(name).is_file() or len(revision) == 1:
        # A single letter before a colon is a drive.
        return load(name)
    found = stack.enter_context(policy_at(Path(path), revision))
    if found is None:
        raise UsageError(f"{revision} 时没有文件 {path}", f"there was no file {path} at {revision}")
    if isinstance(found, PolicyError):
        raise found
    return found


def _meaning(before: Policy, after: Policy, seconds: float) -> MeaningDiff:
    need_solver()
    from evalpolicy.diff.meaning import meaning_diff

    return meaning_diff(before, after, seconds=seconds)


def _roster(before: Policy, after: Policy, path: Path, at: str | None, given: str | None, days: int) -> Roster:
    from evalpolicy.cli.reading import read_given
    from evalpolicy.diff.roster import Call, roster

    return roster(before, after, path, Call(at, None if given is None else read_given(given), days))


def _json(structure: Sequence[StructureChange], meaning: MeaningDiff | None, roster: Roster | None, days: int | None, language: Language) -> str:
    import json

    from evalpolicy.cli.changes import as_json

    said: dict[str, Any] = {
        "equal": None if meaning is None else meaning.equal,
        "structure": as_json(structure, language),
        "witnesses": [
            {
                "class": change.name,
                "application": change.case.application,
                "at": change.case.at,
                "given": dict(change.case.given),
                "old": change.old,
                "new": change.new,
            }
            for change in (() if meaning is None else meaning.changes)
        ],
        "undecided": [] if meaning is None else list(meaning.undecided),
    }
    if roster is not None:
        said["applications"] = dict(sorted(roster.counts.items()))
        said["examples"] = {name: places for name, places in sorted(roster.places.items()) if name != "unchanged"}
        first = [{"number": place, "problems": [each.to_dict(language) for each in problems]} for place, problems in roster.problems.items()]
        said["malformed"] = {"number": roster.malformed, "first": first}
        said["unknown"] = [problem.to_dict(language) for problem in roster.unknown.values()]
        said["unreadable"] = [{"number": place, "reason": reason.text(language)} for place, reason in roster.unreadable.items()]
    if days is not None:
        said["moved_days"] = days
    return json.dumps(said, ensure_ascii=False, indent=2, default=str)


def _lines(
    sides: tuple[Policy, Policy],
    structure: Sequence[StructureChange],
    meaning: MeaningDiff | None,
    roster: Roster | None,
    language: Language,
    markdown: bool,
) -> list[str]:
    from evalpolicy.cli import changes

    def title(zh: str, en: str) -> list[str]:
        said = Wording(zh, en).text(language)
        return [f"### {said}", ""] if markdown else [click.style(said, bold=True)]

    lines = [*title("文字", "Text"), *(changes.change_markdown if markdown else changes.change_lines)(structure, language)]
    if meaning is not None:
        lines += ["", *title("结论", "Decisions")]
        if meaning.equal:
            lines.append(Wording("已证明：每一份申请的结论都不变", "proved: every application is decided alike").text(language))
        lines += (changes.witness_markdown if markdown else changes.witness_lines)(meaning.changes, sides, language)
        for name in meaning.undecided:
            said = f"{changes.CLASSES[name].text(language)}: {Wording('限时内没有结果', 'not decided in time').text(language)}"
            lines.append(f"{'- ' if markdown else '? '}{said}")
        if meaning.apart:
            apart = Wording("类型不能比较的事实，写了它们的申请没有看：", "applications with these are left out (types that cannot be compared): ")
            lines.append(("- " if markdown else "") + apart.text(language) + ", ".join(meaning.apart))
    if roster is not None:
        lines += ["", *title("实际的申请", "Real applications")]
        # Markdown is read elsewhere than what is wrong with its making.
        counted = changes.roster_lines(roster, language) + (changes.unreadable_lines(roster, language) if markdown else [])
        lines += [f"- {line}" if markdown else line for line in counted]
    return lines
