"""`adjustment`: what is added to a part of the fee or to its total, taken off, or put in its place.

Adjustments of one target act in the order that `after` states, each on what the ones before it left: `add`, `subtract` (never below 0), `replace`,
`cap` (at most), `floor` (at least), `waive` (0), `multiply` (rounded). One that is `not with` others does not act where one of them acts.
An adjustment of a part that is per selection acts on each selection.
"""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter

from evalpolicy.classes import define, field
from evalpolicy.core import terms as t
from evalpolicy.language import spoken
from evalpolicy.language.definition import Definitions
from evalpolicy.language.exception import reach
from evalpolicy.language.expression import resolve_truth, resolve_value
from evalpolicy.language.fee import AMOUNT, Fees
from evalpolicy.language.model import Adjustment, Definition
from evalpolicy.language.resolution import Resolution
from evalpolicy.language.symbols import SELECTION_ROW, Scope
from evalpolicy.language.types import YesNoType
from evalpolicy.syntax import tree

TOTAL = "total"
COMMUTING = ("add", "subtract")
MOST_TIMES = 10
"""A number from here on is taken for a share without its percent sign."""
SHARE_FORM = "multiply 80 % rounded down to 1"
MOST_UNITS = 10**36
"""More minor units no fee has: a decimal of 38 digits, as tables hold amounts, has room for them."""


