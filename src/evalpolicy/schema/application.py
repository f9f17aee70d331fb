"""The schema of an application, from the model of a policy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from evalpolicy.classes import define, field
from evalpolicy.language.model import FactDef, PolicyModel
from evalpolicy.language.types import (
    HIGHEST_MINOR_AMOUNT,
    MOST_BYTES,
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
    Type,
    YesNoType,
)
from evalpolicy.policy import Policy
from evalpolicy.schema.spelling import characters, form_pattern, names_pattern

Schema = dict[str, Any]
DIALECT = "https://json-schema.org/draft/2020-12/schema"
SHAPE_CODES = frozenset({"wrong-type", "unknown-value", "unknown-item", "no-selections", "not-a-number", "not-a-resident-id", "too-many"})
"""The problems of `check` that are problems of shape: an application that has one is not valid under the schema."""

UNUSUAL = "text.unusual"
NULL: Schema = {"type": "null"}


def application_schema(policy: Policy) -> Schema:
    """The JSON Schema (2020-12) of the applications that `policy.check` can read.

    Whatever `check` accepts is valid. Whatever is valid has no problem of shape (`SHAPE_CODES`); docs/schema.md says what a schema cannot say.
    """
    return _Writer(policy).schema()


@define
class _Writer:
    policy: Policy
    defs: Schema = field(factory=dict)

    @property
    def model(self) -> PolicyModel:
        return self.policy.model

    def schema(self) -> Schema:
        model = self.model
        limits = self.policy.limits
        others = ("applicant", "selections", "steps")
        properties: Schema = {
            "applicant": _nullable({"type": "object", "properties": self._facts(model.applicant)}),
            "selections": {"type": "array", "maxItems": limits.selections, "items": self._selection()},
            "steps": _nullable({"type": "object", "properties": {step: self._step(step) for step in model.steps}}),
            **self._facts(model.application, others),
        }
        return {
            "$schema": DIALECT,
            "$id": f"urn:evalpolicy:application:{model.id}:{model.sha256}",
            "title": model.title,
            "type": "object",
            "required": ["selections"],
            "properties": properties,
            "$defs": self.defs,
        }

    # --- parts -----------------------------------------------------------------------------------

    def _facts(self, declared: Mapping[str, FactDef], but: Iterable[str] = ()) -> Schema:
        return {fact.name: self._fact(fact) for fact in declared.values() if fact.name not in but}

    def _fact(self, fact: FactDef) -> Schema:
        found: Schema = {"title": fact.label, **_nullable(self._value(fact.type))}
        if fact.has_default and isinstance(fact.default, str | bool) and not isinstance(fact.type, ItemType):
            found["default"] = fact.default
        return found

    def _selection(self) -> Schema:
        model = self.model
        properties: Schema = {
            "item": {**_nullable({"type": "string"}), "examples": [item.name for each in model.catalogs.values() for item in each.items]},
            "catalog": _nullable(self._value(model.catalog_type)),
        }
        return {"type": "object", "properties": {**self._facts(model.selection, properties), **properties}}

    def _step(self, id: str) -> Schema:
        step = self.model.steps[id]
        properties: Schema = {"at": _nullable(self._value(InstantType()))}
        if step.takes_files:
            file: Schema = {
                "path": _nullable({"type": "string"}),
                "format": _nullable({"type": "string"}),
                "size": _nullable({"type": "integer", "minimum": 0, "maximum": MOST_BYTES}),
            }
            rows = {"type": "array", "maxItems": self.policy.limits.files, "items": {"type": "object", "properties": file}}
            properties["files"] = _nullable(rows)
        return {"title": step.title, **_nullable({"type": "object", "properties": {**self._facts(step.facts, properties), **properties}})}

    def _record(self, id: str) -> Schema:
        name = f"record.{id}"
        if name not in self.defs:
            record = self.model.records[id]
            self.defs[name] = {"title": record.label, "type": "object", "properties": self._facts(record.fields)}
        return _reference(name)

    # --- values ----------------------------------------------------------------------------------

    def _value(self, type: Type) -> Schema:
        """What a value of a type may look like, but for null."""
        match type:
            case YesNoType():
                return {"type": "boolean"}
            case EnumType():
                return self._enumeration(type)
            case NumberType(low=low, high=high, decimals=decimals):
                return self._number(low, high, decimals)
            case AmountType():
                return self._number(0, HIGHEST_MINOR_AMOUNT, self.model.minor_digits)
            case DateType():
                return self._form("date")
            case InstantType():
                return self._form("instant")
            case ResidentIdType():
                return self._form("resident id")
            case TextsType():
                return {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
            case ItemType(catalog=catalog):
                return self._item(catalog)
            case SetType(element=element):
                return {"type": "array", "items": self._value(element)}
            case ListType(record=record):
                return {"type": "array", "maxItems": self.policy.limits.records, "items": self._record(record)}
            case _:
                return {"type": "string"}

    def _number(self, low: int, high: int, decimals: int) -> Schema:
        kind = "integer" if decimals == 0 else "number"
        number = {"type": kind, "minimum": _plain(low, decimals), "maximum": _plain(high, decimals)}
        return {"anyOf": [number, self._form("number")]}

    def _form(self, form: str) -> Schema:
        name = f"text.{form.replace(' ', '_')}"
        self.defs.setdefault(name, {"type": "string", "pattern": form_pattern(form)})
        return _reference(name)

    def _enumeration(self, type: EnumType) -> Schema:
        # The enumeration of the catalogs has no name of its own, and may be called like a declared one.
        name = "catalogs" if type is self.model.catalog_type else f"type.{type.id}"
        if name not in self.defs:
            spellings = [spelling for value in type.values for spelling in (value.code, value.label, *value.aliases) if spelling]
            figures = [int(code) for code in type.codes if code.isascii() and code.isdigit() and str(int(code)) == code]
            self.defs[name] = self._names(type.label, spellings, figures)
        return _reference(name)

    def _item(self, catalog: str | None) -> Schema:
        catalogs = [each for id, each in self.model.catalogs.items() if catalog in (None, id)]
        if any(each.open_because is not None or each.more_from is not None for each in catalogs):
            return {"type": "string"}
        name = "items" if catalog is None else f"items.{catalog}"
        if name not in self.defs:
            spellings = [spelling for each in catalogs for item in each.items for spelling in (item.key, item.code, item.name, *item.aliases)]
            self.defs[name] = self._names("", spellings, [])
        return _reference(name)

    def _names(self, title: str, spellings: list[str], figures: list[int]) -> Schema:
        self.defs.setdefault(UNUSUAL, {"type": "string", "pattern": characters().unusual})
        written: list[object] = [*dict.fromkeys(spellings), *figures]
        ways: list[Schema] = [{"enum": written}, {"type": "string", "pattern": names_pattern(spellings)}, _reference(UNUSUAL)]
        return {**({"title": title} if title else {}), "anyOf": ways}


def _nullable(schema: Schema) -> Schema:
    return {"anyOf": [schema, NULL]}


def _reference(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _plain(units: int, decimals: int) -> int | float:
    whole, rest = divmod(units, 10**decimals)
    return whole if rest == 0 else float(f"{units}e-{decimals}")
