"""Compiled policies: the function for each variant, made when it is first asked for."""

from __future__ import annotations

import datetime as dt
import linecache
import marshal
from bisect import bisect_right
from collections.abc import Callable, Mapping
from itertools import product
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from evalpolicy.backends.compiled.layout import Layout, layout_of
from evalpolicy.backends.compiled.memo import Memo
from evalpolicy.backends.compiled.reading import ReadingWriter
from evalpolicy.backends.compiled.source import written
from evalpolicy.backends.compiled.values import PlainValues
from evalpolicy.backends.graph.decided import Decided, Variant
from evalpolicy.basis import parameters_json
from evalpolicy.binding.bind import Binder
from evalpolicy.binding.foreign import is_own_instant
from evalpolicy.binding.shape import AT_GIVEN, shaped
from evalpolicy.binding.values import Reader
from evalpolicy.binding.vocabulary import Vocabulary
from evalpolicy.caching.lowered import lowered
from evalpolicy.classes import define, field, frozen
from evalpolicy.core import calendar
from evalpolicy.core.arithmetic import divide
from evalpolicy.core.facts import Facts
from evalpolicy.core.outcomes import outcome_of
from evalpolicy.core.resident_ids import birth_date
from evalpolicy.decision import Outcome
from evalpolicy.limits import Limits

if TYPE_CHECKING:
    from evalpolicy.policy import Policy

Ids: TypeAlias = "tuple[str, ...]"
Read: TypeAlias = "tuple[object, ...]"

MOST_CALLS = 64
"""Combinations of last step and parameters whose readers are kept."""

_OPERATIONS: dict[str, Any] = {
    "NOTHING": frozenset(),
    "Memo": Memo,
    "bisect": bisect_right,
    "divide": divide,
    "rank": lambda code, codes: codes.index(code) if code in codes else 0,
    "day_of": calendar.local_day,
    "instant_of": calendar.instant_at,
    "add_months": calendar.add_months,
    "add_working_days": calendar.add_working_days,
    "full_months": calendar.full_months,
    "covered_months": calendar.covered_months,
    "has_birth_date": lambda id: birth_date(id) is not None,
    "birth_date": lambda id: birth_date(id) or 0,
}

_OUTCOMES = {bits: Outcome(outcome_of(*bits)) for bits in product((False, True), repeat=3)}


@frozen
class Judged:
    """What a decision comes to. Ids are in policy order; `fee` is in minor units, None where it is not settled or there is none."""

    outcome: Outcome
    violated: Ids
    undetermined: Ids
    pending: Ids
    fee: int | None


@define
class Compiled:
    """One variant of a policy as a function of what `layout` reads, the parameters and the time of the decision."""

    decided: Decided
    layout: Layout
    text: str
    function: Callable[[Read, Mapping[str, object], int | None], tuple[Ids, Ids, Ids, int | None]]

    def judge(self, facts: Facts) -> Judged:
        """Judge one application."""
        return self.decide(self.layout.gather(facts, self.decided.entries.of), facts.given, facts.clock)

    def decide(self, read: Read, given: Mapping[str, object], clock: int | None) -> Judged:
        """Judge what was read of an application."""
        violated, undetermined, pending, fee = self.function(read, given, clock)
        return Judged(_OUTCOMES[bool(violated), bool(undetermined), bool(pending)], violated, undetermined, pending, fee)


@define
class PlainReader:
    """Reads plainly written applications for one variant with one set of parameters, and judges them. `stated`: the parameters as JSON."""

    compiled: Compiled
    text: str
    read: Callable[[object], Read | None]
    given: Mapping[str, object]
    stated: str | None

    def judge(self, data: object, clock: int | None) -> Judged | None:
        """Judge an application; None where it is not plainly written, well-formed or not."""
        read = self.read(data)
        return None if read is None else self.compiled.decide(read, self.given, clock)


