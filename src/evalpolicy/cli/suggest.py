"""`evalpolicy suggest-example`: example blocks for what no example of a policy reaches."""

from __future__ import annotations

import click

from evalpolicy.cli.group import reported
from evalpolicy.cli.terminal import system_language
from evalpolicy.cli.usage import Number
from evalpolicy.wording import Language


@click.command("suggest-example")
@click.argument("policy", metavar="POLICY")
@click.option("--limit", type=click.IntRange(1), default=10, show_default=True, help="At most so many blocks.")
@click.option("--seconds", type=Number(0.1), default=5.0, show_default=True, help="Time for each question to the solver.")
@click.option("--lang", type=click.Choice(["zh", "en"]), help="Language of the remarks.")
@reported
def suggest_example(policy: str, limit: int, seconds: float, lang: Language | None) -> int:
    """Print example blocks for what no example reaches, ready to be pasted into the policy; read them before you do.

    What each expects is what the policy decides today: whether that is right is for the author to say. Remarks are comments, and what no
    application can show goes to standard error.
    """
    from evalpolicy.coverage.suggest import Suggestion, suggestions
    from evalpolicy.registry import load

    language = lang or system_language()
    loaded = load(policy)
    printed = 0
    for found in suggestions(loaded, seconds=seconds):
        place = f"{loaded.model.file.name}:{found.goal.line}: {found.goal.declaration}: {found.goal.what.text(language)}"
        if not isinstance(found, Suggestion):
            why = {
                True: {"zh": "任何申请都表明不了（已证明）", "en": "no application can show it (proved)"},
                False: {"zh": "没有找到例子", "en": "no example was found"},
            }[found.proved][language]
            click.echo(f"{place}: {why}", err=True)
            continue
        click.echo(f"# {place}")
        for block in found.blocks:
            click.echo(block)
            printed += 1
        if printed >= limit:
            break
    return 0
