"""`python -m tests.mutation [POLICY ...] [--witness]`: mutate policies, print who notices.

With `--witness`: search an application that shows each missed mutant, and record it in `tests/mutation/cases`.
"""

from __future__ import annotations

import json
import sys

from tests.mutation.mutants import mutants
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
            for mutant, question in witnesses(name, table.missed):
                print(f"  {mutant.key}\n    {'none found' if question is None else json.dumps(question.application, ensure_ascii=False)}", flush=True)
                found += [] if question is None else [(mutant, question)]
            print(f"  recorded in {record(name, found)}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
