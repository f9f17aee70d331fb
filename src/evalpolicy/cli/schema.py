"""`evalpolicy schema`: the JSON Schema of an application."""

from __future__ import annotations

import click

from evalpolicy.cli.group import reported


@click.command()
@click.argument("policy", metavar="POLICY")
@reported
def schema(policy: str) -> int:
    """Print the JSON Schema (2020-12) of an application under a policy. Exit code 2: the policy does not load."""
    from evalpolicy.cli.reading import as_json
    from evalpolicy.registry import load
    from evalpolicy.schema import application_schema

    click.echo(as_json(application_schema(load(policy))))
    return 0
