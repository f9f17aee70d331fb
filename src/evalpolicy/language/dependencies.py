"""What definitions and conditional facts depend on: nothing on itself, nothing by more steps than an engine can walk.

A definition may only lead back to itself by way of an exception or of the condition of a fact (any other circle is found while definitions are
resolved), so this looks at the finished terms.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from evalpolicy.classes import define, field, fields
from evalpolicy.core import terms as t
from evalpolicy.core.references import subterms, term_references
from evalpolicy.language.model import Definition, Invariant, Rule
from evalpolicy.language.resolution import Resolution
from evalpolicy.source import Span
from evalpolicy.syntax import tree


def reference_order(declared: dict[str, tree.DefineDecl], exceptions: Iterable[tree.ExceptionDecl]) -> list[str]:
    """The definitions, each after those whose names stand in it or in exceptions to it; circles are cut somewhere."""
    mentioned: dict[str, set[str]] = {name: _names(declaration.value) & declared.keys() for name, declaration in declared.items()}
    for exception in exceptions:
        if exception.target.text in mentioned:
            mentioned[exception.target.text] |= _names(exception) & declared.keys()
    order: dict[str, None] = {}
    begun: set[str] = set()
    waiting = list(reversed(declared))
    while waiting:
        name = waiting[-1]
        if name not in begun:
            begun.add(name)
            waiting.extend(other for other in sorted(mentioned[name]) if other not in begun)
        else:
            order.setdefault(waiting.pop())
    return list(order)


def _names(node: tree.Node) -> set[str]:
    found: set[str] = set()
    waiting: list[object] = [node]
    while waiting:
        part = waiting.pop()
        if isinstance(part, tree.Word):
            found.add(part.text)
        elif isinstance(part, tuple):
            waiting.extend(part)
        elif isinstance(part, tree.Node):
            waiting.extend(getattr(part, attribute.name) for attribute in fields(type(part)))
    return found


class _Walk(NamedTuple):
    """How many levels a term has by itself, and what it leads to, each with the level on which it stands."""

    levels: int
    references: list[tuple[str, int]]


@define
class Dependencies:
    """Looks at finished definitions and rules; `check` reports what an engine could not evaluate."""

    resolution: Resolution
    definitions: Mapping[str, Definition]
    _depths: dict[str, int] = field(factory=dict)
    _walked: dict[str, _Walk] = field(factory=dict)

    def open_readings(self, definition: str) -> tuple[str, ...]:
        """The open readings that a definition depends on."""
        if definition not in self.definitions:
            return ()
        facts = self.resolution.symbols.facts

        def applies(owner: str, name: str) -> t.Term | None:
            return None if (owner, name) not in facts else facts[(owner, name)].applies

        found = term_references(self.definitions[definition].term, self.definitions, applies).readings
        readings = self.resolution.symbols.readings.values()
        return tuple(reading.id for reading in readings if reading.id in found and reading.adopted is None)

    def check(self, rules: Iterable[Rule], invariants: Iterable[Invariant]) -> None:
        """Report circles, then what is too deep; the engines rely on there being neither."""
        if not self._check_circles():
            return
        limit = self.resolution.limits.depth
        roots = [(rule.span, rule.verdict) for rule in rules]
        roots += [(invariant.span, t.And(invariant.terms)) for invariant in invariants]
        roots += [(definition.span, t.Defined(name, definition.type)) for name, definition in self.definitions.items()]
        for span, term in roots:
            depth = self._depth(term)
            if depth > limit:
                self.resolution.error(
                    "too-deep",
                    span,
                    f"这里一层套一层，连同用到的定义共 {depth} 层，最多 {limit} 层",
                    f"with the definitions that it uses this is {depth} levels deep; at most {limit}",
                    "把条件拆开，或让定义少绕几道",
                    "split it up, or let definitions use each other by fewer steps",
                )
                return

    def _term(self, name: str) -> t.Term:
        if name in self.definitions:
            return self.definitions[name].term
        owner, _, fact = name.partition(".")
        applies = self.resolution.symbols.facts[(owner, fact)].applies
        assert applies is not None
        return applies

    def _reference(self, term: t.Term) -> str | None:
        """What a term leads to: a definition, or a fact with a condition (as `owner.name`)."""
        match term:
            case t.Defined(name=name):
                return name if name in self.definitions else None
            case t.Fact(owner=owner, name=name) | t.RowFact(of=owner, name=name):
                fact = self.resolution.symbols.facts.get((owner, name))
                return None if fact is None or fact.applies is None else f"{owner}.{name}"
            case _:
                return None

    def _check_circles(self) -> bool:
        conditional = [f"{owner}.{name}" for (owner, name), fact in self.resolution.symbols.facts.items() if fact.applies is not None]
        finished: set[str] = set()
        sound = True
        for root in [*self.definitions, *conditional]:
            path: list[tuple[str, Iterator[str]]] = []
            names: list[str] = []
            following: str | None = root
            while following is not None or path:
                if following is not None and following in names:
                    self._report_circle([*names[names.index(following) :], following])
                    finished.update(names)
                    sound = False
                elif following is not None and following not in finished:
                    path.append((following, iter(self._references(following))))
                    names.append(following)
                following = next(path[-1][1], None) if path else None
                if following is None and path:
                    finished.add(path.pop()[0])
                    names.pop()
        return sound

    def _references(self, name: str) -> list[str]:
        return list(dict.fromkeys(reference for reference, _ in self._walk_of(name).references))

    def _walk_of(self, name: str) -> _Walk:
        if name not in self._walked:
            self._walked[name] = self._walk(self._term(name))
        return self._walked[name]

    def _walk(self, term: t.Term) -> _Walk:
        deepest = 0
        references: list[tuple[str, int]] = []
        waiting = [(term, 1)]
        while waiting:
            each, level = waiting.pop()
            deepest = max(deepest, level)
            reference = self._reference(each)
            if reference is not None:
                references.append((reference, level))
            waiting += [(part, level + 1) for part in subterms(each)]
        return _Walk(deepest, references)

    def _report_circle(self, circle: list[str]) -> None:
        written = [name for name in circle if self._name_span(name) is not None]
        spans = [span for name in circle if (span := self._name_span(name)) is not None]
        path = " → ".join(written if written[0] == written[-1] else [*written, written[0]])
        self.resolution.error(
            "circular",
            spans[0],
            f"绕了一圈：{path}",
            f"this goes in a circle: {path}",
            "让其中一个的值、例外或 `when` 不再用到另一个",
            "let the value, the exception or the `when` of one of them not use the other",
        )

    def _name_span(self, name: str) -> Span | None:
        """Where the author declared it; None for what is derived, such as the sum of a fee."""
        if name in self.definitions:
            definition = self.definitions[name]
            return None if name.endswith(".base") else definition.span
        owner, _, fact = name.partition(".")
        return self.resolution.symbols.facts[(owner, fact)].span

    def _depth(self, term: t.Term) -> int:
        """Levels of a term, with those of what it refers to; the references have no circle."""
        walk = self._walk(term)
        waiting = [name for name, _ in walk.references]
        while waiting:
            name = waiting[-1]
            further = [other for other in self._references(name) if other not in self._depths] if name not in self._depths else []
            if further:
                waiting.extend(further)
            else:
                self._depths[waiting.pop()] = self._levels(self._walk_of(name))
        return self._levels(walk)

    def _levels(self, walk: _Walk) -> int:
        return max(walk.levels, *(level + self._depths.get(name, 0) for name, level in walk.references), 0)
