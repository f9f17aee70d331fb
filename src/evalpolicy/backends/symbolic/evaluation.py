"""What formulas are for one application: an assignment of the solver's variables made from bound facts, with the solver's own evaluation.

The way back from `concrete`. Formulas are evaluated as the solver is given them; nothing here knows what a formula means.
"""

from __future__ import annotations

from collections.abc import Iterable

import z3

from evalpolicy.backends.symbolic.application import SymbolicApplication
from evalpolicy.backends.symbolic.assignment import Assignment
from evalpolicy.backends.symbolic.known import AtomValue, Int
from evalpolicy.backends.symbolic.logic import Bool
from evalpolicy.classes import define, field
from evalpolicy.core.calendar import instant_at
from evalpolicy.core.facts import Facts

FIRST_FURTHER = 10**6
"""Texts that the formulas do not distinguish have numbers from here on."""
UNUSED_TEXT = -1
"""What stands for a text that is not stated: none that is."""


@define(repr=False)
class Evaluation:
    """One application of a universe of one policy. Formulas have to be complete: it holds the variables that were made before it.

    Raises `OutsideUniverse` where the universe does not hold the application.
    """

    symbolic: SymbolicApplication
    facts: Facts
    _model: z3.ModelRef = field(factory=z3.Model, init=False)
    _further: dict[str, int] = field(factory=dict, init=False)
    _codes: dict[str, int] = field(init=False)
    _texts: dict[int, str] = field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        formulas = self.symbolic.formulas
        self._codes = {text: code for code, text in enumerate(formulas.texts)}
        values = Assignment(self.symbolic.universe, self.facts).values
        texts: dict[str, list[str]] = {}
        for name in values:
            if name.startswith("member "):
                _, pointer, text = name.split(" ", 2)
                texts.setdefault(pointer, []).append(text)
        for name, made in self.symbolic.variables.made.items():
            kind, _, pointer = name.partition(" ")
            if isinstance(made, z3.FuncDeclRef):
                self._set_of_texts(made, texts.get(pointer, []))
            elif z3.is_bool(made):
                self._model.update_value(made, z3.BoolVal(bool(values.get(name, False))))
            elif isinstance(made, z3.BitVecRef):
                self._model.update_value(made, z3.BitVecVal(int(str(values.get(name, 0))), made.size()))
            elif kind == "some":
                self._whole(made, self.code(min(texts.get(pointer, []), default="")))
            else:
                self._whole(made, self._stated(made, values.get(name)))
        for variable, value in formulas.worked_out:
            found = value(self)
            self._model.update_value(variable, z3.BoolVal(found) if z3.is_bool(variable) else z3.IntVal(found))

    def _stated(self, made: Int, value: object) -> int:
        if isinstance(value, str):
            return self.code(value)
        if isinstance(value, int):
            return value
        formulas = self.symbolic.formulas
        possible = formulas.possible(made)
        if possible is not None:
            return self.code(min(possible))
        # Any value will do for what is not stated, but formulas that count working days hold for days of their horizon only.
        variables, begin = self.symbolic.variables, self.symbolic.universe.models[0].in_force[0].toordinal()
        if any(each is made for each in variables.days.values()):
            return begin
        if any(each is made for each in variables.moments.values()):
            return instant_at(begin, 0, variables.timezone)
        low, high = formulas.interval(made)
        return low if high - low < 10**29 else UNUSED_TEXT

    def _whole(self, variable: Int, value: int) -> None:
        self._model.update_value(variable, z3.IntVal(value))

    def _set_of_texts(self, function: z3.FuncDeclRef, members: Iterable[str]) -> None:
        """A set of texts is a function from their numbers; the solver's Python interface can only copy one, so it is made by its C interface."""
        context = function.ctx_ref()
        interpretation = z3.FuncInterp(
            z3.z3core.Z3_add_func_interp(context, self._model.model, function.ast, z3.BoolVal(False).as_ast()), function.ctx
        )
        for text in members:
            argument = z3.AstVector()
            argument.push(z3.IntVal(self.code(text)))
            z3.z3core.Z3_func_interp_add_entry(context, interpretation.f, argument.vector, z3.BoolVal(True).as_ast())

    # --- values ----------------------------------------------------------------------------------

    def code(self, text: str) -> int:
        """The number that stands for a text here."""
        if text not in self._codes:
            number = FIRST_FURTHER + len(self._further)
            self._further[text] = self._codes[text] = number
        return self._codes[text]

    def text(self, atom: AtomValue) -> str:
        """The text that an atom is here."""
        if isinstance(atom, str):
            return atom
        number = self.number(atom)
        return next((text for text, code in self._codes.items() if code == number), "")

    def number(self, value: Int) -> int:
        """What an integer is here."""
        return value if isinstance(value, int) else int(self._model.eval(value, model_completion=True).as_long())

    def truth(self, condition: Bool) -> bool:
        """Whether a condition holds here."""
        return condition if isinstance(condition, bool) else bool(z3.is_true(self._model.eval(condition, model_completion=True)))
