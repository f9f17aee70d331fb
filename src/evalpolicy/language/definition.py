"""`define`: named values, resolved on first use, so that their order in the file does not matter; and exceptions to them."""

from __future__ import annotations

from collections.abc import Callable

from evalpolicy.classes import define, evolve, field
from evalpolicy.core.substitute import substitute
from evalpolicy.core.terms import Defined, If, Term
from evalpolicy.language.exception import Exceptions
from evalpolicy.language.expression import resolve_value
from evalpolicy.language.model import Definition
from evalpolicy.language.reserved import reserved
from evalpolicy.language.resolution import Resolution
from evalpolicy.language.symbols import Scope, row_scope
from evalpolicy.language.types import ListType, NumberType, SetType, TextsType, Type
from evalpolicy.source import Span
from evalpolicy.syntax import tree

DEEPEST_CHAIN = 40
"""Definitions that may wait for each other while they are resolved. In the order of their references few do."""


@define
class Definitions:
    """The program's definitions. `builders` make those that stand for parts of the fee and for events.

    Those `on_demand` are made only if something uses them.
    """

    resolution: Resolution
    exceptions: Exceptions
    declared: dict[str, tree.DefineDecl] = field(factory=dict)
    builders: dict[str, Callable[[], Definition | None]] = field(factory=dict)
    places: dict[str, Span] = field(factory=dict)
    on_demand: set[str] = field(factory=set)
    done: dict[str, Definition | None] = field(factory=dict)
    _under_way: list[str] = field(factory=list)

    def declare(self) -> None:
        """Make the names of all `define`s known."""
        symbols = self.resolution.symbols
        for name, declaration in self.resolution.unique(tree.DefineDecl, "定义", "definition").items():
            scope = declaration.scope
            if scope is not None and scope.text != "selection" and scope.text not in symbols.records:
                self.resolution.unknown(scope.span, scope.text, ["selection", *symbols.records], "记录", "record", "unknown-record")
                symbols.broken.add(name)
            elif not reserved(declaration.name, self.resolution):
                self.declared[name] = declaration
                symbols.defines[name] = None if scope is None else scope.text

    def get(self, name: str) -> Definition | None:
        """The definition of a name; None where it has none, or is broken or circular (reported)."""
        if name in self.done:
            return self.done[name]
        if name in self._under_way:
            self._report_circle(name)
            return None
        if len(self._under_way) > DEEPEST_CHAIN:
            self._report_depth(name)
            return None
        self._under_way.append(name)
        try:
            found = self._build(name)
        finally:
            self._under_way.pop()
        if name not in self.done or self.done[name] is not None:
            self.done[name] = found
        return self.done[name]

    def _build(self, name: str) -> Definition | None:
        if name in self.builders:
            return self.builders[name]()
        declaration = self.declared.get(name)
        if declaration is None:
            return None
        kind = None if declaration.scope is None else declaration.scope.text
        scope = Scope() if kind is None else row_scope(kind)
        value = resolve_value(declaration.value, scope, self.resolution.symbols)
        if value is None:
            self.resolution.symbols.broken.add(name)
            return None
        label = self.resolution.label(declaration)
        if isinstance(value.type, SetType | TextsType | ListType):
            self.resolution.symbols.broken.add(name)
            self.resolution.error(
                "definition-type",
                declaration.value.span,
                "定义的值只能是一个：数、金额、日期、时间、文字、选项，或是非；这里是一组",
                "a definition is one value: a number, an amount, a day, an instant, a text, a value of a type, or yes and no; this is a set",
                "在用到的地方直接写这一组，或定义一个条件，例如 `define 够条件 = …`",
                "name the set where it is used, or define a condition, such as `define ready = …`",
            )
            return None
        base = Definition(name, label, value.type, value.term, kind, declaration.span)
        # While its exceptions are resolved, the name means the value without them.
        self.done[name] = base
        return self._with_exceptions(base, scope)

    def _with_exceptions(self, base: Definition, scope: Scope) -> Definition:
        acting = self.exceptions.of(base.name, scope, base.type)
        if not acting:
            return base
        base_name = f"{base.name}.base"
        self.done[base_name] = evolve(base, name=base_name)
        unadjusted = Defined(base_name, base.type, base.row)
        term: Term = unadjusted
        type_ = base.type
        for exemption in reversed(acting):
            effect = substitute(exemption.effect, {Defined(base.name, base.type, base.row): unadjusted})
            type_ = _wider(type_, self.exceptions.value_types.get(exemption.id, type_))
            term = If(exemption.condition, effect, term, type_, span=exemption.span)
        return evolve(base, term=term, type=type_)

    def _report_circle(self, name: str) -> None:
        circle = [*self._under_way[self._under_way.index(name) :], name]
        span = self._place(circle)
        for each in circle:
            self.done[each] = None
            self.resolution.symbols.broken.add(each)
        path = " → ".join(shown(circle))
        self.resolution.error(
            "circular",
            span,
            f"定义绕了一圈：{path}",
            f"definitions go in a circle: {path}",
            "让其中一个不再用到另一个",
            "make one of them not use the other",
        )

    def _place(self, names: list[str]) -> Span:
        """Where the first of some definitions is declared, as what the author wrote."""
        placed = [self.declared[name].name.span if name in self.declared else self.places[name] for name in names]
        return placed[0]

    def _report_depth(self, name: str) -> None:
        path = " → ".join([*shown(self._under_way[:4]), "…", *shown([name])])
        span = self._place(self._under_way)
        for each in [*self._under_way, name]:
            self.done[each] = None
            self.resolution.symbols.broken.add(each)
        self.resolution.error(
            "too-deep",
            span,
            f"定义一个套一个，套得太深，或者绕了一圈：{path}",
            f"definitions use one another too deeply, or in a circle: {path}",
            "让定义少绕几道",
            "let definitions use each other by fewer steps",
        )

    def all(self) -> dict[str, Definition]:
        """Every definition, each after those that it uses."""
        for name in [*self.declared, *self.builders]:
            if name not in self.on_demand:
                self.get(name)
        return {name: found for name, found in self.done.items() if found is not None}


def shown(names: list[str]) -> list[str]:
    """Definitions as an author knows them: parts of the fee and events by their own names, each once in a row."""
    found: list[str] = []
    for name in names:
        parts = name.split(".")
        if parts[0] == "adjustment" or (parts[0] == "fee" and len(parts) == 4):
            word = parts[1] if parts[0] == "adjustment" else parts[3]
        else:
            word = parts[1] if len(parts) > 1 and parts[0] in ("event", "fee") else "fee" if parts[0] in ("selection", "fee") else name
        if not found or found[-1] != word:
            found.append(word)
    return found


def _wider(left: Type, right: Type) -> Type:
    if isinstance(left, NumberType) and isinstance(right, NumberType):
        return NumberType(min(left.low, right.low), max(left.high, right.high), left.decimals)
    return left
