"""A policy as meant: names are objects, money is minor units, dates are days, conditions are core terms.

Made by `evalpolicy.language.resolve`; read by every engine, the decision, the handbook, the schema and the diff.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from attrs import field, frozen

from evalpolicy.core.terms import Rows, Term
from evalpolicy.language.types import EnumType, Type
from evalpolicy.source import SourceFile, Span


@frozen
class Source:
    """A text that the policy cites. `text` is the file's; `sha256` its hash in hex."""

    id: str
    title: str
    path: str
    text: str = field(repr=False)
    sha256: str
    span: Span


@frozen
class Citation:
    """Where a source says it: the quoted words are in the source's text, white space apart."""

    source: str
    place: str
    quotes: tuple[str, ...]
    span: Span


@frozen
class FactDef:
    """A declared fact. `owner` is applicant, selection, application, a step or (for fields) a record.

    `default` is the value that absence means, in the type's core form; `applies` is a truth term over the row variable "selection" for facts of
    selections, over no row for others, None where the fact always applies.
    """

    owner: str
    name: str
    type: Type
    label: str
    default: object | None = None
    has_default: bool = False
    choice: bool = False
    never_empty: bool = False
    applies: Term | None = None
    span: Span | None = None


@frozen
class RecordDef:
    """A kind of record that fact lists hold."""

    id: str
    label: str
    fields: Mapping[str, FactDef]
    span: Span


@frozen
class Item:
    """An item of a catalog. `columns` hold core terms (constants, sets, `Unstated`) by column name."""

    catalog: str
    code: str
    name: str
    aliases: tuple[str, ...]
    columns: Mapping[str, Term]
    citations: tuple[Citation, ...]
    span: Span

    @property
    def key(self) -> str:
        """How core terms hold the item."""
        return f"{self.catalog}.{self.code}"


@frozen
class ColumnDef:
    """A column of a catalog."""

    name: str
    label: str
    type: Type
    span: Span


@frozen
class Catalog:
    """`open_because` None: the list is finished. `unlisted`: the columns of items that an open catalog does not list."""

    id: str
    label: str
    columns: Mapping[str, ColumnDef]
    items: tuple[Item, ...]
    citations: tuple[Citation, ...]
    open_because: str | None
    unlisted: Mapping[str, Term]
    more_from: str | None
    complete_at: int | None
    span: Span


@frozen
class ParameterDef:
    """`default`: the core value where the caller gives none; `file`: a JSON file beside the policy, already read into `default`."""

    name: str
    type: Type
    label: str
    default: object | None
    has_default: bool
    citations: tuple[Citation, ...]
    span: Span


@frozen
class ReadingOption:
    """One answer to a reading."""

    id: str
    label: str
    citations: tuple[Citation, ...]


@frozen
class Reading:
    """A question that the texts leave open, or answer in two ways. `adopted` None: open."""

    id: str
    question: str
    options: tuple[ReadingOption, ...]
    adopted: str | None
    because: str | None
    citations: tuple[Citation, ...]
    span: Span


@frozen
class Definition:
    """A named term of the program: a `define`, a part of the fee. `row` is the row variable it is about, or None.

    `rows` is the collection of that row variable.
    """

    name: str
    label: str
    type: Type
    term: Term
    row: str | None
    span: Span


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
    `kind` is rule, advice or step.
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
    step: str | None
    place: int
    readings: tuple[str, ...]
    adopted: tuple[str, ...]
    parameters: tuple[str, ...]
    span: Span


@frozen
class WindowDef:
    """Instants, both included. `condition` None: for all. `first` None for a due instant. `whole_days`: stated as days."""

    first: Term | None
    last: Term
    condition: Term | None
    whole_days: bool
    span: Span


@frozen
class Step:
    """A step that an applicant takes; its judged part is the rule of the same id."""

    id: str
    title: str
    citations: tuple[Citation, ...]
    windows: tuple[WindowDef, ...]
    dues: tuple[WindowDef, ...]
    actor: str | None
    tentative: str | None
    takes_files: bool
    facts: Mapping[str, FactDef]
    span: Span


@frozen
class EventDate:
    """First and last day (or instants) of an event, as terms over no application facts; one for each reading condition."""

    first: Term
    last: Term
    type: Type
    condition: Term | None
    due: bool


@frozen
class Event:
    """Something of the calendar that nobody reports."""

    id: str
    title: str
    citations: tuple[Citation, ...]
    dates: tuple[EventDate, ...]
    actor: str | None
    tentative: str | None
    span: Span


@frozen
class Fee:
    """A part of the fee. `definition` names the program's term (per selection where `per` is selection), adjustments counted in;
    `base` the one before adjustments; `total` the one summed over the selections."""

    id: str
    label: str
    per: str
    base: str
    definition: str
    total: str
    citations: tuple[Citation, ...]
    span: Span


@frozen
class Adjustment:
    """`before` and `after` name the program's terms before and after it."""

    id: str
    title: str
    target: str
    op: str
    condition: str
    before: str
    after: str
    per: str
    citations: tuple[Citation, ...]
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


@frozen(eq=False, repr=False)
class PolicyModel:
    """All that a policy says. `order` is the ids of rules and steps in the order of the file; `process` the steps' and events'.

    `catalog_type` is the enumeration of the catalogs; `definitions` are in an order in which each uses only earlier ones.
    """

    id: str
    title: str
    language: int
    messages: str
    timezone: str
    currency: str | None
    minor_digits: int
    calendar: str | None
    month_ends: str | None
    in_force: tuple[dt.date, dt.date]
    process: tuple[str, ...]
    sources: Mapping[str, Source]
    types: Mapping[str, EnumType]
    records: Mapping[str, RecordDef]
    applicant: Mapping[str, FactDef]
    selection: Mapping[str, FactDef]
    application: Mapping[str, FactDef]
    catalogs: Mapping[str, Catalog]
    catalog_type: EnumType
    parameters: Mapping[str, ParameterDef]
    readings: Mapping[str, Reading]
    definitions: Mapping[str, Definition]
    rules: Mapping[str, Rule]
    steps: Mapping[str, Step]
    events: Mapping[str, Event]
    fees: Mapping[str, Fee]
    adjustments: Mapping[str, Adjustment]
    fee_total: str | None
    invariants: Mapping[str, Invariant]
    examples: tuple[Example, ...]
    file: SourceFile
    sha256: str

    def __repr__(self) -> str:
        return f"PolicyModel({self.id!r}, sha256={self.sha256[:12]!r})"

    def fact(self, owner: str, name: str) -> FactDef | None:
        """The declared fact of the applicant, the application, a selection or a step; None where there is none."""
        match owner:
            case "applicant":
                return self.applicant.get(name)
            case "application":
                return self.application.get(name)
            case "selection":
                return self.selection.get(name)
            case _:
                step = self.steps.get(owner)
                return None if step is None else step.facts.get(name)
