"""What names mean while a policy is resolved: everything declared so far, and the scope that an expression stands in."""

from __future__ import annotations

from collections.abc import Callable

from evalpolicy.classes import define, evolve, field, frozen
from evalpolicy.core.names import normalised
from evalpolicy.core.ranges import Ranges
from evalpolicy.diagnostics import Diagnostics
from evalpolicy.language.model import ColumnDef, Definition, FactDef, Item, ParameterDef, Reading, RecordDef
from evalpolicy.language.types import EnumType

SELECTION_ROW = "selection"
"""The row variable of fee tables, of conditions of a selection's facts and of definitions `of selection`."""


@frozen
class RowScope:
    """One row in scope. `kind` is selection, file or the id of the row's record; `variable` its name in core terms."""

    variable: str
    kind: str
    alias: str | None = None


@frozen
class Scope:
    """Where an expression stands.

    `rows`: the rows in scope, innermost first. `owner`: the step whose clause it is, so that `amount` means that step's.
    `invariant`: whether `outcome` and `status.RULE` may be read. `placeholders`: what a message may name besides.
    """

    rows: tuple[RowScope, ...] = ()
    owner: str | None = None
    invariant: bool = False
    placeholders: tuple[str, ...] = ()

    def inside(self, row: RowScope) -> Scope:
        """This scope with one more row, innermost."""
        return evolve(self, rows=(row, *self.rows))

    def row(self, kind: str) -> RowScope | None:
        """The innermost row of that kind."""
        return next((row for row in self.rows if row.kind == kind), None)

    def aliased(self, name: str) -> RowScope | None:
        """The row that was given that name."""
        return next((row for row in self.rows if row.alias == name), None)


def row_scope(kind: str, owner: str | None = None) -> Scope:
    """The scope of a fee table or a definition `of selection` or `of RECORD`: the row variable has the kind's name."""
    return Scope(rows=(RowScope(kind, kind),), owner=owner)


def no_definition(name: str) -> Definition | None:
    """What resolves definitions before the declarations are known, and after all are resolved."""


@define
class Symbols:
    """All that names can mean in one policy. Declarations fill it in; expressions read it.

    `facts` are by owner (applicant, application, selection or a step) and name; `columns` are those of all catalogs together.
    `definition` resolves a definition on first use and gives None where that failed or it is part of a circle (already reported).
    Beside the policy's `define`s it knows `fee.total`, `fee.FEE.total`, `selection.fee` (of the row "selection") and `event.EVENT`
    (its last day or instant). `defines`: the policy's definitions, with the kind of row that each is about (None: of no row).
    `broken`: names whose declaration failed (facts as `owner.name`); what refers to them is not reported again.
    `steps`: whether each takes files. `fees`: what each part of the fee is per. `rules`: what an invariant may ask the status of.
    `month_ends` is down, up or None (not stated).
    """

    diagnostics: Diagnostics
    types: dict[str, EnumType] = field(factory=dict)
    records: dict[str, RecordDef] = field(factory=dict)
    facts: dict[tuple[str, str], FactDef] = field(factory=dict)
    columns: dict[str, ColumnDef] = field(factory=dict)
    catalog_type: EnumType = field(factory=lambda: EnumType("catalog", "", ()))
    parameters: dict[str, ParameterDef] = field(factory=dict)
    readings: dict[str, Reading] = field(factory=dict)
    steps: dict[str, bool] = field(factory=dict)
    events: set[str] = field(factory=set)
    fees: dict[str, str] = field(factory=dict)
    defines: dict[str, str | None] = field(factory=dict)
    rules: set[str] = field(factory=set)
    broken: set[str] = field(factory=set)
    definition: Callable[[str], Definition | None] = no_definition
    timezone: str = "Asia/Shanghai"
    currency: str | None = None
    minor_digits: int = 2
    month_ends: str | None = None
    calendar: str | None = None
    ranges: Ranges = field(init=False)
    _items: dict[str, list[Item]] = field(factory=dict, init=False)
    _rows: int = field(default=0, init=False)

    def __attrs_post_init__(self) -> None:
        self.defined_by(no_definition)

    def defined_by(self, definition: Callable[[str], Definition | None]) -> None:
        """From now on this resolves definitions."""
        self.definition = definition
        self.ranges = Ranges(definition)

    def add_item(self, item: Item) -> None:
        """Make an item of a catalog known by its code, its name and its aliases."""
        for name in {normalised(spelling) for spelling in (item.code, item.name, *item.aliases)}:
            self._items.setdefault(name, []).append(item)

    def items(self, name: str, catalog: str | None = None) -> tuple[Item, ...]:
        """The items that have that code, name or alias, of one catalog or of all."""
        return tuple(item for item in self._items.get(normalised(name), ()) if catalog is None or item.catalog == catalog)

    def item_names(self) -> list[str]:
        """Every code, name and alias of an item, for suggestions."""
        return sorted({spelling for items in self._items.values() for item in items for spelling in (item.code, item.name, *item.aliases)})

    def fresh_row(self, kind: str, alias: str | None = None) -> RowScope:
        """A row whose variable nothing else in the policy uses."""
        self._rows += 1
        return RowScope(f"{kind}#{self._rows}", kind, alias)
