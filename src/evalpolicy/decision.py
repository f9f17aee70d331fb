"""A decision: what comes out of a check. The names here are a contract with other systems; see `docs/integrators.md`."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import NoReturn, Protocol

from evalpolicy.classes import field, frozen
from evalpolicy.errors import Problem, UsageError
from evalpolicy.finding import CitedText, Finding, instant
from evalpolicy.receipt import Receipt
from evalpolicy.wording import Language, known_language


class Outcome(StrEnum):
    """What is decided. Compare with `==`; a decision has no truth value."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    UNDETERMINED = "undetermined"
    PENDING = "pending"
    INVALID = "invalid"
    """In a batch only: the application is malformed."""


@frozen
class FeeLine:
    """The fee of one selection (`pointer` to it), or a further line (pointer ""). `amount`: in units of the currency, such as yuan, the minor ones as
    decimals; None: `reason` says why there is none.
    """

    pointer: str
    label: str
    amount: Decimal | None
    reason: str | None
    citations: tuple[CitedText, ...]

    def to_dict(self) -> dict[str, object]:
        """JSON-ready."""
        return {
            "pointer": self.pointer,
            "label": self.label,
            "amount": _amount(self.amount),
            "reason": self.reason,
            "citations": [citation.to_dict() for citation in self.citations],
        }


@frozen
class Fee:
    """What is to be paid. `total`: in units of `currency` (ISO 4217), as the amounts of lines are; None: not settled. `lines`: one per selection, in
    order; `further`: parts and adjustments of the whole.
    """

    total: Decimal | None
    currency: str | None
    lines: tuple[FeeLine, ...]
    further: tuple[FeeLine, ...] = ()

    def to_dict(self) -> dict[str, object]:
        """JSON-ready."""
        return {
            "total": _amount(self.total),
            "currency": self.currency,
            "lines": [line.to_dict() for line in self.lines],
            "further": [line.to_dict() for line in self.further],
        }


@frozen
class StepState:
    """A step that applies.

    `state` is done, late, early, outside (between the stated times), missed, open (can be done now or at an unknown time) or unknown.

    `opens` and `due` are its first and last instant where the policy fixes them for this applicant; `done` when it was done: all in the policy's time
    zone. `tentative`: why its time may still change.
    """

    id: str
    title: str
    state: str
    opens: dt.datetime | None
    due: dt.datetime | None
    done: dt.datetime | None
    tentative: str | None = None

    def to_dict(self) -> dict[str, object]:
        """JSON-ready."""
        return {
            "id": self.id,
            "title": self.title,
            "state": self.state,
            "opens": instant(self.opens),
            "due": instant(self.due),
            "done": instant(self.done),
            "tentative": self.tentative,
        }


@frozen
class PolicyStamp:
    """Which policy decided: `sha256` is of the policy's text."""

    id: str
    title: str
    language: int
    sha256: str

    def to_dict(self) -> dict[str, object]:
        """JSON-ready."""
        return {"id": self.id, "title": self.title, "language": self.language, "sha256": self.sha256}


@frozen
class Note:
    """Something that the decision rests on and that is no finding: an adopted reading, a rule left out for want of a parameter."""

    code: str
    text: str

    def to_dict(self) -> dict[str, object]:
        """JSON-ready."""
        return {"code": self.code, "text": self.text}


class Explanation(Protocol):
    """The part of a decision that is made for a person, in one language."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """One for each rule or step that is not plainly satisfied, in policy order."""

    @property
    def fee(self) -> Fee:
        """What is to be paid."""

    @property
    def steps(self) -> tuple[StepState, ...]:
        """The steps that apply, in process order."""

    @property
    def notes(self) -> tuple[Note, ...]:
        """What else the decision rests on."""


@frozen
class MadeExplanation:
    """An explanation that is there already."""

    findings: tuple[Finding, ...] = ()
    fee: Fee = Fee(None, None, ())
    steps: tuple[StepState, ...] = ()
    notes: tuple[Note, ...] = ()


class Basis(Protocol):
    """What a decision was made of, for all that is worked out when somebody asks for it."""

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What is odd in the application and does not keep it from being decided."""

    @property
    def receipt(self) -> Receipt:
        """What it takes to replay the decision."""

    def explain(self, language: Language) -> Explanation:
        """Findings, fee, steps and notes."""


@frozen
class MadeBasis:
    """All of it, made."""

    warnings: tuple[Problem, ...]
    receipt: Receipt
    explanations: Mapping[Language, MadeExplanation]

    def explain(self, language: Language) -> Explanation:
        """Findings, fee, steps and notes."""
        return self.explanations[language]


