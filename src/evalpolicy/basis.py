"""What a decision was made of: it gives all that is said of the decision, when somebody asks."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from functools import cached_property, partial
from typing import TYPE_CHECKING

from evalpolicy._version import __version__
from evalpolicy.application import Application
from evalpolicy.classes import define
from evalpolicy.decision import Explanation
from evalpolicy.errors import Problem
from evalpolicy.receipt import RECEIPT_FORMAT, Receipt
from evalpolicy.wording import Language

if TYPE_CHECKING:
    from evalpolicy.backends.compiled.engine import Judged
    from evalpolicy.core.facts import Facts
    from evalpolicy.policy import Policy


@define(slots=False, eq=False)
class Asked:
    """A check that was made: an `evalpolicy.decision.Basis`. What the caller changes later plays no part.

    `given`: the parameters as JSON, or None. `application` gives the application as it was. `bound`: the facts, where they have been bound already.
    """

    policy: Policy
    judged: Judged
    at: str | dt.datetime | None
    through: str | None
    given: str | None
    application: Callable[[], Application]
    bound: Facts | None = None

    @cached_property
    def facts(self) -> Facts:
        """The application as engines read it."""
        if self.bound is not None:
            return self.bound
        return self.policy.facts(self._unsealed(), at=self.at, given=None if self.given is None else json.loads(self.given))

    def _unsealed(self) -> Application:
        """The application as it was."""
        found = self.application()
        return found.with_names() if found.holds_bytes else found

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What is odd in the application."""
        return self.facts.warnings

    @cached_property
    def receipt(self) -> Receipt:
        """What it takes to replay the decision."""
        from evalpolicy.explain.values import decimal

        model, judged = self.policy.model, self.judged
        return Receipt(
            RECEIPT_FORMAT,
            __version__,
            model.language,
            model.id,
            model.sha256,
            tuple(sorted((source.id, source.sha256) for source in model.sources.values())),
            self._unsealed().sha256,
            self.at.isoformat() if isinstance(self.at, dt.datetime) else self.at,
            self.through,
            "null" if self.given is None else self.given,
            str(judged.outcome),
            judged.violated,
            judged.undetermined,
            judged.pending,
            None if judged.fee is None else format(decimal(judged.fee, model.minor_digits), "f"),
        )

    def explain(self, language: Language) -> Explanation:
        """Findings, fee, steps and notes, by the reference engine: it knows the status of every rule, and what was read for it."""
        from evalpolicy.explain.explainer import LazyExplanation
        from evalpolicy.judge import Judge

        program, facts = self.policy.program, self.facts
        decide = partial(self.policy.engine.decide, through=self.through)
        judgement = Judge(program, facts, self.through).judge()
        return LazyExplanation(program, facts, self.through, judgement, language, decide, lambda: self._unsealed().to_dict())


def parameters_json(given: Mapping[str, object]) -> str:
    """Parameters as JSON: sets as sorted lists, what JSON cannot hold by its text."""
    return json.dumps(dict(given), ensure_ascii=False, sort_keys=True, default=_plain)


def _plain(value: object) -> object:
    return sorted(value, key=str) if isinstance(value, set | frozenset) else str(value)
