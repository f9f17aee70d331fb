"""`evalpolicy show`: a policy in brief."""

from __future__ import annotations

import click

from evalpolicy.cli.group import reported
from evalpolicy.wording import Language


@click.command()
@click.argument("policy")
@click.option("--lang", type=click.Choice(["zh", "en"]), help="Language of the headings; else the policy's.")
@click.option("--compiled", is_flag=True, help="Show the Python functions that the policy is compiled to instead: one reads, one judges.")
@reported
def show(policy: str, lang: Language | None, compiled: bool) -> int:
    """Show a policy in brief: steps with dates, catalogs, fees, rules with their places in the sources, readings."""
    from evalpolicy.cli.brief import Brief
    from evalpolicy.registry import load

    loaded = load(policy)
    if compiled:
        reader = loaded.engine.plain(None, None, False)
        assert reader is not None
        click.echo(f"{reader.text}\n\n{reader.compiled.text}", nl=False)
        return 0
    click.echo("\n".join(Brief(loaded, lang or loaded.language).lines()))
    return 0
