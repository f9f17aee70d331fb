"""How the cost of a decision, and of loading a policy, grows: with the application, with the catalogs and with the fee table.

    pip install -r benchmarks/requirements.txt
    python -m benchmarks.growth [--quick] [--picture docs/images/growth.png]

Measures and draws. A decision grows with its selections and files, no faster than they do; it does not grow with items and fee rows that do not
concern it. Loading grows with the policy. How to read it: docs/performance.md.
"""

from __future__ import annotations

import argparse
import gc
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl

import evalpolicy
from benchmarks.handwritten import SPECIAL
from benchmarks.prove import HEAD, LEVELS, synthetic

mpl.use("Agg")
from matplotlib import pyplot as plt  # after the choice of what draws

ID = "430105200501010017"
RULES = 20
ROWS, ITEMS = 100, 1000
"""Of the synthetic policy, where the other of the two is varied."""

Series = list[tuple[int, float]]
"""A size, and the microseconds that it takes."""


def quickest(work: Callable[[], object], rounds: int) -> float:
    """Microseconds of CPU of one call: the quickest of several rounds, which other work on the machine disturbs least."""
    found = []
    for _ in range(rounds):
        number = 20
        gc.collect()
        start = time.process_time()
        for _ in range(number):
            work()
        found.append((time.process_time() - start) / number * 1e6)
    return min(found)


def application(selections: int, files: int) -> dict[str, Any]:
    """An application of the notice with so many selections and files."""
    items = list(SPECIAL)
    chosen = [{"item": items[place % len(items)]} for place in range(selections - 1)]
    listed = [{"path": f"{ID}/学历证书/{place}.pdf", "format": "PDF", "size": 1000 + place} for place in range(files)]
    return {
        "applicant": {"id": ID, "audience": "campus"},
        "selections": [{"item": "electrician", "level": 4}, *chosen],
        "steps": {"registration": {"at": "2024-09-25T10:00:00+08:00"}, "materials": {"at": "2024-10-08T09:30:00+08:00", "files": listed}},
    }


def decided(policy: evalpolicy.Policy, each: dict[str, Any], rounds: int) -> float:
    """Microseconds of a decision."""
    policy.check(each)
    return quickest(lambda: policy.check(each).outcome, rounds)


