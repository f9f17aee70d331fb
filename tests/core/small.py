"""A policy small enough that everything about it can be enumerated, and its applications with facts left out."""

from __future__ import annotations

from hypothesis import strategies as st

from evalpolicy import classes
from evalpolicy.backends.scalar import Scalar, ScalarMeaning
from evalpolicy.core import terms as t
from evalpolicy.core.algebra import Atom, Quantity, Truth
from evalpolicy.core.facts import Facts, Placement, Row, Value
from evalpolicy.language.model import Catalog, ColumnDef, FactDef, Item, PolicyModel, Reading, ReadingOption, RecordDef
from evalpolicy.language.types import (
    AmountType,
    DateType,
    EnumType,
    EnumValue,
    ListType,
    NumberType,
    SetType,
    Type,
    YesNoType,
)
from evalpolicy.source import NOWHERE, SourceFile
from tests.core.brute import domain

COLOUR = EnumType("colour", "", (EnumValue("red", ""), EnumValue("green", ""), EnumValue("blue", "")), ordered=True)
CATALOGS = EnumType("catalog", "", (EnumValue("stones", ""),))
SMALL = NumberType(0, 3)


def _facts(owner: str, **types: Type) -> dict[str, FactDef]:
    return {name: FactDef(owner, name, type_, name) for name, type_ in types.items()}


def _item(code: str, **columns: t.Term) -> Item:
    return Item("stones", code, code, (), columns, (), NOWHERE)


STONES = Catalog(
    id="stones",
    label="",
    columns={
        "weight": ColumnDef("weight", "", SMALL, NOWHERE),
        "hue": ColumnDef("hue", "", COLOUR, NOWHERE),
        "fine": ColumnDef("fine", "", YesNoType(), NOWHERE),
    },
    items=(
        _item("ruby", weight=t.QuantityConstant(1), hue=t.AtomConstant("red"), fine=t.TruthConstant(True)),
        _item("jade", weight=t.Unstated(SMALL), hue=t.AtomConstant("green"), fine=t.TruthConstant(False)),
        _item("opal", weight=t.QuantityConstant(3), hue=t.Unstated(COLOUR), fine=t.Unstated(YesNoType())),
    ),
    citations=(),
    open_because=None,
    unlisted={},
    more_from=None,
    complete_at=None,
    span=NOWHERE,
)

_PARTS: dict[str, object] = {
    "id": "small",
    "messages": "en",
    "timezone": "Asia/Shanghai",
    "month_ends": "down",
    "types": {"colour": COLOUR},
    "records": {"entry": RecordDef("entry", "", _facts("entry", c=COLOUR, n=SMALL, d=YesNoType(), m=AmountType(), day=DateType()), NOWHERE)},
    "applicant": _facts(
        "applicant", colour=COLOUR, yes=YesNoType(), n=SMALL, paid=AmountType(), born=DateType(), hues=SetType(COLOUR), entries=ListType("entry")
    ),
    "selection": _facts("selection", n=SMALL),
    "catalogs": {"stones": STONES},
    "catalog_type": CATALOGS,
    "readings": {
        "counts": Reading("counts", "", (ReadingOption("yes", "", ()), ReadingOption("no", "", ())), None, None, (), NOWHERE),
        "settled": Reading("settled", "", (ReadingOption("yes", "", ()), ReadingOption("no", "", ())), "no", "", (), NOWHERE),
    },
    "file": SourceFile("small.policy", ""),
}


def _small() -> PolicyModel:
    """The model with nothing in it but `_PARTS`."""
    model = object.__new__(PolicyModel)
    for part in classes.fields(PolicyModel):
        object.__setattr__(model, part.name, _PARTS.get(part.name, {}))
    return model


MODEL = _small()
ITEMS = {item.key: item for item in STONES.items}
WORLDS = ({"counts": "yes"}, {"counts": "no"})


def _values(draw: st.DrawFn, fields: dict[str, FactDef], left_out: int) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for name, fact in fields.items():
        if not isinstance(fact.type, ListType) and draw(st.integers(0, 99)) >= left_out:
            values[name] = draw(st.sampled_from(domain(fact.type)))
    return values


@st.composite
def small_facts(draw: st.DrawFn, left_out: int = 25, lists_left_out: bool = False) -> Facts:
    """An application of the small policy: `left_out` of a hundred facts are unknown."""
    applicant = {("applicant", name): value for name, value in _values(draw, dict(MODEL.applicant), left_out).items()}
    lists: dict[tuple[str, str], tuple[Row, ...]] = {}
    entries = MODEL.records["entry"].fields
    rows = [Row(f"/applicant/entries/{i}", _values(draw, dict(entries), left_out)) for i in range(draw(st.integers(0, 3)))]
    if not (lists_left_out and draw(st.booleans())):
        lists["applicant", "entries"] = tuple(rows)
    selections = []
    for i in range(draw(st.integers(0, 2))):
        values = _values(draw, dict(MODEL.selection), left_out)
        named = draw(st.integers(0, 99)) >= left_out
        if named:
            values |= {"item": draw(st.sampled_from(sorted(ITEMS))), "catalog": "stones"}
        selections.append(Row(f"/selections/{i}", values, Placement.LISTED if named else Placement.UNNAMED, "", ("stones",)))
    lists["application", "selections"] = tuple(selections)
    return Facts(applicant, lists, frozenset(), {}, None, frozenset(), ())


def meaning(facts: Facts, world: dict[str, str]) -> ScalarMeaning:
    """The reference engine's meaning of terms over an application of the small policy."""
    return ScalarMeaning(MODEL, Scalar(MODEL, facts, ITEMS), world)


def joined(term: t.Term, facts: Facts) -> Truth[bool]:
    """A truth over both answers of the open reading."""
    found = [meaning(facts, world) for world in WORLDS]
    return found[0].logic.join([each.truth(term) for each in found])


def quantity(term: t.Term, facts: Facts) -> Quantity[bool, int]:
    """A quantity in the world where `counts` is yes."""
    return meaning(facts, WORLDS[0]).quantity(term)


def atom(term: t.Term, facts: Facts) -> Atom[bool, str]:
    """An atom in the world where `counts` is yes."""
    return meaning(facts, WORLDS[0]).atom(term)
