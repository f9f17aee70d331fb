"""Deciding applications by a policy. What it takes is made, and imported, when a policy first decides."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from evalpolicy.application import Application
from evalpolicy.backends.compiled.memo import WrongError
from evalpolicy.basis import Asked, parameters_json
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
        wrapped = application if isinstance(application, Application) else Application(application)
        sealed = wrapped.sealed()
        try:
            found = None if sealed is None else self.engine.judge(wrapped.data, at, through, given)
        except WrongError:
            assert sealed is not None
            raise ApplicationError(partial(self._problems, wrapped, sealed, at, copy.deepcopy(given))) from None
        if found is not None:
            judged, stated = found
            asked = Asked(self.policy, judged, at, through, stated, sealed)
        else:
            facts = self.policy.facts(wrapped, at=at, given=given)
            judged = self.engine.decide(facts, through)
            stated = None if given is None else parameters_json(given)
            if sealed is not None and sealed().holds_bytes:
                # No application holds bytes and is decided: they are what sealing made of something else.
                sealed = None
            asked = Asked(self.policy, judged, at, through, stated, sealed, facts, wrapped.sha256 if sealed is None else None)
        return self.decision(asked)

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
