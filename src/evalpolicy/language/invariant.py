"""`invariant`: what holds of every decision, whatever the application."""

from __future__ import annotations

from evalpolicy.core import terms as t
from evalpolicy.language.expression import resolve_truth
from evalpolicy.language.model import Invariant
from evalpolicy.language.resolution import Resolution
from evalpolicy.language.symbols import Scope
from evalpolicy.syntax import tree


def resolve_invariants(resolution: Resolution) -> dict[str, Invariant]:
    """Every invariant; its `require` lines hold together."""
    found = {}
    for name, declaration in resolution.unique(tree.InvariantDecl, "不变式", "invariant").items():
        terms: list[t.Term] = []
        demands = [clause for clause in declaration.clauses if isinstance(clause, tree.Require)]
        if not demands and resolution.complete:
            resolution.required(declaration, None, "require", "require outcome is accepted implies …")
        for clause in demands:
            term = resolve_truth(clause.condition, Scope(invariant=True), resolution.symbols)
            if term is not None:
                terms.append(t.Not(term, span=clause.span) if clause.forbidden else term)
        found[name] = Invariant(name, resolution.label(declaration), tuple(terms), declaration.span)
    return found
