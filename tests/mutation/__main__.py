"""`python -m tests.mutation [POLICY ...] [--witness]`: mutate policies, print who notices. With `--witness`: an application that shows each miss."""

from __future__ import annotations

import json
import sys

from hypothesis import HealthCheck, Phase, find, settings
from hypothesis.errors import NoSuchExample

from evalpolicy.testing import applications
from tests.mutation.mutants import Mutant, mutants
from tests.mutation.noticing import HEADING, judge, loaded
from tests.properties.support import FILES, named, outcome

TRIES = settings(
    max_examples=1500, deadline=None, derandomize=True, database=None, phases=(Phase.generate, Phase.shrink), suppress_health_check=list(HealthCheck)
)


def witness(name: str, mutant: Mutant) -> object | None:
    """An application that the mutant decides otherwise; None where none was found."""
    policy, changed = named(name), loaded(name, mutant)
    assert changed is not None
    try:
        return find(applications(policy), lambda a: outcome(changed.check(a)) != outcome(policy.check(a)), settings=TRIES)
    except NoSuchExample:
        return None


def main(arguments: list[str]) -> None:
    """Print the table."""
    names = [argument for argument in arguments if argument in FILES] or list(FILES)
    print(HEADING)
    for name in names:
        table = judge(name, mutants(named(name).model))
        print(table.line(), flush=True)
        for mutant in table.missed:
            print(f"  {name}:{mutant.line}: {mutant.key}", flush=True)
            if "--witness" in arguments:
                print(f"    {json.dumps(witness(name, mutant), ensure_ascii=False)}", flush=True)


main(sys.argv[1:])
