"""From an assignment of a solver to the application that it stands for, as `check` takes it."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import z3
from stdnum.cn import ric

from evalpolicy.backends.symbolic.application import SymbolicApplication
from evalpolicy.backends.symbolic.places import SymbolicRow
from evalpolicy.backends.symbolic.variables import pattern
from evalpolicy.classes import define, field, frozen
from evalpolicy.core import terms as t
from evalpolicy.core.calendar import EPOCH
from evalpolicy.core.figures import figure_text
from evalpolicy.language.model import FactDef
from evalpolicy.language.types import (
    AmountType,
    DateType,
    EnumType,
    InstantType,
    ItemType,
    ListType,
    NumberType,
    ResidentIdType,
    SetType,
    TextsType,
    TextType,
    Type,
    YesNoType,
)

Json = dict[str, Any]
REGION = "430105"
FIRST_SEQUENCE = 100


@frozen
class Witness:
    """An application with the other arguments of its check."""

    application: Json
    at: str | None
    given: Json


@define(repr=False)
class Concrete:
    """Reads one assignment."""

    symbolic: SymbolicApplication
    model: z3.ModelRef
    _texts: dict[int, str] = field(factory=dict)
    _made: int = 0

    def witness(self) -> Witness:
        """The application."""
        self._name_ids()
        self._put_together()
        symbolic = self.symbolic
        policies = symbolic.universe.models
        application: Json = {}
        applicant: Json = {}
        steps: Json = {}
        for which, policy in enumerate(policies):
            for owner, facts, target in (("applicant", policy.applicant, applicant), ("application", policy.application, application)):
                for fact in facts.values():
                    self._put(target, fact, f"/{fact.name}" if owner == "application" else f"/applicant/{fact.name}", which)
            for step in policy.steps.values():
                if not self._holds(f"stated /steps/{step.id}"):
                    continue
                reported: Json = steps.setdefault(step.id, {})
                if self._holds(f"stated /steps/{step.id}/at"):
                    reported["at"] = self._instant(self._number(f"value /steps/{step.id}/at"))
                for fact in step.facts.values():
                    self._put(reported, fact, f"/steps/{step.id}/{fact.name}", which)
                if step.takes_files and self._holds(f"stated /steps/{step.id}/files"):
                    rows = symbolic.algebras[which].rows(t.Rows(step.id, "files", ""))
                    reported["files"] = [self._file(row) for row in rows if self._true(row.present)]
        selections = [self._selection(place) for place, row in enumerate(symbolic.selections()) if self._true(row.present)]
        whole: Json = {**({"applicant": applicant} if applicant else {}), **application, "selections": selections}
        if steps:
            whole["steps"] = steps
        at = self._instant(self._number("value /at")) if self._holds("stated /at") else None
        return Witness(whole, at, self._given())

    # --- the assignment --------------------------------------------------------------------------

    def _true(self, condition: Any) -> bool:
        return condition if isinstance(condition, bool) else z3.is_true(self.model.eval(condition, model_completion=True))

    def _holds(self, name: str) -> bool:
        made = self.symbolic.variables.made.get(name)
        return made is not None and self._true(made)

    def _whole(self, value: Any) -> int:
        return value if isinstance(value, int) else int(self.model.eval(value, model_completion=True).as_long())

    def _number(self, name: str, otherwise: int = 0) -> int:
        made = self.symbolic.variables.made.get(name)
        return otherwise if made is None else self._whole(made)

    def _atom(self, value: Any) -> int:
        return self.symbolic.formulas.code(value) if isinstance(value, str) else self._whole(value)

    # --- texts -----------------------------------------------------------------------------------

    def _name_ids(self) -> None:
        """A resident id for each atom that stands for one, with the date of birth that it is to have."""
        births = {self._atom(id_): (self._true(has), self._whole(day)) for algebra in self.symbolic.algebras for id_, has, day in algebra.births}
        for place in self.symbolic.places():
            if isinstance(place.fact.type, ResidentIdType):
                atom = self._number(f"value {place.pointer}")
                known = self.symbolic.formulas.texts
                if not 0 <= atom < len(known):
                    has, day = births.get(atom, (True, dt.date(2000, 1, 1).toordinal()))
                    born = dt.date.fromordinal(day).strftime("%Y%m%d") if has else "20001300"
                    body = f"{REGION}{born}{FIRST_SEQUENCE + len(self._texts):03d}"
                    self._texts[atom] = body + ric.calc_check_digit(body + "0")

    def _put_together(self) -> None:
        for whole, parts in self.symbolic.concatenations.listed:
            value = self._whole(whole)
            if value not in self._texts:
                self._texts[value] = "".join(part if isinstance(part, str) else self._text(self._whole(part)) for part in parts)

    def _text(self, atom: int) -> str:
        known = self.symbolic.formulas.texts
        if 0 <= atom < len(known):
            return known[atom]
        if atom not in self._texts:
            self._made += 1
            self._texts[atom] = f"text{self._made}"
        return self._texts[atom]

    # --- values ----------------------------------------------------------------------------------

    def _instant(self, microseconds: int) -> str:
        moment = EPOCH + dt.timedelta(microseconds=microseconds)
        return moment.astimezone(ZoneInfo(self.symbolic.universe.models[0].timezone)).isoformat()

    def _put(self, target: Json, fact: FactDef, pointer: str, which: int) -> None:
        if not self._holds(f"stated {pointer}"):
            return
        if isinstance(fact.type, ListType):
            rows = self.symbolic.algebras[which].rows(t.Rows(fact.owner, fact.name, ""))
            target[fact.name] = [self._record(row) for row in rows if self._true(row.present)]
        else:
            target[fact.name] = self._value(pointer, fact.type, which)

    def _record(self, row: SymbolicRow) -> Json:
        found: Json = {}
        for fact in row.declared.values():
            self._put(found, fact, f"{row.pointer}/{fact.name}", 0)
        return found

    def _selection(self, place: int) -> Json:
        pointer = f"/selections/{place}"
        found: Json = dict(self.symbolic.universe.fragments[self._number(f"way {pointer}")])
        for which, policy in enumerate(self.symbolic.universe.models):
            for fact in policy.selection.values():
                self._put(found, fact, f"{pointer}/{fact.name}", which)
        return found

    def _file(self, row: SymbolicRow) -> Json:
        found: Json = {}
        if self._holds(f"stated {row.pointer}/path"):
            folder, stem, extension = (self._text(self._number(f"value {row.pointer}/{part}")) for part in ("folder", "stem", "extension"))
            found["path"] = f"{folder}/{stem}" if folder else stem
            found["path"] += f".{extension}" if extension else ""
        if self._holds(f"stated {row.pointer}/format"):
            found["format"] = self._text(self._number(f"value {row.pointer}/format"))
        if self._holds(f"stated {row.pointer}/size"):
            found["size"] = self._number(f"value {row.pointer}/size")
        return found

    def _value(self, pointer: str, type: Type, which: int) -> Any:
        name = f"value {pointer}"
        match type:
            case YesNoType():
                return self._holds(name)
            case NumberType(decimals=decimals):
                number = self._number(name, type.low)
                return number if decimals == 0 else figure_text(number, decimals)
            case AmountType():
                return figure_text(self._number(name), self.symbolic.universe.models[which].minor_digits)
            case DateType():
                return dt.date.fromordinal(self._number(name, dt.date(2000, 1, 1).toordinal())).isoformat()
            case InstantType():
                return self._instant(self._number(name))
            case TextsType():
                return "text"
            case SetType(element=TextType()):
                function: Any = self.symbolic.variables.made.get(f"texts {pointer}")
                known = dict(enumerate(self.symbolic.formulas.texts)) | self._texts
                return [text for atom, text in known.items() if text and function is not None and self._true(function(z3.IntVal(atom)))]
            case SetType(element=ItemType()):
                return [name for name in self.symbolic.universe.names if self._holds(f"member {pointer} {name}")]
            case SetType(element=EnumType(codes=codes)):
                hull = self.symbolic.hulls.types.get(pattern(pointer), type)
                every = hull.element.codes if isinstance(hull, SetType) and isinstance(hull.element, EnumType) else codes
                return [code for code in every if self._holds(f"member {pointer} {code}")]
            case EnumType(codes=codes):
                return self._text(self._number(name, self.symbolic.formulas.code(codes[0])))
            case ItemType():
                return self.symbolic.universe.names[self._number(f"item {pointer}")]
            case _:
                return self._text(self._number(name, 10**9 + len(self._texts)))

    def _given(self) -> Json:
        universe = self.symbolic.universe
        given: Json = dict(universe.scenarios[self._number("scenario")].given)
        for which, policy in enumerate(universe.models):
            for name, parameter in policy.parameters.items():
                if self._holds(f"stated /given/{name}"):
                    given[name] = self._value(f"/given/{name}", parameter.type, which)
        return given

