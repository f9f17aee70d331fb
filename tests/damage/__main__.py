"""Damages policies at random and says how many were diagnosed where: `python -m tests.damage --count 2000 --seed 1`."""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from .damages import KINDS, POLICIES
from .measure import measured
from .verdicts import DIAGNOSED, Verdict

SLOW = 5.0
"""Seconds after which a damage is shown for how long lint took."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=500, help="damages of each policy")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", action="store_true", help="show each damage that is not diagnosed on its line")
    parser.add_argument("--keywords", choices=["zh", "en"], help="put the policies into the keywords of this language first")
    parser.add_argument("policies", nargs="*", type=Path, default=POLICIES)
    options = parser.parse_args()
    counts: Counter[tuple[str, Verdict]] = Counter()
    slowest = 0.0
    for path in options.policies:
        for damage, judged in measured(path, options.count, options.seed, options.keywords):
            counts[damage.kind, judged.verdict] += 1
            slowest = max(slowest, judged.seconds)
            if judged.seconds > SLOW:
                print(f"{path.stem}: {judged.seconds:.1f} s: {damage.kind}, line {damage.lines[0]}")
                print(f"    {damage.before}\n    {damage.after}\n    {judged.told}")
            if options.show and judged.verdict not in (Verdict.LINE, Verdict.SAME, Verdict.SEEN_LINE):
                print(f"{path.stem}: {judged.verdict.value}: {damage.kind}, line {damage.lines[0]}")
                print(f"    {damage.before}\n    {damage.after}\n    {judged.told}")
    for kind in KINDS:
        _print(kind, Counter({verdict: counts[kind, verdict] for verdict in Verdict}))
    _print("all", Counter({verdict: sum(counts[kind, verdict] for kind in KINDS) for verdict in Verdict}))
    print(f"slowest: {slowest:.1f} s")


def _print(what: str, counts: Counter[Verdict]) -> None:
    diagnosed = sum(counts[each] for each in DIAGNOSED) or 1
    on_line = counts[Verdict.LINE]
    shown = diagnosed - counts[Verdict.ELSEWHERE]
    in_declaration = shown - counts[Verdict.GONE]
    print(
        f"{what}: of {diagnosed} mistakes {on_line / diagnosed:.1%} on the line, {in_declaration / diagnosed:.1%} in the declaration or showing it,"
    )
    print(f"    {shown / diagnosed:.1%} so or, where the declaration is gone, by its name")
    print("    " + "; ".join(f"{counts[verdict]} {verdict.value}" for verdict in Verdict if counts[verdict]))


if __name__ == "__main__":
    main()
