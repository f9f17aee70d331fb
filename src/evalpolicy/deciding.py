"""Deciding applications by a policy. What it takes is made, and imported, when a policy first decides."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, cast

from evalpolicy.application import Application, data_of
from evalpolicy.backends.compiled.memo import WrongError
from evalpolicy.basis import Asked, parameters_json
from evalpolicy.binding import Call, Shape, bind_shape, shaped
from evalpolicy.classes import define, field
from evalpolicy.decision import Decision, PolicyStamp
from evalpolicy.errors import ApplicationError, Problem

if TYPE_CHECKING:
    from evalpolicy.backends.compiled.engine import Engine, Judged
    from evalpolicy.policy import Policy
    from evalpolicy.wording import Language


@define(eq=False)
class Deciding:
    """Decides by one policy. The same from any number of threads."""

    policy: Policy
    engine: Engine = field(init=False)
    stamp: PolicyStamp = field(init=False)
    language: Language = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.engine, self.stamp, self.language = self.policy.engine, self.policy.stamp, self.policy.language

    def check(
        self, application: Mapping[str, object] | Application, at: str | dt.datetime | None, through: str | None, given: Mapping[str, object] | None
    ) -> Decision:
        """Decide one application. Raises as `Policy.check` does."""
        handed = Application(cast("Mapping[str, object]", data_of(application)))
        sealed = handed.sealed()
        found = None if sealed is None else self._at_once(handed, sealed, at, through, given)
        if found is not None:
            return found
        shape = shaped(handed.data, self.policy.limits, copied=sealed is None)
        if sealed is not None and shape.data is handed.data:
            return self._read(shape, sealed, at, through, given)
        return self.check_shape(shape, at, through, given)

    def check_shape(self, shape: Shape, at: str | dt.datetime | None, through: str | None, given: Mapping[str, object] | None) -> Decision:
        """Decide an application whose shape is known. Raises as `Policy.check` does."""
        application = Application(shape.data or {})
        # What cannot be sealed was copied: nobody else has it.
        sealed = application.sealed() or (lambda: application)
        found = None if shape.problems else self._at_once(application, sealed, at, through, given)
        return self._read(shape, sealed, at, through, given) if found is None else found

    def _at_once(
        self,
        handed: Application,
        sealed: Callable[[], Application],
        at: str | dt.datetime | None,
        through: str | None,
        given: Mapping[str, object] | None,
    ) -> Decision | None:
        """The decision on an application that is written plainly, as are the arguments; None where it is not."""
        try:
            found = self.engine.judge(handed.data, at, through, given)
        except WrongError:
            raise ApplicationError(partial(self._problems, handed, sealed, at, copy.deepcopy(given))) from None
        if found is None:
            return None
        judged, stated = found
        return self.decision(Asked(self.policy, judged, at, through, stated, sealed))

    def _read(
        self,
        shape: Shape,
        sealed: Callable[[], Application],
        at: str | dt.datetime | None,
        through: str | None,
        given: Mapping[str, object] | None,
    ) -> Decision:
        """The decision on an application that the full reader reads. Raises as `Policy.check` does."""
        call = Call.of(at, given, self.policy.limits)
        facts = bind_shape(self.policy.model, shape, call, self.policy.limits, self.policy.vocabulary)
        judged = self.engine.decide(facts, through)
        stated = None if call.given is None else parameters_json(call.given.data or {})
        return self.decision(Asked(self.policy, judged, call.at, through, stated, sealed, facts))

    def decision(self, asked: Asked) -> Decision:
        """The decision on an application that was judged."""
        judged = asked.judged
        return Decision(judged.outcome, judged.violated, judged.undetermined, judged.pending, self.stamp, self.language, asked)

    def judged(
        self, application: Application, at: str | dt.datetime | None, through: str | None, given: Mapping[str, object] | None
    ) -> Judged:
        """What an application comes to, and nothing that would explain it. Raises as `check` does."""
        try:
            found = self.engine.judge(application.data, at, through, given)
        except WrongError:
            found = None
        if found is not None:
            return found[0]
        facts = self.policy.facts(application, at=at, given=given)
        return self.engine.decide(facts, through)

    def _problems(
        self, handed: Application, sealed: Callable[[], Application], at: str | dt.datetime | None, given: Mapping[str, object] | None
    ) -> tuple[Problem, ...]:
        """What is wrong with a malformed application. Where sealing changed what it holds, that is said of what was handed in."""
        application = sealed()
        for each in (handed, application) if application.holds_bytes else (application,):
            try:
                self.policy.facts(each, at=at, given=given)
            except ApplicationError as error:
                return error.problems
        raise AssertionError("only asked of what the full reader refuses")
