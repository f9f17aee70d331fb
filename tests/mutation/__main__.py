"""`python -m tests.mutation [POLICY ...] [--witness]`: mutate policies, print who notices.

With `--witness`: let the solver find an application that shows each missed mutant, and record it in `tests/mutation/cases`, or prove that there
is none.
"""

from __future__ import annotations

import sys

from evalpolicy.mutation.mutants import mutants
from tests.mutation.noticing import HEADING, judge
from tests.mutation.witnesses import record, witnesses
from tests.properties.support import FILES, named


def main(arguments: list[str]) -> None:
    """Print the table."""
    names = [argument for argument in arguments if argument in FILES] or list(FILES)
    print(HEADING, flush=True)
    for name in names:
        table = judge(name, mutants(named(name).model))
        print(table.line(), flush=True)
        for mutant in table.missed:
            print(f"  {name}:{mutant.line}: {mutant.key}", flush=True)
        if "--witness" in arguments:
            found = []
            for each in witnesses(name, table.missed):
                shown = "proved to decide alike" if each.equal else "not decided" if each.question is None else each.question.application
                print(f"  {each.mutant.key}\n    {shown}", flush=True)
                found.append(each)
                record(name, found[-1:])


if __name__ == "__main__":
    main(sys.argv[1:])
