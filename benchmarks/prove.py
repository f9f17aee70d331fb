"""Proofs and comparisons: the notice, and a synthetic policy of any size.

    python benchmarks/prove.py [--items 1000] [--rules 200] [--rows 500]

Prints seconds for: the plain invariants of 2024H2, everything that 2024H2 is held to, 2024H2 against itself and against a raised fee, everything
that the synthetic policy is held to, and the synthetic policy against one other amount and against a requirement that it makes already. How to read
it: docs/proof.md.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import evalpolicy
from evalpolicy.backends.symbolic.universe import bounds_of
from evalpolicy.diff.meaning import meaning_diff
from evalpolicy.proof.verify import Verification

NOTICE = Path(__file__).resolve().parents[1] / "policies" / "2024H2.policy"
CATALOGS = 10
LEVELS = 5


HEAD = """policy big "synthetic"
  language 1
  messages en
  timezone Asia/Shanghai
  currency CNY
  calendar CN
  month ends round down
  in force 2024-01-01 .. 2024-12-31
  process enrol

step enrol "enrolment"
  window 2024-03-01 .. 2024-03-31
  asks amount
  require amount is fee
"""


def synthetic(items: int, rules: int, rows: int) -> str:
    """A policy with that many items in ten catalogs, rules of the kinds that notices have (what applicants must have, items that exclude one another,
    counts, columns of catalogs, days), and rows of a fee table by item and level; with one example, an accepted application.
    """
    marks = [f"mark_{place}" for place in range((rules + 3) // 4)]
    lines = [HEAD, "type level = " + " < ".join(str(place) for place in range(1, LEVELS + 1)), "type kind = campus | public", ""]
    lines += ["fact selection.level : level", "fact applicant.kind : kind", "fact applicant.born : date", "fact enrol.amount : amount"]
    lines += [f"fact applicant.{mark} : number 0 .. 100" for mark in marks]
    for catalog in range(CATALOGS):
        lines += ["", f'catalog c{catalog} "catalog {catalog}"']
        lines += ['  column hours "hours" : number 0 .. 1000', "  | item | name | hours |", "  |---|---|---|"]
        lines += [f"  | i{place} | Item {place} | {place % 97} |" for place in range(items) if place % CATALOGS == catalog]
    lines += ["", 'fee f "fee" per selection', "  | item | level | amount |", "  |---|---|---|"]
    priced = rows // LEVELS
    lines += [f"  | i{place} | {level} | {100 + place % 50 * 10 + level} |" for place in range(priced) for level in range(1, LEVELS + 1)]
    rest = ", ".join(f"i{place}" for place in range(priced))
    lines += [f"  | not {rest} | any | 50 |"] if priced < items else []
    for place in range(rules):
        lines += ["", f'rule r{place} "rule {place}"']
        match place % 4:
            case 0:
                kind = "campus" if place % 8 else "public"
                lines.append(f"  require applicant.mark_{place // 4} at least {1 + place % 60} or applicant.kind is {kind}")
            case 1:
                lines.append(f"  forbid any selection where item is i{place % items} and level is {place % LEVELS + 1}")
            case 2:
                group = ", ".join(f"i{(place + shift) % items}" for shift in (0, 7, 13))
                lines.append(f"  require at most 1 selection where item in ({group})")
            case _:
                # Never of every level: an item that nobody can be accepted for is a fault, and what each policy is asked would say so.
                lines.append(f"  require no selections where item.hours = {place % 97} and level at least {place % (LEVELS - 1) + 2}")
    lines += ["", 'rule at_most_two "at most two"', "  require at most 2 selections"]
    lines += ["", 'rule of_age "of age"', "  require (age of applicant.born on 2024-05-31) at least 16", ""]
    free = f"i{items - 1}"
    lines += ['example "an ordinary application"', f"  applicant kind campus, born 2000-01-01, {', '.join(f'{mark} 90' for mark in marks)}"]
    lines += [f"  select {free}, level 1", "  done enrol 2024-03-10 10:00, amount 50", "  expect accepted", ""]
    lines += ['invariant bounded "two items cost at most 1,300"', "  require outcome is accepted implies fee at most 1300"]
    lines += ['invariant paid "what is accepted is paid"', "  require outcome is accepted implies enrol.amount is fee", ""]
    return "\n".join(lines)


def measured(what: str, run: Callable[[], object]) -> None:
    """Run once, and print how long it took and what came out."""
    start = time.monotonic()
    found = run()
    print(f"{time.monotonic() - start:8.2f} s  {what}: {found}", flush=True)


def verified(policy: evalpolicy.Policy, *, builtins: bool = True) -> str:
    """How many proofs came out how."""
    verification = Verification(policy, bounds_of([policy.model]))
    return ", ".join(f"{number} {verdict}" for verdict, number in Counter(r.verdict for r in verification.results(builtins=builtins)).items())


def compared(old: evalpolicy.Policy, new: evalpolicy.Policy) -> str:
    """What comes of comparing two policies."""
    found = meaning_diff(old, new, seconds=20.0)
    classes = ", ".join(change.name for change in found.changes) or "no class of change"
    return f"equal {found.equal}; {classes}; not decided: {', '.join(found.undecided) or 'nothing'}"


def revised(path: Path, old: str, new: str) -> evalpolicy.Policy:
    """A policy with one place of its text changed; the revision stands beside it for as long as it takes to load."""
    text = path.read_text(encoding="utf-8")
    if text.count(old) != 1:
        raise ValueError(f"{path} has {text.count(old)} of {old!r}")
    changed = path.with_name(f"revised-{path.name}")
    changed.write_text(text.replace(old, new), encoding="utf-8")
    try:
        return evalpolicy.load(changed)
    finally:
        changed.unlink()


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=1000)
    parser.add_argument("--rules", type=int, default=200)
    parser.add_argument("--rows", type=int, default=500)
    stated = parser.parse_args()
    policy = evalpolicy.load(NOTICE)
    measured("2024H2, plain invariants", lambda: verified(policy, builtins=False))
    measured("2024H2, everything", lambda: verified(policy))
    measured("2024H2 against itself", lambda: compared(policy, policy))
    raised = revised(NOTICE, "| grade   | initial | 4     | any                | 320 ", "| grade   | initial | 4     | any                | 340 ")
    measured("2024H2 against a raised fee", lambda: compared(policy, raised))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "big.policy"
        path.write_text(synthetic(stated.items, stated.rules, stated.rows), encoding="utf-8")
        start = time.monotonic()
        big = evalpolicy.load(path)
        print(f"{time.monotonic() - start:8.2f} s  load {stated.items} items, {stated.rules} rules, {stated.rows} rows")
        measured("synthetic, everything", lambda: verified(big))
        amount = revised(path, "| i7 | 3 | 173 |", "| i7 | 3 | 999 |")
        measured("synthetic against one other amount", lambda: compared(big, amount))
        again = revised(path, "  require at most 2 selections\n", "  require at most 2 selections\n  require at most 3 selections\n")
        measured("synthetic against a requirement made twice", lambda: compared(big, again))


if __name__ == "__main__":
    main()