@define
class Engine:
    """The compiled variants of one policy. Filled as it is used: the same from any thread, whichever comes first."""

    policy: Policy
    _made: dict[Variant, Compiled] = field(factory=dict, init=False)
    _readers: dict[tuple[str | None, bytes | None, bool], PlainReader | None] = field(factory=dict, init=False)

    def decide(self, facts: Facts, through: str | None) -> Judged:
        """Judge an application that was read."""
        return self.of(Variant(through, frozenset(facts.given), facts.clock is not None)).judge(facts)

    def of(self, variant: Variant) -> Compiled:
        """One variant."""
        found = self._made.get(variant)
        if found is None:
            found = self._made[variant] = self._compiled(variant)
        return found

    def _compiled(self, variant: Variant) -> Compiled:
        decided = lowered(self.policy, variant)
        layout = layout_of(decided)
        text, constants = written(decided, layout)
        return compiled(decided, layout, text, constants, self._name("compiled", variant))

    def _name(self, what: str, variant: Variant) -> str:
        model = self.policy.model
        return f"<{model.id} {what}, {model.sha256[:12]}, through {variant.through}, given {sorted(variant.given)}, clock {variant.clocked}>"

    # --- plainly written applications ------------------------------------------------------------

    def judge(
        self, data: object, at: str | dt.datetime | None, through: str | None, given: Mapping[str, object] | None
    ) -> tuple[Judged, str | None] | None:
        """Judge an application that is written plainly, as are `at` and `given`; also `given` as JSON. None where it is not: well-formed or not."""
        clock, parameters = None, None
        if at is not None:
            clock = self._clock(at)
            if clock is None:
                return None
        if given is not None:
            try:
                parameters = marshal.dumps(cast(Any, given))
            except ValueError:
                return None
        reader = self.plain(through, parameters, clock is not None)
        judged = None if reader is None else reader.judge(data, clock)
        return None if reader is None or judged is None else (judged, reader.stated)

    def plain(self, through: str | None, given: bytes | None, clocked: bool) -> PlainReader | None:
        """The reader for one last step and one set of parameters (as `marshal` writes them; None: none); None where they are malformed."""
        key = (through, given, clocked)
        try:
            return self._readers[key]
        except KeyError:
            if len(self._readers) >= MOST_CALLS:
                self._readers.clear()
            made = self._readers[key] = self._plain(*key)
            return made

    def _plain(self, through: str | None, given: bytes | None, clocked: bool) -> PlainReader | None:
        model = self.policy.model
        binder = Binder(model, Reader(model, self.policy.limits, self.policy.vocabulary))
        # Written by this process a moment ago: never read from anywhere else.
        stated = None if given is None else marshal.loads(given)
        binder.parameters(None if stated is None else shaped(stated, self.policy.limits, AT_GIVEN))
        if binder.reader.problems:
            return None
        variant = Variant(through, frozenset(binder.given), clocked)
        compiled_ = self.of(variant)
        json = None if stated is None else parameters_json(stated)
        return plain_reader(compiled_, self.policy.limits, self.policy.vocabulary, binder, json, self._name("reading", variant))

    def _clock(self, at: str | dt.datetime) -> int | None:
        """The time of the decision in microseconds; None for what is no instant, or of another class."""
        if type(at) is not str and not (type(at) is dt.datetime and is_own_instant(at)):
            return None
        return Reader(self.policy.model, self.policy.limits, self.policy.vocabulary).instant(at, "/at", days=True)


def compiled(decided: Decided, layout: Layout, text: str, constants: Mapping[str, object], name: str) -> Compiled:
    """The function that a text defines, with the constants that it names. `name` stands for its file in tracebacks."""
    return Compiled(decided, layout, text, _defined("judge", text, name, {**_OPERATIONS, **constants}))


def plain_reader(compiled: Compiled, limits: Limits, vocabulary: Vocabulary, parameters: Binder, stated: str | None, name: str) -> PlainReader:
    """The reader of plainly written applications for a variant, with these parameters (`stated`: as JSON)."""
    model = vocabulary.model
    values = PlainValues(model, limits, vocabulary, compiled.decided.entries, parameters.reader)
    text = ReadingWriter(compiled.layout, values).write()
    return PlainReader(compiled, text, _defined("read", text, name, values.scope), parameters.given, stated)


def _defined(function: str, text: str, name: str, scope: dict[str, Any]) -> Any:
    # A traceback shows the generated lines, each below the line of the policy that it comes from.
    linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
    # The text is made of a checked policy alone; authors' words stand in it as escaped literals.
    exec(compile(text, name, "exec"), scope)
    return scope[function]
