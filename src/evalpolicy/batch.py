"""Applications decided by several processes: in order, a bounded number at a time, each as `Policy.check` decides it.

What goes to a process is an application as plain data, and what comes back is what it comes to: outcome, ids and fee. The decision is made of both
here, so that it explains itself, when asked, as any other does. What cannot be sent is decided here.
"""

from __future__ import annotations

import datetime as dt
import marshal
import signal
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import CancelledError, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from evalpolicy.application import Application, data_of
from evalpolicy.backends.compiled.engine import Judged
from evalpolicy.basis import Asked, parameters_json
from evalpolicy.classes import define, field, frozen
from evalpolicy.decision import Decision, Outcome
from evalpolicy.errors import ApplicationError, Problem, UsageError

if TYPE_CHECKING:
    from evalpolicy.policy import Policy

Handed: TypeAlias = "Mapping[str, object] | Application"
Answer: TypeAlias = "tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...], int | None]"
"""What an application comes to: outcome; ids violated, undetermined and pending; fee in minor units."""
Found: TypeAlias = "Answer | list[Problem] | None"
"""That, or what is wrong with an application; None where the process could not tell."""

ALONE = 1000
"""Applications that are decided here first: fewer than these do not pay for starting processes."""
TOGETHER = 256
"""Applications that are sent at once."""
AHEAD = 3
"""Lots for each process that are under way."""
MOST_WORKERS = 256

_OUTCOMES = {str(outcome): outcome for outcome in Outcome}


@frozen
class Call:
    """How all the applications are decided: the arguments of `Policy.check`."""

    at: str | dt.datetime | None
    through: str | None
    given: Mapping[str, object] | None


@define(eq=False)
class _Lot:
    """Applications that are sent together: each as data and as it was handed in, or only the latter where it cannot be sent."""

    handed: list[tuple[bytes | None, Handed]] = field(factory=list)
    result: Future[list[Found]] | None = None


def number_of(workers: int) -> int:
    """The number of processes. Raises `UsageError` for what is none."""
    if isinstance(workers, bool) or not isinstance(workers, int) or not 1 <= workers <= MOST_WORKERS:
        raise UsageError(
            f"workers={workers!r}：应是 1（不另开进程）到 {MOST_WORKERS} 的整数",
            f"workers={workers!r}: a whole number from 1 (no further processes) to {MOST_WORKERS}",
        )
    return workers


def decisions(policy: Policy, applications: Iterable[Handed], workers: int, call: Call) -> Iterator[Decision]:
    """A decision for each application, in order; a malformed one is `invalid`, in its place.

    What the iterable raises is raised after the decisions on what it gave before.
    """
    source = iter(applications)
    for application in islice(source, ALONE):
        yield _decided(policy, application, call)
    first = list(islice(source, 1))
    if first:
        yield from _Sender(policy, workers, call).decisions(first, source)


def _decided(policy: Policy, application: Handed, call: Call) -> Decision:
    try:
        return policy.check(application, at=call.at, through=call.through, given=call.given)
    except ApplicationError as error:
        return policy.invalid(error)


class _Sender:
    """Sends applications to processes and makes decisions of what comes back."""

    def __init__(self, policy: Policy, workers: int, call: Call) -> None:
        self.policy, self.workers, self.call = policy, workers, call
        self.given = None if call.given is None else parameters_json(call.given)
        self.raised: BaseException | None = None
        self.under_way: deque[_Lot] = deque()

    def decisions(self, first: list[Handed], source: Iterator[Handed]) -> Iterator[Decision]:
        pool = ProcessPoolExecutor(self.workers, initializer=_begin, initargs=(self.policy, self.call))
        try:
            self._send(pool, first, source)
            while self.under_way:
                lot = self.under_way.popleft()
                yield from self._made(lot)
                self._send(pool, [], source)
            if self.raised is not None:
                raise self.raised
        finally:
            # Also where nobody wants the rest: what a process has begun it ends, and no more is begun.
            pool.shutdown(wait=True, cancel_futures=True)

    def _send(self, pool: ProcessPoolExecutor, first: list[Handed], source: Iterator[Handed]) -> None:
        while self.raised is None and len(self.under_way) < self.workers * AHEAD:
            lot = self._lot(first, source)
            first = []
            if not lot.handed:
                return
            self.under_way.append(lot)
            sent = [data for data, _ in lot.handed if data is not None]
            try:
                lot.result = pool.submit(_judged, sent) if sent else None
            except (BrokenProcessPool, OSError, RuntimeError, ValueError, AssertionError):
                lot.result = None  # no process can be had: decided here

    def _lot(self, first: list[Handed], source: Iterator[Handed]) -> _Lot:
        lot = _Lot([(_written(each), each) for each in first])
        try:
            for application in islice(source, TOGETHER - len(first)):
                lot.handed.append((_written(application), application))
        except Exception as error:
            # Whatever the iterable raises is raised again, after the decisions on what it gave before.
            self.raised = error
        return lot

    def _made(self, lot: _Lot) -> Iterator[Decision]:
        found: Iterator[Found] = iter(())
        if lot.result is not None:
            try:
                found = iter(lot.result.result())
            except (BrokenProcessPool, CancelledError, OSError):
                lot.result = None
        for data, application in lot.handed:
            of_it = None if data is None or lot.result is None else next(found)
            yield self._here(application, data) if of_it is None else self._decision(of_it, cast(bytes, data))

    def _here(self, application: Handed, data: bytes | None) -> Decision:
        """A decision that no process could tell."""
        if data is not None:
            # The data is decided, whatever has become of the mapping since; unless it is not what the mapping holds.
            sent = _application(data)
            application = application if sent.holds_bytes else sent
        return _decided(self.policy, application, self.call)

    def _decision(self, found: Answer | list[Problem], data: bytes) -> Decision:
        if isinstance(found, list):
            return self.policy.invalid(ApplicationError(found))
        outcome, violated, undetermined, pending, fee = found
        judged = Judged(_OUTCOMES[outcome], violated, undetermined, pending, fee)
        asked = Asked(self.policy, judged, self.call.at, self.call.through, self.given, lambda: _application(data))
        return self.policy.decision(asked)


def _written(application: Handed) -> bytes | None:
    """The application as plain data; None where it holds what has no such form."""
    try:
        return marshal.dumps(cast(Any, data_of(application)))
    except ValueError:
        return None


def _application(data: bytes) -> Application:
    # Written by this process a moment ago: never read from anywhere else.
    return Application(marshal.loads(data))


# --- in the processes ------------------------------------------------------------------------

_work: tuple[Policy, Call] | None = None


def _begin(policy: Policy, call: Call) -> None:
    global _work
    # An interrupt from the keyboard reaches every process; it is for the first one to say what follows.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _work = policy, call


def _judged(sent: list[bytes]) -> list[Found]:
    """What each of the applications comes to."""
    assert _work is not None
    policy, call = _work
    # Written by the process that started this one.
    return [_found(policy, call, marshal.loads(data)) for data in sent]


def _found(policy: Policy, call: Call, data: Any) -> Found:
    try:
        judged = policy.judged(Application(data), at=call.at, through=call.through, given=call.given)
    except ApplicationError as error:
        # Bytes may have been something else when they were written.
        return None if Application(data).holds_bytes else list(error.problems)
    except Exception:
        return None  # raised where the application is decided anew
    return str(judged.outcome), judged.violated, judged.undetermined, judged.pending, judged.fee
