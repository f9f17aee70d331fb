"""Rules as meant, with their messages, requirements and exceptions; invariants and examples."""

from __future__ import annotations

from collections.abc import Mapping

from evalpolicy.classes import frozen
from evalpolicy.core.terms import Rows, Term
from evalpolicy.language.model.sources import Citation
from evalpolicy.language.types import Type
from evalpolicy.source import Span


@frozen
class MessageTemplate:
    """Parts are texts, or terms with their type (as `Placeholder`)."""

    language: str
    parts: tuple[str | Placeholder, ...]
    condition: Term | None
    span: Span


@frozen
class Placeholder:
    """`{…}` of a message: a term, or one of the special words count, items, limit (`term` None)."""

    word: str
    term: Term | None
    type: Type | None
    span: Span


@frozen
class FileDemand:
    """What a `file` line asks, kept beside its truth term to explain and to cure.

    `alternatives` are (folder, stem, extension) with folder and stem atom terms, extension None for any.
    `sizes` are (op, bytes). `quantity` is exactly_one, at_least_one or nothing_else (whose `alternatives` are all that the declaration names).
    """

    step: str
    quantity: str
    alternatives: tuple[tuple[Term, Term, str | None], ...]
    format: str | None
    sizes: tuple[tuple[str, int], ...]
    rows: Rows


@frozen
class Requirement:
    """One check of a rule or step. `kind` is require, window, due, asks, needs or file.

    `text` is the policy's own words for it. `file` for kind file.
    """

    kind: str
    term: Term
    text: str
    span: Span
    file: FileDemand | None = None


@frozen
class Route:
    """One of several ways to satisfy a rule."""

    id: str
    label: str
    requirements: tuple[Requirement, ...]
    citations: tuple[Citation, ...]


@frozen
class Exemption:
    """An exception as it acts: where `condition` holds (its own exceptions counted in), `effect` takes the place of what it overrides.

    `when` is its condition without its own exceptions. `kind` is waive, require, approval or value. `exceptions` are those to this one.
    """

    id: str
    title: str
    kind: str
    when: Term
    condition: Term
    effect: Term
    approval_by: str | None
    citations: tuple[Citation, ...]
    exceptions: tuple[Exemption, ...]
    span: Span


@frozen
class Rule:
    """A rule, an advice, or the judged part of a step.

    `verdict` is the whole as one truth term: applicability, requirements or routes, and exceptions (first in `exceptions` wins).
    `readings` are the open readings that the verdict depends on, `adopted` the answered ones, `parameters` those it reads.
    `place` is the index in the process of the step it belongs to (-1: before the first); `step` that step's id.
    `kind` is rule, advice or step. `implied`: why it stands here although the other rules say it already; for proofs, decisions do not read it.
    """

    id: str
    title: str
    kind: str
    citations: tuple[Citation, ...]
    when: Term | None
    requirements: tuple[Requirement, ...]
    routes: tuple[Route, ...]
    exceptions: tuple[Exemption, ...]
    verdict: Term
    messages: tuple[MessageTemplate, ...]
    interpretation: str | None
    consequence: str | None
    tentative: str | None
    implied: str | None
    step: str | None
    place: int
    readings: tuple[str, ...]
    adopted: tuple[str, ...]
    parameters: tuple[str, ...]
    span: Span


@frozen
class Invariant:
    """What holds of every decision."""

    id: str
    title: str
    terms: tuple[Term, ...]
    span: Span


@frozen
class Example:
    """`application` is a mapping as `check` takes it; `at`, `given`, `through` its arguments.

    Expected: `outcome`; ids by violated, undetermined, pending; `fee` as minor units, or "not stated"; only what the author wrote.
    """

    title: str
    application: Mapping[str, object]
    at: str | None
    through: str | None
    given: Mapping[str, object]
    outcome: str | None
    ids: Mapping[str, tuple[str, ...]]
    fee: int | str | None
    span: Span
