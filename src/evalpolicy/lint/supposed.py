"""What is known of an application in which some conditions hold: of each fact by itself, which values are left."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import chain, combinations

from evalpolicy.classes import define, evolve, field
from evalpolicy.core import terms as t
from evalpolicy.core.calendar import instant_at
from evalpolicy.core.closed import closed_truth
from evalpolicy.core.ranges import Range, Ranges
from evalpolicy.core.references import subterms
from evalpolicy.core.substitute import in_row, substitute
from evalpolicy.language.model import PolicyModel
from evalpolicy.language.types import EnumType, ItemType, SetType

UNLISTED = ""
"""Stands for an item that no catalog lists."""
LARGEST_SET = 6
CONTRARY = {"le": "gt", "gt": "le", "lt": "ge", "ge": "lt", "eq": "ne", "ne": "eq"}
TURNED = {"le": "ge", "ge": "le", "lt": "gt", "gt": "lt", "eq": "eq", "ne": "ne"}
SIGNS = {"le": {-1, 0}, "lt": {-1}, "ge": {0, 1}, "gt": {1}, "eq": {0}, "ne": {-1, 1}}


@define
class Supposed:
    """Takes in one literal after another; `impossible` once no application can meet all of them.

    `within`: further bounds of quantities that are taken for granted.
    """

    model: PolicyModel
    ranges: Ranges
    within: Mapping[t.Term, Range]
    impossible: bool = False
    _left: dict[t.Term, frozenset[object]] = field(factory=dict, init=False)
    _between: dict[t.Term, Range] = field(factory=dict, init=False)
    _signs: dict[tuple[t.Term, t.Term], frozenset[int]] = field(factory=dict, init=False)
    _plain: dict[t.Term, bool] = field(factory=dict, init=False)

    def copy(self) -> Supposed:
        """The same, to go on from twice."""
        other = Supposed(self.model, self.ranges, self.within, self.impossible)
        other._left, other._between, other._signs, other._plain = dict(self._left), dict(self._between), dict(self._signs), dict(self._plain)
        return other

    def learn(self, term: t.Term, wanted: bool) -> t.Term | None:
        """Take in that a condition which is no connective holds, or fails. A condition that then holds as well is given back."""
        match term:
            case t.TruthConstant(value=value):
                self.impossible |= value != wanted
            case t.ReadingIs(reading=reading, option=option):
                options = frozenset(each.id for each in self.model.readings[reading].options)
                self._keep(evolve(term, option=""), options, lambda answer: (answer == option) == wanted)
            case t.Same(left=left, right=right):
                self._same(term, left, right, wanted)
            case t.Member(atom=atom, set=members):
                self._member(term, atom, members, wanted)
            case t.Compare(op=op, left=left, right=right):
                self._compare(CONTRARY[op] if not wanted else op, left, right)
            case t.ItemListed(row=row):
                if not wanted:
                    self._keep_items(row, lambda key: key == UNLISTED)
            case _:
                self.impossible |= self._plain.setdefault(_named(term), wanted) != wanted
        self._columns(term, wanted)
        return self._asked_of(term)

    # --- atoms and sets --------------------------------------------------------------------------

    def _same(self, term: t.Term, left: t.Term, right: t.Term, wanted: bool) -> None:
        if isinstance(left, t.AtomConstant):
            left, right = right, left
        domain = self._domain(left)
        if domain is None or not isinstance(right, t.AtomConstant):
            self.impossible |= self._plain.setdefault(_named(term), wanted) != wanted
            return
        code = right.value
        self._keep(left, domain, lambda value: (value == code) == wanted)

    def _member(self, term: t.Term, atom: t.Term, members: t.Term, wanted: bool) -> None:
        domain = self._domain(members if isinstance(atom, t.AtomConstant) else atom)
        if domain is not None and isinstance(atom, t.AtomConstant):
            code = atom.value
            self._keep(members, domain, lambda value: isinstance(value, frozenset) and (code in value) == wanted)
        elif domain is not None and isinstance(members, t.SetConstant):
            fit = members.members | members.doubtful if wanted else members.members
            self._keep(atom, domain, lambda value: (value in fit) == wanted)
        else:
            self.impossible |= self._plain.setdefault(_named(term), wanted) != wanted

    def _domain(self, term: t.Term) -> frozenset[object] | None:
        """The values that an atom or a set can have; None where they are not counted, or where there is but one (and nothing to be said)."""
        match term:
            case t.Fact(type=type_) | t.RowFact(type=type_) | t.ItemColumn(type=type_):
                match type_:
                    case EnumType(codes=codes) if len(codes) > 1:
                        return frozenset(codes)
                    case SetType(element=EnumType(codes=codes)) if len(codes) <= LARGEST_SET:
                        return frozenset(map(frozenset, chain.from_iterable(combinations(codes, size) for size in range(len(codes) + 1))))
                    case ItemType():
                        return frozenset(self._items) | {UNLISTED}
        return None

    @property
    def _items(self) -> dict[str, Mapping[str, t.Term]]:
        return {item.key: item.columns for catalog in self.model.catalogs.values() for item in catalog.items}

    def _keep(self, term: t.Term, domain: frozenset[object], fits: Callable[[object], bool]) -> None:
        left = frozenset(value for value in self._left.get(term, domain) if fits(value))
        self._left[term] = left
        self.impossible |= not left
        if isinstance(term, t.RowFact) and term.of == "selection" and not self.impossible:
            if term.name == "item" and UNLISTED not in left:
                catalogs = {str(key).partition(".")[0] for key in left}
                self._keep_catalogs(term.row, catalogs)
            elif term.name == "catalog":
                self._keep_items(term.row, lambda key: key == UNLISTED or str(key).partition(".")[0] in left)

    def _keep_items(self, row: str, fits: Callable[[object], bool]) -> None:
        item = t.RowFact(row, "item", ItemType(), "selection")
        domain = frozenset(self._items) | {UNLISTED}
        if not all(fits(value) for value in self._left.get(item, domain)):
            self._keep(item, domain, fits)

    def _keep_catalogs(self, row: str, ids: set[str]) -> None:
        catalog = t.RowFact(row, "catalog", self.model.catalog_type, "selection")
        domain = frozenset(self.model.catalogs)
        if not self._left.get(catalog, domain) <= ids:
            self._keep(catalog, domain, ids.__contains__)

    def _columns(self, term: t.Term, wanted: bool) -> None:
        """Of a condition on one column of the item: leave the items whose column may meet it."""
        columns = [each for each in subterms(term) if isinstance(each, t.ItemColumn)]
        others = [each for each in subterms(term) if not isinstance(each, t.ItemColumn | t.AtomConstant | t.SetConstant | t.QuantityConstant)]
        if len(columns) != 1 or others or any(catalog.more_from is not None for catalog in self.model.catalogs.values()):
            return
        (column,) = columns
        open_ = any(catalog.open_because is not None for catalog in self.model.catalogs.values())

        def fits(key: object) -> bool:
            cell = self._items[str(key)].get(column.column) if key != UNLISTED else None
            if cell is None:
                # What has no such column neither meets the condition nor fails it.
                return not wanted or (key == UNLISTED and open_)
            asked = term if wanted else t.Not(term)
            return not closed_truth(t.Not(substitute(asked, {column: cell})), self.model)

        self._keep_items(column.row, fits)

    # --- quantities ------------------------------------------------------------------------------

    def _compare(self, op: str, left: t.Term, right: t.Term) -> None:
        low, high = self._range(right)
        if low != high:
            left, right, op = right, left, TURNED[op]
            low, high = self._range(right)
        if low != high:
            self._order(op, left, right)
        elif isinstance(left, t.Rank) and (codes := self._domain(left.atom)) is not None:
            rank = left.type.rank
            self._keep(left.atom, codes, lambda code: _sign(rank(str(code)) - low) in SIGNS[op])
        elif isinstance(left, t.SetSize) and (sets := self._domain(left.set)) is not None:
            self._keep(left.set, sets, lambda value: isinstance(value, frozenset) and _sign(len(value) - low) in SIGNS[op])
        elif isinstance(left, t.DayOf):
            first, last = (instant_at(day, 0, self.model.timezone) for day in (low, low + 1))
            match op:
                case "le" | "gt":
                    self._bound("lt" if op == "le" else "ge", left.instant, last)
                case "lt" | "ge":
                    self._bound(op, left.instant, first)
                case "eq":
                    self._bound("ge", left.instant, first)
                    self._bound("lt", left.instant, last)
        else:
            self._bound(op, left, low)

    def _range(self, term: t.Term) -> Range:
        return self._between.get(_named(term)) or self.within.get(term) or self.ranges.of(term)

    def _bound(self, op: str, term: t.Term, value: int) -> None:
        low, high = self._range(term)
        match op:
            case "le" | "lt":
                high = min(high, value if op == "le" else value - 1)
            case "ge" | "gt":
                low = max(low, value if op == "ge" else value + 1)
            case "eq":
                low, high = max(low, value), min(high, value)
            case "ne":
                low, high = low + (low == value), high - (high == value)
        self._between[_named(term)] = low, high
        self.impossible |= low > high

    def _order(self, op: str, left: t.Term, right: t.Term) -> None:
        """Of two that are no constants: their bounds, and what was said of the same two before."""
        left, right = _named(left), _named(right)
        if (right, left) in self._signs:
            left, right, op = right, left, TURNED[op]
        left_signs = self._signs.get((left, right), frozenset((-1, 0, 1))) & SIGNS[op]
        self._signs[left, right] = frozenset(left_signs)
        (low, high), (low_, high_) = self._range(left), self._range(right)
        possible = {sign for sign, fits in ((-1, low < high_), (0, low <= high_ and low_ <= high), (1, high > low_)) if fits}
        self.impossible |= not left_signs & possible

    # --- facts that apply ------------------------------------------------------------------------

    def _asked_of(self, term: t.Term) -> t.Term | None:
        """What must hold so that the facts of a condition are known: that they apply, and are given where they have no default."""
        if isinstance(term, t.IsGiven | t.Stated):
            return None
        asked: list[t.Term] = []
        for fact in _facts(term):
            match fact:
                case t.RowFact(row=row, name=name, of="selection"):
                    declared = self.model.selection.get(name)
                    applies = None if declared is None or declared.applies is None else in_row(declared.applies, "selection", row)
                case t.Fact(owner=owner, name=name):
                    declared = self.model.fact(owner, name)
                    applies = None if declared is None else declared.applies
                case _:
                    continue
            asked += [applies] if applies is not None else []
            if declared is not None and not declared.has_default:
                asked.append(t.IsGiven(fact))
        return t.And(tuple(asked)) if asked else None


def _facts(term: t.Term) -> list[t.Term]:
    """The facts that a condition reads by itself, not in the rows of a quantity."""
    if isinstance(term, t.Fact | t.RowFact):
        return [term]
    if isinstance(term, t.Same | t.Member | t.Compare | t.Rank | t.SetSize | t.DayOf):
        return [fact for part in subterms(term) for fact in _facts(part)]
    return []


def _named(term: t.Term) -> t.Term:
    """A quantity over rows with one name for its rows, so that it is known again where it is written twice."""
    rows = getattr(term, "rows", None)
    return in_row(term, rows.variable, "") if isinstance(rows, t.Rows) else term


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)