def of_size(items: int, rows: int, folder: Path, rounds: int) -> tuple[float, float]:
    """Milliseconds of loading a synthetic policy, its first decision included, and microseconds of a decision on two of its items."""
    path = folder / f"{items}-{rows}.policy"
    path.write_text(synthetic(items, RULES, rows), encoding="utf-8")
    two = [{"item": "i3", "level": 2}, {"item": "i5", "level": 4}]
    marks = {f"mark_{place}": 80 for place in range((RULES + 3) // 4)}
    each = {"applicant": marks, "selections": two, "steps": {"enrol": {"at": "2024-05-01T10:00:00+08:00"}}}
    return loaded_and_decided(path, each, rounds)


def by_name(names: int, folder: Path, rounds: int) -> tuple[float, float]:
    """As `of_size`, of a policy whose fee hangs on one of so many trades, and a level."""
    path = folder / f"trades-{names}.policy"
    types = f"type trade = {' | '.join(f't{place}' for place in range(names))}\ntype level = 1 < 2 < 3 < 4 < 5\n"
    facts = "fact applicant.trade : trade\nfact applicant.level : level\nfact enrol.amount : amount\n"
    rows = [f"  | t{place} | {level} | {100 + place % 50 * 10 + level} |" for place in range(names) for level in range(1, LEVELS + 1)]
    table = ['fee f "fee" per application', "  | applicant.trade | applicant.level | amount |", *rows, ""]
    path.write_text("\n".join([HEAD, types, facts, *table]), encoding="utf-8")
    applicant = {"trade": f"t{names // 2}", "level": 3}
    each = {"applicant": applicant, "selections": [], "steps": {"enrol": {"at": "2024-03-10T10:00:00+08:00", "amount": 100}}}
    return loaded_and_decided(path, each, rounds)


def by_range(ranges: int, folder: Path, rounds: int) -> tuple[float, float]:
    """As `of_size`, of a policy whose fee hangs on the range that a number is in."""
    path = folder / f"ranges-{ranges}.policy"
    facts = f"fact applicant.hours : number 0 .. {ranges * 10 - 1}\nfact enrol.amount : amount\n"
    rows = [f"  | {place * 10} .. {place * 10 + 9} | {100 + place % 50 * 10} |" for place in range(ranges)]
    path.write_text("\n".join([HEAD, facts, 'fee f "fee" per application', "  | applicant.hours | amount |", *rows, ""]), encoding="utf-8")
    paid = {"at": "2024-03-10T10:00:00+08:00", "amount": 100}
    return loaded_and_decided(path, {"applicant": {"hours": ranges * 5}, "selections": [], "steps": {"enrol": paid}}, rounds)


def loaded_and_decided(path: Path, each: dict[str, Any], rounds: int) -> tuple[float, float]:
    """Milliseconds of CPU of loading a policy, its first decision included, and microseconds of a decision."""
    gc.collect()
    start = time.process_time()
    policy = evalpolicy.load(path)
    policy.check(each)
    loading = (time.process_time() - start) * 1000
    return loading, decided(policy, each, rounds)


def draw(plots: Sequence[tuple[str, str, str, Series]], picture: Path) -> None:
    """One picture of all; below each line what it would be if it grew in proportion, from its largest size on."""
    figure, axes = plt.subplots(2, 5, figsize=(21, 7.2), layout="constrained")
    for axis, (title, across, up, series) in zip(axes.flat, plots, strict=True):
        sizes, values = zip(*series, strict=True)
        axis.plot(sizes, values, marker="o", color="#1f5f8b")
        if "not grow" not in title:
            axis.plot((0, sizes[-1]), (0, values[-1]), linestyle="--", color="#999999", label="in proportion")
            axis.legend(frameon=False)
        axis.set_title(title, fontsize=10.5)
        axis.set(xlabel=across, ylabel=up, xlim=(0, None), ylim=(0, max(values) * 1.25))
        axis.grid(alpha=0.3)
    picture.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(picture, dpi=90)


def main() -> None:
    """Measure, print and draw."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="fewer and smaller sizes")
    parser.add_argument("--picture", type=Path, default=Path(__file__).resolve().parents[1] / "docs" / "images" / "growth.png")
    stated = parser.parse_args()
    # Two plots load the same policy, and each measures what loading takes.
    os.environ["EVALPOLICY_CACHE"] = "off"
    rounds = 2 if stated.quick else 5
    policy = evalpolicy.load("2024H2")
    selections = [(size, decided(policy, application(size, 2), rounds)) for size in (1, 50, 100, 150, 200)]
    files = [(size, decided(policy, application(2, size), rounds)) for size in (2, 500, 1000, 1500, 2000)]
    sizes = (100, 500, 1000) if stated.quick else (100, 2500, 5000, 7500, 10_000)
    lengths = (100, 250, 500) if stated.quick else (100, 1250, 2500, 3750, 5000)
    with tempfile.TemporaryDirectory() as folder:
        items = [(size, *of_size(size, min(ROWS, size), Path(folder), rounds)) for size in sizes]
        names = [(length // LEVELS * LEVELS, *by_name(length // LEVELS, Path(folder), rounds)) for length in lengths]
        ranges = [(length, *by_range(length, Path(folder), rounds)) for length in lengths]
        rows = [(length, *of_size(ITEMS, length, Path(folder), rounds)) for length in lengths]
    plots: list[tuple[str, str, str, Series]] = [
        ("A decision grows with its selections", "selections", "µs", selections),
        ("A decision does not grow with the catalogs", f"items (fee rows: {ROWS})", "µs", [(size, value) for size, _, value in items]),
        ("A decision does not grow with the fee table", f"fee rows (items: {ITEMS})", "µs", [(size, value) for size, _, value in rows]),
        ("A decision does not grow with rows by value", "fee rows, each of another value", "µs", [(size, value) for size, _, value in names]),
        ("A decision does not grow with rows by range", "fee rows, each of another range", "µs", [(size, value) for size, _, value in ranges]),
        ("A decision grows with its files", "files", "µs", files),
        ("Loading grows with the catalogs", f"items (fee rows: {ROWS})", "ms", [(size, value) for size, value, _ in items]),
        ("Loading grows with the fee table", f"fee rows (items: {ITEMS})", "ms", [(size, value) for size, value, _ in rows]),
        ("Loading grows with rows by value", "fee rows, each of another value", "ms", [(size, value) for size, value, _ in names]),
        ("Loading grows with rows by range", "fee rows, each of another range", "ms", [(size, value) for size, value, _ in ranges]),
    ]
    for title, across, up, series in plots:
        print(f"{title}; {across}: " + ", ".join(f"{size}: {value:,.0f} {up}" for size, value in series))
    draw(plots, stated.picture)
    print(f"drawn: {stated.picture}")


if __name__ == "__main__":
    main()
