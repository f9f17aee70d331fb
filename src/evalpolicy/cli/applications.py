"""`evalpolicy check`, `evalpolicy explain`: decisions on applications.

Exit codes: 0 accepted (every application), 1 anything else decided, 2 bad input, bad policy or bad usage.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import click

from evalpolicy.cli.group import BAD_INPUT, OTHERWISE, reported
from evalpolicy.cli.terminal import system_language
from evalpolicy.decision import Decision, Outcome
from evalpolicy.errors import ApplicationError, UsageError
from evalpolicy.wording import Language


def _options(command: Callable[..., None]) -> Callable[..., None]:
    """The options of `check` and `explain`."""
    for option in reversed(
        [
            click.argument("applications", nargs=-1, required=True, metavar="APPLICATION.json..."),
            click.option("--policy", metavar="P", help="A policy file, or the id of a policy; else the one in force."),
            click.option("--at", metavar="T", help="The time of the decision, ISO 8601; without it time does not run."),
            click.option("--through", metavar="STEP", help="Judge only up to this step."),
            click.option("--given", metavar="FILE.json", help="The policy's parameters, a JSON object."),
            click.option("--lang", type=click.Choice(["zh", "en"]), help="Language of the answer; else the policy's."),
        ]
    ):
        command = option(command)
    return command


def _decide(name: str, policy: str | None, at: str | None, through: str | None, given: Mapping[str, object] | None) -> Decision:
    from evalpolicy.cli.reading import read_application
    from evalpolicy.registry import check

    return check(read_application(name), policy=policy, at=at, through=through, given=given)


def _decide_all(
    applications: tuple[str, ...], policy: str | None, at: str | None, through: str | None, given: str | None
) -> list[tuple[str, Decision | ApplicationError]]:
    """A decision for each application, or why there is none."""
    from evalpolicy.cli.reading import read_given, shown

    parameters = None if given is None else read_given(given)
    found: list[tuple[str, Decision | ApplicationError]] = []
    for name in applications:
        try:
            found.append((name, _decide(name, policy, at, through, parameters)))
        except ApplicationError as error:
            found.append((name, error))
        except UsageError as error:
            if policy is not None:
                raise
            # No policy is in force for this one, say.
            raise UsageError(f"{shown(name, 'zh')}：{error.message.zh}", f"{shown(name, 'en')}: {error.message.en}") from None
    return found


def _exit_code(decided: list[tuple[str, Decision | ApplicationError]]) -> int:
    if any(isinstance(each, ApplicationError) for _, each in decided):
        return BAD_INPUT
    accepted = all(isinstance(each, Decision) and each.outcome is Outcome.ACCEPTED for _, each in decided)
    return 0 if accepted else OTHERWISE


def _invalid(error: ApplicationError, language: Language | None) -> Decision:
    return Decision.invalid(error.problems, None, language or system_language())


@click.command()
@_options
@click.option("--json", "as_json", is_flag=True, help="Print Decision.to_dict() as JSON (a list for several files).")
@reported
def check(
    applications: tuple[str, ...],
    policy: str | None,
    at: str | None,
    through: str | None,
    given: str | None,
    lang: Language | None,
    as_json: bool,
) -> int:
    """Decide applications; `-` is standard input. Exit code 0: accepted, 1: decided otherwise, 2: bad input or bad policy."""
    from evalpolicy.cli import reading

    decided = _decide_all(applications, policy, at, through, given)
    if as_json:
        dicts = [(_invalid(each, lang) if isinstance(each, ApplicationError) else each).to_dict(lang) for _, each in decided]
        click.echo(reading.as_json(dicts[0] if len(dicts) == 1 else dicts))
        return _exit_code(decided)
    for name, each in decided:
        if isinstance(each, ApplicationError):
            click.echo(reading.told(each, name, lang or system_language(), given), err=True)
            continue
        prefix = f"{name}: " if len(decided) > 1 else ""
        for line in summary(each, lang or each.language):
            click.echo(prefix + line if line and not line.startswith(" ") else line)
    return _exit_code(decided)


def summary(decision: Decision, language: Language) -> list[str]:
    """A decision in a few lines: outcome, fee, and a line for each finding with its cure."""
    from evalpolicy.explain.wordings import OUTCOME, STATUS

    explained = decision.explanation(language)
    total = explained.fee.total
    fee = "" if total is None else f"  {'费用' if language == 'zh' else 'fee'} {total:f} {explained.fee.currency}"
    lines = [click.style(OUTCOME[str(decision.outcome)].text(language), bold=True) + fee]
    colours = {"violated": "red", "undetermined": "magenta", "pending": "yellow"}
    for finding in explained.findings:
        status = click.style(STATUS[str(finding.status)].text(language), fg=colours.get(str(finding.status)))
        lines.append(f"  {status} {finding.title} ({finding.id})")
        lines.append(f"    {finding.message}")
        if finding.cure is not None:
            lines.append(f"    → {finding.cure.text}")
    for warning in decision.warnings:
        lines.append(f"  ! {warning.pointer or '/'}: {warning.message.text(language)}")
    return lines


@click.command()
@_options
@reported
def explain(
    applications: tuple[str, ...], policy: str | None, at: str | None, through: str | None, given: str | None, lang: Language | None
) -> int:
    """Explain decisions at length: every finding with the words of its source, its cure, the fee and the steps."""
    from evalpolicy.cli.reading import told

    decided = _decide_all(applications, policy, at, through, given)
    for place, (name, each) in enumerate(decided):
        if len(decided) > 1:
            click.echo(f"{chr(10) if place else ''}== {name}")
        if isinstance(each, ApplicationError):
            click.echo(told(each, name, lang or system_language(), given), err=True)
        else:
            click.echo(each.explain(lang))
    return _exit_code(decided)
