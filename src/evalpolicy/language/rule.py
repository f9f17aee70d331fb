"""`rule` and `advice`: what must hold (or had better), where it applies, and what is said where it does not.

Verdict: `when` implies that every requirement holds, and one route where there are routes; an exception that acts takes the place of all that.
`forbid C` is `require not C`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from evalpolicy.classes import define, field
from evalpolicy.core import terms as t
from evalpolicy.core.references import term_references
from evalpolicy.language.definition import Definitions
from evalpolicy.language.exception import Exceptions
from evalpolicy.language.expression import resolve_message, resolve_truth
from evalpolicy.language.files import FileClauses
from evalpolicy.language.model import Definition, FactDef, MessageTemplate, Requirement, Route, Rule
from evalpolicy.language.resolution import Resolution
from evalpolicy.language.symbols import Scope
from evalpolicy.language.types import YesNoType
from evalpolicy.source import Span
from evalpolicy.syntax import tree


@define
class Rules:
    """Makes the rules of a policy."""

    resolution: Resolution
    definitions: Definitions
    exceptions: Exceptions
    messages: str
    found: dict[str, Rule] = field(factory=dict)

    def rule(self, declaration: tree.RuleDecl) -> Rule | None:
        """One rule or advice."""
        resolution = self.resolution
        place = resolution.one(declaration, tree.AtStep, "at")
        step = None
        if place is not None and place.step.text in resolution.process:
            step = place.step.text
        elif place is not None and place.step.text not in resolution.symbols.broken:
            resolution.unknown(place.step.span, place.step.text, resolution.process, "步骤", "step", "unknown-step")
        scope = Scope()
        shared, groups = _routes(declaration)
        requirements = self.requirements(shared, scope, FileClauses(resolution, step, declaration.clauses))
        routes: list[Route] = []
        for opening, clauses in groups:
            label = opening.name.text if opening.label is None else opening.label.text
            cited = resolution.citations(clauses)
            of_route = self.requirements(clauses, scope, FileClauses(resolution, step, clauses))
            if any(route.id == opening.name.text for route in routes):
                resolution.duplicate(opening.name.span, opening.name.text, "途径", "route", declaration.span)
            routes.append(Route(opening.name.text, label, of_route, cited))
        if not any(isinstance(clause, tree.Require | tree.FileClause) for clause in declaration.clauses) and resolution.complete:
            resolution.required(declaration, None, "require", "require at most 2 selections")
        kind = "advice" if declaration.advice else "rule"
        return self.finish(declaration, kind, scope, requirements, tuple(routes), shared, step)

    def requirements(self, clauses: Sequence[tree.Clause], scope: Scope, files: FileClauses) -> tuple[Requirement, ...]:
        """The `require`, `forbid` and `file` lines."""
        found: list[Requirement] = []
        for clause in clauses:
            if isinstance(clause, tree.Require):
                term = resolve_truth(clause.condition, scope, self.resolution.symbols)
                if term is not None:
                    words = written(self.resolution, clause.condition.span)
                    found.append(Requirement("require", t.Not(term, span=clause.span) if clause.forbidden else term, words, clause.span))
            elif isinstance(clause, tree.FileClause):
                demand = files.requirement(clause)
                found += [] if demand is None else [demand]
        return tuple(found)

    def finish(
        self,
        declaration: tree.RuleDecl | tree.StepDecl,
        kind: str,
        scope: Scope,
        requirements: tuple[Requirement, ...],
        routes: tuple[Route, ...],
        clauses: Sequence[tree.Clause],
        step: str | None,
    ) -> Rule:
        """A rule from its parts: verdict, messages, what it depends on, its place in the process."""
        resolution = self.resolution
        conditions = [
            (clause, resolve_truth(clause.condition, scope, resolution.symbols)) for clause in declaration.clauses if isinstance(clause, tree.When)
        ]
        applies = [term for _, term in conditions if term is not None]
        when = None if not applies else applies[0] if len(applies) == 1 else t.And(tuple(applies), span=conditions[0][0].span)
        parts = [requirement.term for requirement in requirements]
        if routes:
            parts.append(t.Or(tuple(t.And(tuple(r.term for r in route.requirements)) for route in routes), span=declaration.span))
        body: t.Term = parts[0] if len(parts) == 1 else t.And(tuple(parts), span=declaration.span)
        exemptions = self.exceptions.of(declaration.name.text, scope)
        for exemption in reversed(exemptions):
            body = t.If(exemption.condition, exemption.effect, body, YesNoType(), span=exemption.span)
        verdict = body if when is None else t.Or((t.Not(when, span=when.span), body), span=declaration.span)
        symbols = resolution.symbols
        references = term_references(verdict, _Known(self.definitions), lambda owner, name: _applies(symbols.facts.get((owner, name))))
        readings = [reading for reading in symbols.readings.values() if reading.id in references.readings]
        open_ = tuple(reading.id for reading in readings if reading.adopted is None)
        resolution.count_worlds(declaration.name.span, open_)
        places = [resolution.process.index(id) for id in references.steps if id in resolution.process]
        place = resolution.process.index(step) if step is not None else max(places, default=-1)
        return Rule(
            declaration.name.text,
            resolution.label(declaration),
            kind,
            resolution.citations([clause for clause in declaration.clauses if not isinstance(clause, tree.Cite) or clause in clauses]),
            when,
            requirements,
            routes,
            exemptions,
            verdict,
            self.templates(declaration.clauses, scope),
            resolution.text(declaration, tree.Interpretation, "interpretation"),
            resolution.text(declaration, tree.Consequence, "consequence"),
            resolution.text(declaration, tree.Tentative, "tentative"),
            resolution.text(declaration, tree.Implied, "implied because"),
            step if step is not None or place < 0 else resolution.process[place],
            place,
            open_,
            tuple(reading.id for reading in readings if reading.adopted is not None),
            tuple(name for name, parameter in symbols.parameters.items() if name in references.parameters and not parameter.has_default),
            declaration.span,
        )

    def templates(self, clauses: Sequence[tree.Clause], scope: Scope) -> tuple[MessageTemplate, ...]:
        """The `message` lines."""
        found = []
        for clause in clauses:
            if not isinstance(clause, tree.Message):
                continue
            parts = resolve_message(clause.text, scope, self.resolution.symbols)
            condition = None if clause.condition is None else resolve_truth(clause.condition, scope, self.resolution.symbols)
            if parts is not None and (clause.condition is None or condition is not None):
                found.append(MessageTemplate(clause.language or self.messages, parts, condition, clause.span))
        return tuple(found)


class _Known(Mapping[str, Definition]):
    """The definitions, resolved as references ask for them."""

    def __init__(self, definitions: Definitions) -> None:
        self._definitions = definitions

    def __getitem__(self, name: str) -> Definition:
        found = self._definitions.get(name)
        if found is None:
            raise KeyError(name)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._definitions.done)

    def __len__(self) -> int:
        return len(self._definitions.done)


def _applies(fact: FactDef | None) -> t.Term | None:
    return None if fact is None else fact.applies


def _routes(declaration: tree.RuleDecl) -> tuple[list[tree.Clause], list[tuple[tree.Route, list[tree.Clause]]]]:
    """The clauses of the rule itself, and those of each route: its `require`, `forbid`, `file` and `cite` lines."""
    shared: list[tree.Clause] = []
    groups: list[tuple[tree.Route, list[tree.Clause]]] = []
    for clause in declaration.clauses:
        if isinstance(clause, tree.Route):
            groups.append((clause, []))
        elif groups and isinstance(clause, tree.Require | tree.FileClause | tree.Cite):
            groups[-1][1].append(clause)
        else:
            shared.append(clause)
    return shared, groups


def written(resolution: Resolution, span: Span) -> str:
    """The author's own words at a span, on one line."""
    return resolution.diagnostics.file.words(span)
