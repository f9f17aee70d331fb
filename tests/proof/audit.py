"""Every change of a policy is proved to change nothing, or shown by applications that both versions decide differently: a nightly run.

    python -m tests.proof.audit [POLICY ...] [--sample N] [--seed N] [--seconds N] [--first] [--record FILE]

Each mutant that loads is compared with its policy as `evalpolicy diff` compares them. Every witness is decided again by both policies, from
the outside, and has to be of its class; what `tests/mutation/equivalent.toml` says to decide everything alike must not be shown to
differ. `--first`: one witness of a mutant is enough, whatever other classes of change there are.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from attrs import frozen

import evalpolicy
from evalpolicy.backends.symbolic.universe import bounds_of
from evalpolicy.diff.meaning import Change, Compared, MeaningDiff, meaning_diff
from evalpolicy.mutation.mutants import Mutant, mutants
from evalpolicy.policy import Policy
from tests.mutation.noticing import EQUIVALENT, loaded
from tests.properties.support import FILES, named

HEADING = """| policy | mutants | refused when loaded | shown by an application | proved equal | not decided | wrong | witnesses replayed |
|---|---|---|---|---|---|---|---|"""


@frozen
class Audited:
    """What became of one mutant: refused, shown, equal, undecided or wrong. `witnesses`: the classes that were shown; `wrong`: why it is."""

    mutant: Mutant
    verdict: str
    seconds: float
    witnesses: tuple[str, ...] = ()
    undecided: tuple[str, ...] = ()
    wrong: str | None = None


def answer(policy: Policy, change: Change) -> dict[str, Any]:
    """What `check` says of a witness; `invalid` where it refuses it."""
    given = {name: value for name, value in change.case.given.items() if name in policy.model.parameters}
    try:
        return dict(policy.check(change.case.application, at=change.case.at, given=given).to_dict())
    except evalpolicy.ApplicationError:
        return {"outcome": "invalid"}


def differs(change: Change, old: dict[str, Any], new: dict[str, Any]) -> bool:
    """Whether two decisions differ as a class of change says, told from their JSON alone."""
    outcomes, ids = [old["outcome"], new["outcome"]], ("violated", "undetermined", "pending")
    fees = [(decision.get("fee") or {}).get("total") for decision in (old, new)]
    match change.name:
        case "now-valid":
            return outcomes[0] == "invalid" != outcomes[1]
        case "fee-changed":
            return outcomes[0] == outcomes[1] and fees[0] != fees[1]
        case "findings-changed":
            advice = [{f["id"] for f in decision["findings"] if f["status"] == "advice"} for decision in (old, new)]
            return outcomes[0] == outcomes[1] and fees[0] == fees[1] and ([old[i] for i in ids] != [new[i] for i in ids] or advice[0] != advice[1])
        case name:
            return outcomes[0] != outcomes[1] == name.removeprefix("now-")


def first_diff(old: Policy, new: Policy, seconds: float) -> MeaningDiff:
    """As `meaning_diff`, but content with the first class of change that has a witness."""
    bounds = bounds_of([old.model, new.model])
    undecided: dict[str, None] = {}
    for given in (False, True) if {**old.model.parameters, **new.model.parameters} else (False,):
        for name, found in Compared(old, new, bounds, seconds, given).answers():
            if found.case is not None:
                return MeaningDiff(False, (Change(name, found.case, {}, {}),), (), bounds, ())
            if found.verdict == "undecided":
                undecided.setdefault(name)
    return MeaningDiff(None if undecided else True, (), tuple(undecided), bounds, ())


def name_lines(name: str) -> list[str]:
    """The lines of a policy, white space evened."""
    return [" ".join(line.split()) for line in named(name).model.file.text.splitlines()]


def audit(name: str, mutant: Mutant, seconds: float, first: bool = False) -> Audited:
    """Compare one mutant with its policy."""
    policy, revised, start = named(name), loaded(name, mutant), time.monotonic()
    if revised is None:
        return Audited(mutant, "refused", 0.0)
    found = (first_diff if first else meaning_diff)(policy, revised, seconds=seconds)
    taken = time.monotonic() - start
    classes = tuple(change.name for change in found.changes)
    wrong = next((change.name for change in found.changes if not differs(change, answer(policy, change), answer(revised, change))), None)
    # A key names a line by its words: where two lines are alike, it does not say which is meant.
    lines = name_lines(name).count(" ".join(mutant.original.split()))
    known = mutant.key in EQUIVALENT.get(name, {}) and lines == 1
    if wrong is None and known and found.equal is False:
        wrong = "differs, and was said to decide everything alike"
    if wrong is not None:
        return Audited(mutant, "wrong", taken, classes, found.undecided, wrong)
    verdict = {True: "equal", False: "shown", None: "undecided"}[found.equal]
    return Audited(mutant, verdict, taken, classes, found.undecided)


def drawn(name: str, sample: int | None, seed: int) -> list[Mutant]:
    """The mutants of a policy, or so many of them drawn by a seed, in the order of the file."""
    found = mutants(named(name).model)
    if sample is None or sample >= len(found):
        return found
    return [found[place] for place in sorted(random.Random(seed).sample(range(len(found)), sample))]


def row(name: str, audited: list[Audited]) -> str:
    """One row of the table in docs/proof.md."""
    counts = Counter(each.verdict for each in audited)
    verdicts = [counts[verdict] for verdict in ("refused", "shown", "equal", "undecided", "wrong")]
    return f"| {name} | {len(audited)} | {' | '.join(map(str, verdicts))} | {sum(len(each.witnesses) for each in audited)} |"


def _run(name: str, found: list[Mutant], seconds: float, first: bool, record: TextIO | None) -> Iterator[Audited]:
    for mutant in found:
        audited = audit(name, mutant, seconds, first)
        if record is not None:
            said = {"policy": name, "line": mutant.line, "key": mutant.key, "verdict": audited.verdict, "seconds": round(audited.seconds, 2)}
            said |= {"witnesses": audited.witnesses, "undecided": audited.undecided, "wrong": audited.wrong}
            print(json.dumps(said, ensure_ascii=False), file=record, flush=True)
        yield audited


def main() -> int:
    """Print the table; exit code 1 where something is wrong or undecided."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("policies", nargs="*", choices=[[], *FILES])
    parser.add_argument("--sample", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--first", action="store_true")
    parser.add_argument("--record", type=Path)
    stated = parser.parse_args()
    record = None if stated.record is None else stated.record.open("a", encoding="utf-8")
    every: list[Audited] = []
    print(HEADING, flush=True)
    for name in stated.policies or list(FILES):
        audited = list(_run(name, drawn(name, stated.sample, stated.seed), stated.seconds, stated.first, record))
        print(row(name, audited), flush=True)
        for each in audited:
            if each.verdict in ("undecided", "wrong"):
                print(f"  {name}:{each.mutant.line}: {each.mutant.key}: {each.verdict} {each.wrong or ', '.join(each.undecided)}", flush=True)
        every += audited
    return int(any(each.verdict in ("undecided", "wrong") for each in every))


if __name__ == "__main__":
    sys.exit(main())
