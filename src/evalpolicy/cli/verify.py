"""`evalpolicy verify`: the invariants of policies, and what every policy is held to, proved or refuted. `evalpolicy ask`: a question of one's own.

Exit codes of `verify`: 0 everything is proved, 1 something is refuted or not decided in time, 2 bad policy or bad usage.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from textwrap import indent
from typing import Any

import click

from evalpolicy.cli.group import OTHERWISE, reported
from evalpolicy.cli.naming import policies_named
from evalpolicy.cli.terminal import system_language
from evalpolicy.cli.usage import Number
from evalpolicy.proof.solver import need_solver
from evalpolicy.wording import Language, Wording

VERDICTS = {
    "proved": (Wording("已证明", "proved"), "green"),
    "refuted": (Wording("不成立", "refuted"), "red"),
    "undecided": (Wording("限时内没有结果", "not decided in time"), "magenta"),
}


def undecided_in(seconds: float) -> Wording:
    """What is said of a question that was not decided in the time that it had."""
    return Wording(f"{seconds:g} 秒内没有结果", f"not decided in {seconds:g} s")


def stated_bounds(selections: int | None, records: int | None, files: int | None, policies: list[Any]) -> Any:
    """The bounds that follow from some policies, with those that were stated in their place."""
    from evalpolicy.backends.symbolic.universe import bounds_of
    from evalpolicy.classes import evolve

    stated = {"selections": selections, "records": records, "files": files}
    return evolve(bounds_of([policy.model for policy in policies]), **{name: number for name, number in stated.items() if number is not None})


def bounds_options(command: Any) -> Any:
    """The options that bound the applications considered."""
    for option in (
        click.option("--selections", type=click.IntRange(1, 50), help="Consider applications with at most so many selections."),
        click.option("--records", type=click.IntRange(1, 50), help="… at most so many records of a list."),
        click.option("--files", type=click.IntRange(1, 50), help="… at most so many files of a step."),
        click.option("--seconds", type=Number(0.1), default=20.0, show_default=True, help="Time for each question."),
    ):
        command = option(command)
    return command


@click.command()
@click.argument("policies", nargs=-1, required=True, metavar="POLICY...")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--invariants-only", is_flag=True, help="Leave out the built-in proofs.")
@bounds_options
@click.option("--lang", type=click.Choice(["zh", "en"]), help="Language of the report.")
@reported
def verify(
    policies: tuple[str, ...],
    format_: str,
    invariants_only: bool,
    selections: int | None,
    records: int | None,
    files: int | None,
    seconds: float,
    lang: Language | None,
) -> int:
    """Prove the invariants of policies, and what every policy is held to, or show an application that refutes them.

    A policy is a file, a folder of them, or the id of one that is known.
    """
    need_solver()
    from evalpolicy.proof.verify import Verification
    from evalpolicy.registry import load

    language = lang or system_language()
    found = []
    for name in policies_named(policies):
        policy = load(name)
        verification = Verification(policy, stated_bounds(selections, records, files, [policy]), seconds)
        for result in verification.results(builtins=not invariants_only):
            found.append((policy, result))
            if format_ == "text":
                wording, colour = VERDICTS[result.verdict]
                if result.verdict == "undecided":
                    wording = undecided_in(seconds)
                click.echo(f"{click.style(wording.text(language), fg=colour)}  {result.name}  {result.says.text(language)}")
                if result.verdict != "proved":
                    click.echo(f"    {result.bound}")
                if result.verdict == "refuted" and result.witness is not None and result.decision is not None:
                    show_case(result.witness.application, result.witness.at, result.witness.given, result.decision, language)
                    if (block := _example(policy, result)) is not None:
                        click.echo(indent(block, "    "))
    if format_ == "json":
        results = [
            {
                "name": result.name,
                "kind": result.kind,
                "verdict": result.verdict,
                "bound": result.bound,
                "seconds": round(result.seconds, 3),
                "witness": None if result.witness is None else result.witness.application,
                "at": None if result.witness is None else result.witness.at,
                "given": {} if result.witness is None else dict(result.witness.given),
                "decision": result.decision,
                "example": _example(policy, result) if result.verdict == "refuted" else None,
            }
            for policy, result in found
        ]
        click.echo(json.dumps({"results": results}, ensure_ascii=False, indent=2, default=str))
    else:
        counts = {verdict: sum(result.verdict == verdict for _, result in found) for verdict in VERDICTS}
        click.echo(", ".join(f"{number} {VERDICTS[verdict][0].text(language)}" for verdict, number in counts.items()))
    return 0 if all(result.verdict == "proved" for _, result in found) else OTHERWISE


def _example(policy: Any, result: Any) -> str | None:
    """The witness as an `example` block, ready to be pasted; None without one, and where no block can say it."""
    from evalpolicy.formatting.example_block import InexpressibleError, example_block

    if result.witness is None:
        return None
    try:
        return example_block(policy, result.witness, result.says.text(policy.language))
    except InexpressibleError:
        return None


def show_case(application: Any, at: str | None, given: Mapping[str, Any], decision: Mapping[str, Any], language: Language) -> None:
    """Print a case and what is decided of it."""
    click.echo("    " + json.dumps(application, ensure_ascii=False, default=str))
    if at is not None:
        click.echo(f"    at {at}")
    if given:
        click.echo("    given " + json.dumps(given, ensure_ascii=False, default=str))
    ids = {name: decision[name] for name in ("violated", "undetermined", "pending") if decision[name]}
    click.echo("    " + Wording("决定", "decision").text(language) + f": {decision['outcome']} {json.dumps(ids, ensure_ascii=False)}")


@click.command()
@click.argument("policy")
@click.argument("condition")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@bounds_options
@click.option("--lang", type=click.Choice(["zh", "en"]), help="Language of the report.")
@reported
def ask(
    policy: str,
    condition: str,
    format_: str,
    selections: int | None,
    records: int | None,
    files: int | None,
    seconds: float,
    lang: Language | None,
) -> int:
    """Ask whether some application meets a condition, written as in an invariant, such as "outcome is accepted and fee more than 600".

    Exit code 0: there is one (it is shown), 1: there is none, or none was found in time.
    """
    need_solver()
    from evalpolicy.proof.ask import asked
    from evalpolicy.proof.cases import decision_of
    from evalpolicy.registry import load

    language = lang or system_language()
    loaded = load(policy)
    answer = asked(loaded, condition, bounds=stated_bounds(selections, records, files, [loaded]), seconds=seconds)
    decision = None if answer.case is None else decision_of(loaded, answer.case)
    if format_ == "json":
        case = answer.case
        shown = {"application": case.application, "at": case.at, "given": dict(case.given)} if case is not None else None
        said = {"verdict": answer.verdict, "seconds": round(answer.seconds, 3), "witness": shown, "decision": decision}
        click.echo(json.dumps(said, ensure_ascii=False, indent=2, default=str))
    elif answer.case is not None and decision is not None:
        show_case(answer.case.application, answer.case.at, answer.case.given, decision, language)
    else:
        words = {"none": Wording("没有这样的申请", "there is no such application"), "undecided": undecided_in(seconds)}
        click.echo(words[answer.verdict].text(language))
    return 0 if answer.case is not None else OTHERWISE
