"""Which mutants of a policy its examples notice."""

from __future__ import annotations

import random
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor

from evalpolicy.batch import number_of
from evalpolicy.classes import frozen
from evalpolicy.errors import EvalpolicyError, PolicyError
from evalpolicy.examples.running import run_examples
from evalpolicy.language.model import Example
from evalpolicy.limits import Limits
from evalpolicy.loading import load_text
from evalpolicy.mutation.mutants import Mutant, mutants
from evalpolicy.policy import Policy


@frozen
class Judged:
    """`verdict` is refused (the mutant does not load), noticed (by the example titled `by`) or missed."""

    mutant: Mutant
    verdict: str
    by: str | None = None


@frozen
class _Bench:
    """What each process needs to judge mutants."""

    examples: tuple[Example, ...]
    name: str
    folder: str | None
    limits: Limits

    def judge(self, mutant: Mutant) -> Judged:
        try:
            model, warnings = load_text(mutant.text, name=self.name, folder=self.folder, limits=self.limits)
        except PolicyError:
            return Judged(mutant, "refused")
        policy = Policy(model, warnings, self.limits)
        for example in self.examples:
            try:
                (result,) = run_examples(policy, [example])
            except EvalpolicyError:
                # A step or a parameter that the example names is gone.
                return Judged(mutant, "noticed", example.title)
            if not result.passed:
                return Judged(mutant, "noticed", example.title)
        return Judged(mutant, "missed")


_bench: _Bench | None = None
_stopped = False


def _start(bench: _Bench) -> None:
    global _bench
    # An interrupt from the keyboard reaches every process. The first one says what follows, and waits for the others to do what they were given.
    signal.signal(signal.SIGINT, _stop)
    _bench = bench


def _stop(*_: object) -> None:
    global _stopped
    _stopped = True


def _judge(mutant: Mutant) -> Judged:
    assert _bench is not None
    # Nobody wants the rest any more.
    return Judged(mutant, "refused") if _stopped else _bench.judge(mutant)


def judge_mutants(
    policy: Policy, examples: Sequence[Example] | None = None, *, workers: int = 1, sample: int | None = None, seed: int = 0
) -> Iterator[Judged]:
    """Each mutant of a policy with what became of it, in the order of the file.

    `examples`: those to notice it, else the policy's own. `sample`: only so many mutants, drawn by `seed`. `workers`: processes.
    """
    model = policy.model
    found = mutants(model)
    if sample is not None and sample < len(found):
        places = sorted(random.Random(seed).sample(range(len(found)), sample))
        found = [found[place] for place in places]
    folder = model.file.folder
    bench = _Bench(tuple(model.examples if examples is None else examples), model.file.name, folder, policy.limits)
    if number_of(workers) == 1:
        yield from map(bench.judge, found)
        return
    with ProcessPoolExecutor(workers, initializer=_start, initargs=(bench,)) as pool:
        yield from pool.map(_judge, found, chunksize=4)
