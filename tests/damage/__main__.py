"""Damages policies at random and says how many were diagnosed where: `python -m tests.damage --count 2000 --seed 1`."""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from .damages import POLICIES
from .measure import measured
from .verdicts import Verdict


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=500, help="damages of each policy")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", action="store_true", help="show each damage that is not diagnosed on its line")
    parser.add_argument("policies", nargs="*", type=Path, default=POLICIES)
    options = parser.parse_args()
    total: Counter[Verdict] = Counter()
    slowest = 0.0
    for path in options.policies:
        for damage, judged in measured(path, options.count, options.seed):
            total[judged.verdict] += 1
            slowest = max(slowest, judged.seconds)
            if options.show and judged.verdict not in (Verdict.LINE, Verdict.SAME):
                print(f"{path.stem}: {judged.verdict.value}: {damage.kind}, line {damage.lines[0]}\n    {damage.before}\n    {damage.after}\n    {judged.told}")
    for verdict in Verdict:
        print(f"{total[verdict]:7} {verdict.value}")
    diagnosed = sum(total[each] for each in (Verdict.LINE, Verdict.DECLARATION, Verdict.NAMED, Verdict.ELSEWHERE))
    on_line, in_declaration = total[Verdict.LINE], total[Verdict.LINE] + total[Verdict.DECLARATION]
    print(f"of {diagnosed} that do not load: {on_line / diagnosed:.1%} on the line, {in_declaration / diagnosed:.1%} in the declaration; slowest {slowest:.1f} s")


if __name__ == "__main__":
    main()
