"""`evalpolicy test`: the examples of policies, and what they cover."""

from __future__ import annotations

from pathlib import Path

import click

from evalpolicy.cli.group import BAD_INPUT, OTHERWISE, reported
from evalpolicy.cli.naming import policies_named
from evalpolicy.cli.terminal import system_language
from evalpolicy.cli.usage import Number
from evalpolicy.errors import UsageError
from evalpolicy.wording import Language


@click.command()
@click.argument("policies", nargs=-1, required=True, metavar="POLICY...")
@click.option("--examples", multiple=True, metavar="FILE", help="A file of further `example` blocks, of the one POLICY; may be repeated.")
@click.option("--format", "form", type=click.Choice(["text", "json", "junit"]), default="text", help="What to print.")
@click.option("--coverage/--no-coverage", default=True, help="Say what no example reaches.")
@click.option("--fail-under", type=Number(0, 100), metavar="PERCENT", help="Exit with 1 where less is covered.")
@click.option("--lang", type=click.Choice(["zh", "en"]), help="Language of the messages.")
@reported
def test(
    policies: tuple[str, ...], examples: tuple[str, ...], form: str, coverage: bool, fail_under: float | None, lang: Language | None
) -> int:
    """Run the examples of policies. Exit code 0: all hold, 1: some do not, or too little is covered, 2: a policy does not load.

    A policy is a file, a folder of them, a file of examples beside its policy, or the id of one that is known.
    """
    from evalpolicy.coverage.report import percent
    from evalpolicy.examples import run_policy
    from evalpolicy.examples.report import as_json, as_junit, text_lines

    language = lang or system_language()
    named = policies_named(policies)
    if examples and len(named) > 1:
        raise UsageError("--examples 要与一个规则文件一起用：示例按它来读", "--examples goes with one POLICY: its examples are read by that policy")
    needed = coverage or fail_under is not None or form == "json"
    runs = [run_policy(name, [Path(file) for file in examples], coverage=needed) for name in named]
    for run in runs:
        for error in run.errors:
            click.echo(error.render(language), err=True)
        if run.not_found is not None:
            click.echo(run.not_found.text(language), err=True)
    if form == "text":
        for line in text_lines(runs, language, coverage):
            click.echo(line)
    else:
        click.echo(as_json(runs, language) if form == "json" else as_junit(runs, language))
    if any(run.broken for run in runs):
        return BAD_INPUT
    reached = percent(run.coverage for run in runs if run.coverage is not None)
    if fail_under is not None and reached < fail_under:
        click.echo({"zh": f"覆盖 {reached} %，低于 {fail_under:g} %", "en": f"{reached} % covered, less than {fail_under:g} %"}[language], err=True)
        return OTHERWISE
    return OTHERWISE if any(run.failed for run in runs) else 0
