"""`evalpolicy show`: a policy in brief."""

from __future__ import annotations

import click

from evalpolicy.cli.group import reported
from evalpolicy.wording import Language


@click.command()
@click.argument("policy")
@click.option("--lang", type=click.Choice(["zh", "en"]), help="Language of the headings; else the policy's.")
@click.option("--compiled", is_flag=True, help="Show the Python function that the policy is compiled to instead.")
@reported
def show(policy: str, lang: Language | None, compiled: bool) -> int:
    """Show a policy in brief: steps with dates, catalogs, fees, rules with their places in the sources, readings."""
    from evalpolicy.backends.graph.lower import Variant
    from evalpolicy.cli.brief import Brief
    from evalpolicy.registry import load

    loaded = load(policy)
    if compiled:
        by_default = frozenset(name for name, each in loaded.model.parameters.items() if each.has_default and each.default is not None)
        click.echo(loaded.engine.of(Variant(given=by_default)).text, nl=False)
        return 0
    click.echo("\n".join(Brief(loaded, lang or loaded.language).lines()))
    return 0
