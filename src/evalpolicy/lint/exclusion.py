"""Whether conditions plainly exclude one another, so that no application makes all of them hold.

Only what the conditions say of each fact by itself, of the items of the catalogs, and of the order of two quantities; what follows from arithmetic,
or from what is said of several rows, is for `verify`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from evalpolicy.classes import define, field
from evalpolicy.core import terms as t
from evalpolicy.core.ranges import Range, Ranges
from evalpolicy.core.substitute import in_row
from evalpolicy.language.model import PolicyModel
from evalpolicy.language.types import YesNoType
from evalpolicy.lint.supposed import Supposed

MOST_STEPS = 2_000
"""Literals that are taken in for one question; a question that needs more stays open."""

Literal = tuple[t.Term, bool]


@define
class Exclusion:
    """Answers for one policy. `within`: bounds of quantities that are taken for granted."""

    model: PolicyModel
    within: Mapping[t.Term, Range] = field(factory=dict)
    _ranges: Ranges = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._ranges = Ranges(self.model.definitions.get)

    def impossible(self, literals: Iterable[Literal]) -> bool:
        """Whether no application makes these conditions hold (True) or fail (False), all at once."""
        steps = 0
        branches = [(list(literals), Supposed(self.model, self._ranges, self.within))]
        while branches:
            waiting, known = branches.pop()
            choices: list[list[Literal]] = []
            while waiting and not known.impossible:
                steps += 1
                if steps > MOST_STEPS:
                    return False
                term, wanted = waiting.pop()
                ways = self._ways(term, wanted)
                if ways is None:
                    asked = known.learn(term, wanted)
                    waiting += [] if asked is None else [(asked, True)]
                elif len(ways) == 1:
                    waiting += ways[0]
                else:
                    choices += [[(t.And(tuple(part if holds else t.Not(part) for part, holds in way)), True) for way in ways]]
            if known.impossible:
                continue
            if not choices:
                return False
            first, *rest = choices
            later = [(t.Or(tuple(term for term, _ in choice)), True) for choice in rest]
            branches += [([way, *later], known.copy()) for way in first]
        return True

    def conflict(self, literals: Sequence[Literal]) -> list[Literal]:
        """Of conditions that exclude one another, as few as do; none where they do not."""
        if not self.impossible(literals):
            return []
        needed = list(literals)
        for literal in literals:
            fewer = [each for each in needed if each is not literal]
            if self.impossible(fewer):
                needed = fewer
        return needed

    def _ways(self, term: t.Term, wanted: bool) -> list[list[Literal]] | None:
        """The ways in which a connective holds, or fails; None for what is none."""
        match term:
            case t.Not(operand=operand):
                return [[(operand, not wanted)]]
            case t.And(operands=operands) | t.Or(operands=operands):
                parts = [(operand, wanted) for operand in operands]
                return [parts] if isinstance(term, t.And) == wanted else [[part] for part in parts]
            case t.If(condition=condition, then=then, otherwise=otherwise, type=YesNoType()):
                return [[(condition, True), (then, wanted)], [(condition, False), (otherwise, wanted)]]
            case t.Defined(name=name, type=YesNoType(), row=row):
                definition = self.model.definitions[name]
                same = definition.row is None or row is None
                return [[(definition.term if same else in_row(definition.term, str(definition.row), str(row)), wanted)]]
        return None
