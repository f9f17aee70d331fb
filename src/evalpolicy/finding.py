"""What a decision says of one rule or step. The names here are a contract with other systems; see `docs/integrators.md`."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import StrEnum

from evalpolicy.classes import frozen


class Status(StrEnum):
    """The status of a rule or step in a decision. `SATISFIED` and `ADVICE` never count against an application."""

    VIOLATED = "violated"
    UNDETERMINED = "undetermined"
    PENDING = "pending"
    ADVICE = "advice"
    """An advice that is not followed, or a rule whose ground is tentative."""
    SATISFIED = "satisfied"
    """In findings only where something is worth saying: the route that succeeded, the exception that applied."""


@frozen
class CitedText:
    """Where a source says it: its id (`source`) and `title`, the `clause` as the policy writes it, and the words, one text for each quote."""

    source: str
    title: str
    clause: str
    quotes: tuple[str, ...]

    def to_dict(self) -> dict[str, object]:
        """JSON-ready."""
        return {"source": self.source, "title": self.title, "clause": self.clause, "quotes": list(self.quotes)}


@frozen
class Missing:
    """A fact that a finding waits for: its JSON pointer, its label, and until when it can be handed in."""

    pointer: str
    label: str
    until: dt.datetime | None

    def to_dict(self) -> dict[str, object]:
        """JSON-ready."""
        return {"pointer": self.pointer, "label": self.label, "until": instant(self.until)}


@frozen
class Edit:
    """One change of an application, as in RFC 6902: `op` is remove, replace or add at the JSON `pointer`; `value`, of the last two."""

    op: str
    pointer: str
    value: object = None

    def to_dict(self) -> dict[str, object]:
        """JSON-ready, as an operation of a JSON patch."""
        result: dict[str, object] = {"op": self.op, "path": self.pointer}
        if self.op != "remove":
            result["value"] = str(self.value) if isinstance(self.value, Decimal) else self.value
        return result


@frozen
class Cure:
    """The smallest change that would cure a finding, for a person, and as edits where the change is certain.

    `alternatives` are other changes of the same size.
    """

    text: str
    edits: tuple[Edit, ...]
    alternatives: tuple[Cure, ...] = ()

    def to_dict(self) -> dict[str, object]:
        """JSON-ready."""
        return {
            "text": self.text,
            "edits": [edit.to_dict() for edit in self.edits],
            "alternatives": [cure.to_dict() for cure in self.alternatives],
        }


@frozen
class Answer:
    """What one set of answers of the open readings would lead to: labels by reading, and the status."""

    answers: tuple[tuple[str, str], ...]
    text: str
    status: str

    def to_dict(self) -> dict[str, object]:
        """JSON-ready."""
        return {"answers": dict(self.answers), "text": self.text, "status": self.status}


@frozen
class RouteResult:
    """One of several routes to satisfy a rule: whether it succeeded, and what it lacks."""

    id: str
    label: str
    status: str
    lacks: tuple[str, ...]

    def to_dict(self) -> dict[str, object]:
        """JSON-ready."""
        return {"id": self.id, "label": self.label, "status": self.status, "lacks": list(self.lacks)}


@frozen
class AppliedException:
    """An exception whose case this is: it `acts` (or may), or exceptions of its own set it aside."""

    id: str
    title: str
    text: str
    acts: bool

    def to_dict(self) -> dict[str, object]:
        """JSON-ready."""
        return {"id": self.id, "title": self.title, "text": self.text, "acts": self.acts}


@frozen
class Finding:
    """One rule or step that is not plainly satisfied.

    `message`: for the applicant, in the decision's language. `citations`: where the sources say it. `facts`: JSON pointers to what it rests on;
    `missing`: what it waits for. `cure`: the smallest change that puts it right, None where there is none or it is not the applicant's to change;
    `curable_until`: until when that is possible, None where nothing ends it. `answers`: what each answer of an open reading comes to. `routes`: of a
    rule with several ways to satisfy it. `exceptions`: those whose case it is. `interpretation`: how the policy understands the sources where they do
    not say it; `consequence`: what they say follows.
    """

    id: str
    title: str
    status: Status
    message: str
    citations: tuple[CitedText, ...]
    facts: tuple[str, ...]
    missing: tuple[Missing, ...] = ()
    cure: Cure | None = None
    curable_until: dt.datetime | None = None
    answers: tuple[Answer, ...] = ()
    routes: tuple[RouteResult, ...] = ()
    exceptions: tuple[AppliedException, ...] = ()
    interpretation: str | None = None
    consequence: str | None = None

    def to_dict(self) -> dict[str, object]:
        """JSON-ready; every key is always there."""
        return {
            "id": self.id,
            "title": self.title,
            "status": str(self.status),
            "message": self.message,
            "citations": [citation.to_dict() for citation in self.citations],
            "facts": list(self.facts),
            "missing": [missing.to_dict() for missing in self.missing],
            "cure": None if self.cure is None else self.cure.to_dict(),
            "curable_until": instant(self.curable_until),
            "answers": [answer.to_dict() for answer in self.answers],
            "routes": [route.to_dict() for route in self.routes],
            "exceptions": [exception.to_dict() for exception in self.exceptions],
            "interpretation": self.interpretation,
            "consequence": self.consequence,
        }


def instant(moment: dt.datetime | None) -> str | None:
    """An instant as decisions hold it in JSON."""
    return None if moment is None else moment.isoformat()
