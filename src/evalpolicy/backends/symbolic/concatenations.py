"""Texts that are put together of parts, each an auxiliary variable."""

from __future__ import annotations

from collections.abc import Sequence

from evalpolicy.backends.symbolic.formulas import Formulas
from evalpolicy.backends.symbolic.known import AtomValue
from evalpolicy.backends.symbolic.logic import identity
from evalpolicy.classes import define, field


@define(repr=False)
class Concatenations:
    """Makes each of them once, whichever policy asks for it: what two policies put together of the same parts is the same text."""

    formulas: Formulas
    listed: list[tuple[AtomValue, tuple[AtomValue, ...]]] = field(factory=list)
    """Each with its parts, in the order in which they were made; the parts live as long as it does."""
    _known: dict[tuple[str | int, ...], AtomValue] = field(factory=dict)

    def whole(self, parts: Sequence[AtomValue]) -> AtomValue:
        """The text that some parts make."""
        if all(isinstance(part, str) for part in parts):
            return "".join(parts)
        key = tuple(part if isinstance(part, str) else identity(part) for part in parts)
        if key not in self._known:
            kept = tuple(parts)
            self._known[key] = self.formulas.fresh("text", -(10**9), 10**9, lambda values: values.code("".join(map(values.text, kept))))
            self.listed.append((self._known[key], kept))
        return self._known[key]