@define
class Adjustments:
    """The adjustments of a policy, and the chain of amounts from each part of the fee to the total."""

    resolution: Resolution
    fees: Fees
    definitions: Definitions
    declared: dict[str, tree.AdjustmentDecl] = field(factory=dict)
    _orders: dict[str, list[str]] = field(factory=dict)

    def declare(self) -> None:
        """Make the adjustments known and check their targets."""
        for name, declaration in self.resolution.unique(tree.AdjustmentDecl, "费用调整", "adjustment").items():
            target = declaration.target.text
            if target != TOTAL and target not in self.fees.declared:
                if target not in self.resolution.symbols.broken:
                    known = [TOTAL, *self.fees.declared]
                    self.resolution.unknown(declaration.target.span, target, known, "收费", "fee", "unknown-fee", said=spoken.TOTALS.get(target))
                continue
            self.declared[name] = declaration

    def scope(self, target: str) -> Scope:
        """Where the expressions of an adjustment stand."""
        return Scope() if target == TOTAL else self.fees.scope(target)

    def _row(self, target: str) -> str | None:
        return SELECTION_ROW if target != TOTAL and self.fees.declared[target].per == "selection" else None

    # --- order -----------------------------------------------------------------------------------

    def order(self, target: str) -> list[str]:
        """The adjustments of a target in the order in which they act."""
        if target not in self._orders:
            self._orders[target] = self._sorted(target)
        return self._orders[target]

    def _elsewhere(self, other: tree.Word, target: str) -> None:
        """Report an order, or a choice, between adjustments of different targets."""
        its = self.declared[other.text].target.text
        zh, en = f"`{other.text}` 调整的是 `{its}`，不是 `{target}`", f"`{other.text}` adjusts `{its}`, and not `{target}`"
        help_zh = "删去它：先后和取舍只在同一项收费的调整之间；各项收费先算，合计（`total`）后算"
        help_en = "remove it: only adjustments of one fee have an order or exclude one another; fees come before their `total` anyway"
        self.resolution.error("unknown-adjustment", other.span, zh, en, help_zh, help_en)

    def _sorted(self, target: str) -> list[str]:
        names = [name for name, declaration in self.declared.items() if declaration.target.text == target]
        earlier: dict[str, set[str]] = {name: set() for name in names}
        before = len(self.resolution.diagnostics.found)
        for name in names:
            for clause in self.declared[name].clauses:
                if isinstance(clause, tree.After | tree.NotWith):
                    for other in clause.others:
                        if other.text not in names and other.text in self.declared:
                            self._elsewhere(other, target)
                        elif other.text not in names:
                            zh, en = "同一费用的调整", "adjustment of the same fee"
                            self.resolution.unknown(other.span, other.text, names, zh, en, "unknown-adjustment")
                        elif isinstance(clause, tree.After):
                            earlier[name].add(other.text)
        try:
            order = list(TopologicalSorter(earlier).static_order())
        except CycleError as error:
            circle = " → ".join(str(each) for each in error.args[1])
            zh, en = f"调整的先后绕了一圈：{circle}", f"the order of adjustments goes in a circle: {circle}"
            help_zh, help_en = "删去其中一个 `after`", "delete one of the lines `after`"
            self.resolution.error("circular", self.declared[str(error.args[1][0])].name.span, zh, en, help_zh, help_en)
            return names
        if len(self.resolution.diagnostics.found) == before:
            self._check_order(names, earlier)
        return order

    def _check_order(self, names: list[str], earlier: dict[str, set[str]]) -> None:
        before = {name: reach(name, earlier) for name in names}
        for place, one in enumerate(names):
            for other in names[place + 1 :]:
                free = self._op(one) in COMMUTING and self._op(other) in COMMUTING
                if not free and one not in before[other] and other not in before[one] and not self._apart(one, other):
                    self.resolution.error(
                        "adjustments-unordered",
                        self.declared[other].name.span,
                        f"“{one}”和“{other}”哪个先算，没有写",
                        f"no order is stated between `{one}` and `{other}`",
                        f"在“{other}”下面加 `after {one}`，或反过来",
                        f"add `after {one}` to `{other}`, or the other way round",
                        self.declared[one].name.span,
                    )

    def _apart(self, one: str, other: str) -> bool:
        """Whether one does not act where the other does."""
        return any(
            isinstance(clause, tree.NotWith) and any(each.text == rival for each in clause.others)
            for name, rival in ((one, other), (other, one))
            for clause in self.declared[name].clauses
        )

    def _op(self, name: str) -> str:
        for clause in self.declared[name].clauses:
            if isinstance(clause, tree.Adjust):
                return clause.op
        return "waive"

    # --- amounts ---------------------------------------------------------------------------------

    def applies(self, name: str) -> Definition | None:
        """`adjustment.NAME.applies`: whether it acts."""
        declaration = self.declared[name]
        target = declaration.target.text
        parts: list[t.Term] = []
        for clause in declaration.clauses:
            if isinstance(clause, tree.When):
                term = resolve_truth(clause.condition, self.scope(target), self.resolution.symbols)
                if term is None:
                    return None
                parts.append(term)
            elif isinstance(clause, tree.NotWith):
                for other in clause.others:
                    found = self.definitions.get(f"adjustment.{other.text}.applies") if other.text in self.order(target) else None
                    if found is not None:
                        parts.append(t.Not(t.Defined(found.name, YesNoType(), self._row(target)), span=clause.span))
        label = self.resolution.label(declaration)
        return Definition(f"adjustment.{name}.applies", label, YesNoType(), t.And(tuple(parts)), self._row(target), declaration.span)

    def after(self, name: str) -> Definition | None:
        """`fee.TARGET.after.NAME`: the amount once it has acted."""
        declaration = self.declared[name]
        target = declaration.target.text
        row = self._row(target)
        condition = self.definitions.get(f"adjustment.{name}.applies")
        before = t.Defined(self.before(name), AMOUNT, row)
        effect = self._effect(declaration, before)
        if condition is None or effect is None:
            return None
        term = t.If(t.Defined(condition.name, YesNoType(), row), effect, before, AMOUNT, span=declaration.span)
        return Definition(f"fee.{target}.after.{name}", self.resolution.label(declaration), AMOUNT, term, row, declaration.span)

    def before(self, name: str) -> str:
        """The name of the amount that an adjustment acts on."""
        target = self.declared[name].target.text
        order = self.order(target)
        place = order.index(name)
        if place > 0:
            return f"fee.{target}.after.{order[place - 1]}"
        return "fee.total.base" if target == TOTAL else f"fee.{target}.base"

    def _effect(self, declaration: tree.AdjustmentDecl, before: t.Term) -> t.Term | None:
        resolution = self.resolution
        effects = [clause for clause in declaration.clauses if isinstance(clause, tree.Adjust | tree.Waive)]
        if len(effects) != 1:
            if resolution.complete:
                resolution.error(
                    "adjustment-effect",
                    effects[1].span if effects else declaration.name.span,
                    f"“{declaration.name.text}”要写明一种调整",
                    f"`{declaration.name.text}` has to state one effect",
                    "写 `add`、`subtract`、`replace`、`cap`、`floor`、`multiply` 或 `waive` 之一",
                    "one of `add`, `subtract`, `replace`, `cap`, `floor`, `multiply`, `waive`",
                )
            return None
        clause = effects[0]
        if isinstance(clause, tree.Waive):
            return t.QuantityConstant(0, span=clause.span)
        if clause.op == "multiply":
            return self._share(clause, before)
        value = resolve_value(clause.value, self.scope(declaration.target.text), resolution.symbols, AMOUNT)
        if value is None:
            return None
        if isinstance(value.term, t.QuantityConstant) and value.term.value < 0:
            zh, en = "金额不能是负数", "an amount is never negative"
            resolution.error("negative-amount", clause.value.span, zh, en, "减免写成 `subtract`", "write `subtract` to take something off")
            return None
        match clause.op:
            case "add":
                return t.Add((before, value.term), span=clause.span)
            case "subtract":
                less = t.Add((before, t.Multiply(value.term, -1)), span=clause.span)
                return t.Greatest((t.QuantityConstant(0), less), span=clause.span)
            case "replace":
                return value.term
            case "cap":
                return t.Least((before, value.term), span=clause.span)
            case _:
                return t.Greatest((before, value.term), span=clause.span)

    def _share(self, clause: tree.Adjust, before: t.Term) -> t.Term | None:
        """`multiply 80 % rounded down to 1`: exact, then rounded to the unit."""
        rounding = clause.value if isinstance(clause.value, tree.Rounded) else None
        share = clause.value if rounding is None else rounding.operand
        if not isinstance(share, tree.Number) or share.value < 0:
            zh, en = "`multiply` 后面写一个百分比或数字", "`multiply` takes a share or a number"
            self.resolution.error("multiply-share", clause.value.span, zh, en, f"例如 `{SHARE_FORM}`", f"such as `{SHARE_FORM}`")
            return None
        if share.value >= MOST_TIMES and not share.percent:
            zh, en = f"这样是乘以 {share.text} 倍；是不是少了百分号？", f"this takes the amount {share.text} times; is the percent sign missing?"
            help_zh = f"写 {share.text} %；真的是 {share.text} 倍，写 {share.text}00 %"
            help_en = f"write {share.text} %; for {share.text} times write {share.text}00 %"
            self.resolution.error("multiply-share", clause.value.span, zh, en, help_zh, help_en)
            return None
        scale = 10**self.resolution.symbols.minor_digits
        unit = 1 if rounding is None else rounding.unit * scale
        if unit != int(unit) or unit < 1:
            zh, en = "舍入的单位比货币的最小单位还小", "the unit of rounding is finer than the currency's"
            self.resolution.error("rounding-unit", clause.value.span, zh, en)
            return None
        product = t.Multiply(before, share.value.numerator, span=clause.span)
        divisor = share.value.denominator * int(unit)
        if rounding is None and divisor != 1:
            zh, en = "没有写怎样舍入", "how to round is not stated"
            self.resolution.error("rounding-missing", clause.value.span, zh, en, f"例如 `{SHARE_FORM}`", f"such as `{SHARE_FORM}`")
            return None
        result = product if rounding is None else t.Multiply(t.Divide(product, divisor, rounding.direction), int(unit), span=clause.span)
        if self.resolution.symbols.ranges.of(result)[1] > MOST_UNITS:
            zh, en = "这样乘以后，金额可能大得存不下", "multiplied so, the amount may be too large to be held"
            self.resolution.error("number-too-large", clause.value.span, zh, en, "写小一些的百分比", "write a smaller share")
            return None
        return result

    # --- the chain -------------------------------------------------------------------------------

    def register(self) -> None:
        """Let expressions use every amount of the fee."""
        builders, places = self.definitions.builders, self.definitions.places
        for name in self.declared:
            places[f"adjustment.{name}.applies"] = self.declared[name].name.span
            places[f"fee.{self.declared[name].target.text}.after.{name}"] = self.declared[name].name.span
            builders[f"adjustment.{name}.applies"] = lambda name=name: self.applies(name)  # type: ignore[misc]  # a default binds the loop's variable
            builders[f"fee.{self.declared[name].target.text}.after.{name}"] = lambda name=name: self.after(name)  # type: ignore[misc]
        for name, declaration in self.fees.declared.items():
            places |= dict.fromkeys((f"fee.{name}.base", f"fee.{name}", f"fee.{name}.total"), declaration.name.span)
            builders[f"fee.{name}.base"] = lambda name=name: self.fees.base(name)  # type: ignore[misc]
            builders[f"fee.{name}"] = lambda name=name: self._adjusted(name)  # type: ignore[misc]
            builders[f"fee.{name}.total"] = lambda name=name: self._summed(name)  # type: ignore[misc]
        if self.fees.declared:
            first = next(iter(self.fees.declared.values())).name.span
            places |= dict.fromkeys(("selection.fee", "fee.total.base", "fee.total"), first)
            builders["selection.fee"] = self._of_selection
            builders["fee.total.base"] = self._unadjusted_total
            builders["fee.total"] = lambda: self._adjusted(TOTAL)

    def _adjusted(self, target: str) -> Definition | None:
        order = self.order(target)
        last = f"fee.{target}.after.{order[-1]}" if order else f"fee.{target}.base"
        found = self.definitions.get(last)
        if found is None:
            return None
        return Definition(f"fee.{target}", found.label, AMOUNT, t.Defined(last, AMOUNT, found.row), found.row, found.span)

    def _summed(self, name: str) -> Definition | None:
        found = self.definitions.get(f"fee.{name}")
        if found is None:
            return None
        term: t.Term = t.Defined(found.name, AMOUNT, found.row)
        if found.row is not None:
            rows = t.Rows("application", "selections", SELECTION_ROW)
            term = t.Sum(rows, t.TruthConstant(True), term, span=found.span)
        return Definition(f"fee.{name}.total", found.label, AMOUNT, term, None, found.span)

    def _of_selection(self) -> Definition | None:
        parts = [self.definitions.get(f"fee.{name}") for name, declaration in self.fees.declared.items() if declaration.per == "selection"]
        found = [part for part in parts if part is not None]
        if len(found) < len(parts) or not found:
            return None
        term = t.Add(tuple(t.Defined(part.name, AMOUNT, SELECTION_ROW) for part in found))
        return Definition("selection.fee", "selection.fee", AMOUNT, term, SELECTION_ROW, found[0].span)

    def _unadjusted_total(self) -> Definition | None:
        parts = [self.definitions.get(f"fee.{name}.total") for name in self.fees.declared]
        found = [part for part in parts if part is not None]
        if len(found) < len(parts):
            return None
        term = t.Add(tuple(t.Defined(part.name, AMOUNT) for part in found))
        return Definition("fee.total.base", "fee.total", AMOUNT, term, None, found[0].span)

    def adjustment(self, name: str) -> Adjustment:
        """The adjustment as meant."""
        declaration = self.declared[name]
        target = declaration.target.text
        return Adjustment(
            name,
            self.resolution.label(declaration),
            target,
            self._op(name),
            f"adjustment.{name}.applies",
            self.before(name),
            f"fee.{target}.after.{name}",
            "selection" if self._row(target) is not None else "application",
            self.resolution.citations(declaration.clauses),
            declaration.span,
        )
