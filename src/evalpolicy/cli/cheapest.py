"""`evalpolicy cheapest POLICY [CONDITION]`: the least or the greatest fee under a condition.

Exit codes: 0 found and proved, 1 nothing meets the condition or the proof was not made in time, 2 bad policy, bad condition or bad usage.
"""

from __future__ import annotations

import json
from typing import Any

import click

from evalpolicy.cli.group import OTHERWISE, reported
from evalpolicy.cli.terminal import system_language
from evalpolicy.cli.verify import VERDICTS, bounds_options, show_case, stated_bounds, undecided_in
from evalpolicy.proof.solver import need_solver
from evalpolicy.wording import Language, Wording


@click.command()
@click.argument("policy")
@click.argument("condition", default="outcome is accepted")
@click.option("--greatest", is_flag=True, help="The greatest fee instead of the least.")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@bounds_options
@click.option("--lang", type=click.Choice(["zh", "en"]), help="Language of the report.")
@reported
def cheapest(
    policy: str,
    condition: str,
    greatest: bool,
    format_: str,
    selections: int | None,
    records: int | None,
    files: int | None,
    seconds: float,
    lang: Language | None,
) -> int:
    """Find the application that pays least of those that meet a condition, "outcome is accepted" if none is stated."""
    need_solver()
    from evalpolicy.explain.values import decimal
    from evalpolicy.proof.cases import decision_of
    from evalpolicy.proof.cheapest import cheapest as find
    from evalpolicy.registry import load

    language = lang or system_language()
    loaded = load(policy)
    found = find(loaded, condition, greatest=greatest, bounds=stated_bounds(selections, records, files, [loaded]), seconds=seconds)
    fee = None if found.fee is None else format(decimal(found.fee, loaded.model.minor_digits), "f")
    decision = None if found.case is None else decision_of(loaded, found.case)
    if format_ == "json":
        case: Any = found.case
        witness = None if case is None else {"application": case.application, "at": case.at, "given": dict(case.given)}
        said = {"fee": fee, "proved": found.proved, "seconds": round(found.seconds, 3), "witness": witness, "decision": decision}
        click.echo(json.dumps(said, ensure_ascii=False, indent=2, default=str))
    elif found.case is None or decision is None:
        none = Wording("没有这样的申请", "there is no such application")
        click.echo((none if found.proved else undecided_in(seconds)).text(language))
    else:
        most = Wording("最高费用", "greatest fee") if greatest else Wording("最低费用", "least fee")
        proof = VERDICTS["proved"][0] if found.proved else undecided_in(seconds)
        click.echo(f"{most.text(language)} {fee} ({proof.text(language)})")
        show_case(found.case.application, found.case.at, found.case.given, decision, language)
    return 0 if found.proved and found.case is not None else OTHERWISE
