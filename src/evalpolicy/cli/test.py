"""`evalpolicy test`: the examples of policies."""

from __future__ import annotations

import click

from evalpolicy.cli.group import BAD_INPUT, OTHERWISE, reported
from evalpolicy.cli.terminal import system_language
from evalpolicy.errors import PolicyError
from evalpolicy.wording import Language


@click.command()
@click.argument("policies", nargs=-1, required=True)
@click.option("--lang", type=click.Choice(["zh", "en"]), help="Language of the messages.")
@reported
def test(policies: tuple[str, ...], lang: Language | None) -> int:
    """Run the `example` blocks of policies. Exit code 0: all hold, 1: some do not, 2: a policy does not load."""
    from evalpolicy.examples import run_examples
    from evalpolicy.registry import load

    language = lang or system_language()
    failed = total = 0
    broken = False
    for name in policies:
        try:
            policy = load(name)
        except PolicyError as error:
            click.echo(error.render(language), err=True)
            broken = True
            continue
        for result in run_examples(policy):
            total += 1
            if not result.passed:
                failed += 1
                click.echo(f"{policy.model.file.name}:{result.example.span.line}: {result.example.title}")
                for difference in result.differences:
                    click.echo(f"  {difference.text(language)}")
    click.echo(f"{total - failed} passed, {failed} failed")
    return BAD_INPUT if broken else OTHERWISE if failed else 0