@frozen(slots=False, eq=False)
class Decision:
    """The decision on one application under one policy. Immutable; safe to share between threads.

    Ids in `violated`, `undetermined` and `pending` are in policy order. `findings`, `fee`, `steps` and `notes` are in the policy's language; they,
    `warnings` and the receipt are worked out when first asked for. `problems` are of an invalid application. Two decisions are equal where
    everything but the explanations is.
    """

    outcome: Outcome
    violated: tuple[str, ...]
    undetermined: tuple[str, ...]
    pending: tuple[str, ...]
    policy: PolicyStamp | None
    language: Language
    _basis: Basis | None = field(default=None, repr=False)
    problems: tuple[Problem, ...] = ()
    _explained: dict[Language, Explanation] = field(factory=dict, repr=False, init=False)

    @classmethod
    def invalid(cls, problems: tuple[Problem, ...], policy: PolicyStamp | None, language: Language) -> Decision:
        """The decision on a malformed application of a batch."""
        return cls(Outcome.INVALID, (), (), (), policy, language, None, problems)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What is odd in the application and did not keep it from being decided."""
        return () if self._basis is None else self._basis.warnings

    def _identity(self) -> tuple[object, ...]:
        receipt = None if self._basis is None else self._basis.receipt
        ids = (self.violated, self.undetermined, self.pending)
        return (self.outcome, *ids, self.policy, self.language, self.warnings, self.problems, receipt)

    def __eq__(self, other: object) -> bool:
        return self._identity() == other._identity() if isinstance(other, Decision) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._identity())

    def explanation(self, language: Language | None = None) -> Explanation:
        """Findings, fee, steps and notes in `language`, `zh` or `en` (the policy's where None). `UsageError` for any other."""
        wanted = self._wanted(language)
        if wanted not in self._explained:
            self._explained[wanted] = MadeExplanation() if self._basis is None else self._basis.explain(wanted)
        return self._explained[wanted]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """One for each rule or step that is not plainly satisfied, in policy order."""
        return self.explanation().findings

    @property
    def fee(self) -> Fee:
        """What is to be paid, with a line for each selection."""
        return self.explanation().fee

    @property
    def steps(self) -> tuple[StepState, ...]:
        """The steps that apply, in process order."""
        return self.explanation().steps

    @property
    def notes(self) -> tuple[Note, ...]:
        """What else the decision rests on."""
        return self.explanation().notes

    def finding(self, id: str) -> Finding:
        """The finding of one rule or step; `KeyError` where there is none."""
        for finding in self.findings:
            if finding.id == id:
                return finding
        raise KeyError(id)

    def receipt(self) -> Receipt:
        """What it takes to replay this decision and get the same one; `UsageError` for an invalid application."""
        if self._basis is None:
            raise UsageError("申请数据有误，没有作出判断，所以没有凭据", "an invalid application has no receipt: nothing was decided")
        return self._basis.receipt

    def to_dict(self, lang: Language | None = None) -> dict[str, object]:
        """Everything, JSON-ready, with the same keys every time; amounts as text, instants as ISO 8601. `lang` as for `explain`."""
        language = self._wanted(lang)
        explained = self.explanation(language)
        return {
            "outcome": str(self.outcome),
            "violated": list(self.violated),
            "undetermined": list(self.undetermined),
            "pending": list(self.pending),
            "findings": [finding.to_dict() for finding in explained.findings],
            "fee": explained.fee.to_dict(),
            "steps": [step.to_dict() for step in explained.steps],
            "notes": [note.to_dict() for note in explained.notes],
            "warnings": [warning.to_dict(language) for warning in self.warnings],
            "problems": [problem.to_dict(language) for problem in self.problems],
            "policy": None if self.policy is None else self.policy.to_dict(),
            "receipt": None if self._basis is None else self.receipt().to_dict(),
        }

    def to_json(self, lang: Language | None = None, indent: int | None = None) -> str:
        """`to_dict` as JSON text, with characters as they are (not escaped)."""
        return json.dumps(self.to_dict(lang), ensure_ascii=False, indent=indent)

    def explain(self, lang: Language | None = None) -> str:
        """The decision for a person, in Chinese (`zh`) or English (`en`); the policy's language where None. `UsageError` for any other."""
        from evalpolicy.explain.report import report

        return report(self, self._wanted(lang))

    def _wanted(self, language: Language | None) -> Language:
        return self.language if language is None else known_language(language)

    def __bool__(self) -> NoReturn:
        raise TypeError(
            "a decision has four outcomes and no truth value: compare `decision.outcome == Outcome.ACCEPTED`"
        )

    def __getstate__(self) -> Mapping[str, object]:
        """A decision is pickled with its explanations made, in both languages."""
        basis = None
        if self._basis is not None:
            languages: tuple[Language, ...] = ("zh", "en")
            made = {each: self.explanation(each) for each in languages}
            explained = {each: MadeExplanation(e.findings, e.fee, e.steps, e.notes) for each, e in made.items()}
            basis = MadeBasis(self.warnings, self._basis.receipt, explained)
        return self.__dict__ | {"_basis": basis, "_explained": {}}

    def __setstate__(self, state: Mapping[str, object]) -> None:
        self.__dict__.update(state)


def _amount(amount: Decimal | None) -> str | None:
    return None if amount is None else format(amount, "f")
