"""A condition that comes out the same for every application: its bounds decide it, or it wants two values of one fact at once.

Only what the words themselves show; what follows from several rules together is for `verify`.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from evalpolicy.core import terms as t
from evalpolicy.core.ranges import Ranges
from evalpolicy.core.references import subterms
from evalpolicy.language.exception import exclusive
from evalpolicy.language.model import PolicyModel
from evalpolicy.lint.checks.check import Check, Finding, Subject
from evalpolicy.wording import Wording


def find(subject: Subject) -> Iterator[Finding]:
    """Comparisons in conditions, requirements and exceptions that always or never hold, each place once."""
    model = subject.model
    ranges = Ranges(model.definitions.get)
    told = set()
    for condition in _conditions(model):
        for term in _all(condition):
            settled = _settled(term, ranges)
            if settled is None or term.span.line < 1 or term.span in told:
                continue
            told.add(term.span)
            words = model.file.words(term.span)
            if settled:
                says = Wording(f"“{words}”总是成立，等于没有写", f"`{words}` always holds: it asks for nothing")
            else:
                says = Wording(f"“{words}”永远不会成立", f"`{words}` never holds")
            yield Finding(term.span, says, Wording("核对界限和取值，或者删去这个条件", "check the bounds and values in it, or delete the condition"))


def _conditions(model: PolicyModel) -> Iterator[t.Term]:
    for rule in model.rules.values():
        yield from () if rule.when is None else (rule.when,)
        every = [*rule.requirements, *(each for route in rule.routes for each in route.requirements)]
        yield from (requirement.term for requirement in every if requirement.kind == "require")
        yield from (exemption.when for exemption in rule.exceptions)
    conditions = (adjustment.condition for adjustment in model.adjustments.values())
    yield from (model.definitions[name].term for name in conditions if name in model.definitions)


def _all(term: t.Term) -> Iterator[t.Term]:
    waiting = [term]
    while waiting:
        each = waiting.pop()
        yield each
        waiting.extend(subterms(each))


def _settled(term: t.Term, ranges: Ranges) -> bool | None:
    match term:
        case t.And(operands=operands) if any(exclusive(one, other) for one, other in combinations(operands, 2)):
            return False
        case t.Compare(op=op, left=left, right=right):
            (low, high), (low_, high_) = ranges.of(left), ranges.of(right)
            match op:
                case "le" | "gt":
                    same = True if high <= low_ else False if low > high_ else None
                    return same if op == "le" or same is None else not same
                case "lt" | "ge":
                    same = True if high < low_ else False if low >= high_ else None
                    return same if op == "lt" or same is None else not same
                case "eq" | "ne" if high < low_ or high_ < low:
                    return op == "ne"
    return None


CHECK = Check("settled-condition", "warning", find)
