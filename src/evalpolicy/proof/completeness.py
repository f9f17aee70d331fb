"""Whether a bound on the number of selections is complete: an accepted application cannot have more."""

from __future__ import annotations

from evalpolicy.core import terms as t
from evalpolicy.core.judging import worlds
from evalpolicy.language.model import Rule
from evalpolicy.proof.question import Questions

SELECTIONS = ("application", "selections")


def most_selections(questions: Questions) -> int | None:
    """The most selections that an application accepted by the policy can have, whatever their number; None where no rule bounds it.

    A rule "at most N selections where C" bounds it where, for some answer of the open readings, C surely holds of every selection: then with more
    the rule fails for that answer, so it is not satisfied, and the application is not accepted.
    """
    found = [limit for rule in questions.policies[0].model.rules.values() for limit in _limits(rule, questions)]
    return min(found, default=None)


def _limits(rule: Rule, questions: Questions) -> list[int]:
    if rule.kind == "advice" or rule.tentative is not None or rule.when is not None or rule.parameters:
        return []
    symbolic = questions.symbolic
    f = symbolic.formulas
    for exemption in rule.exceptions:
        for world in worlds(questions.policies[0].model, rule.readings):
            acts = symbolic.meaning(0, world).truth(exemption.condition)
            if questions.ask([f.negate(acts.fails)]).verdict != "none":
                return []
    found = []
    for requirement in rule.requirements:
        match requirement.term:
            case t.Compare(op="le" | "lt" as op, left=t.Count(rows=rows, where=where), right=t.QuantityConstant(value=value)):
                if (rows.owner, rows.name) == SELECTIONS and any(_always(rows, where, world, questions) for world in _worlds(rule, questions)):
                    found.append(value if op == "le" else value - 1)
            case _:
                pass
    return found


def _worlds(rule: Rule, questions: Questions) -> list[dict[str, str]]:
    return list(worlds(questions.policies[0].model, rule.readings))


def _always(rows: t.Rows, where: t.Term, world: dict[str, str], questions: Questions) -> bool:
    """Whether a condition surely holds of every selection in a world."""
    meaning = questions.symbolic.meaning(0, world)
    row = questions.symbolic.selections()[0]
    before, meaning.rows = meaning.rows, {rows.variable: row}
    try:
        holds = meaning.truth(where).holds
    finally:
        meaning.rows = before
    return questions.ask([row.present, questions.symbolic.formulas.negate(holds)]).verdict == "none"
