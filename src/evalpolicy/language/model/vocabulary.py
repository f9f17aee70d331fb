"""What a policy speaks of, as meant: facts, catalogs, parameters, readings, definitions."""

from __future__ import annotations

from collections.abc import Mapping

from evalpolicy.classes import frozen
from evalpolicy.core.terms import Term
from evalpolicy.language.model.sources import Citation
from evalpolicy.language.types import Type
from evalpolicy.source import Span


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
