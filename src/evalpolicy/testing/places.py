"""The places of an application: every fact that is stated in it or could be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping
from copy import deepcopy

from evalpolicy.classes import frozen
from evalpolicy.language.model import FactDef, PolicyModel
from evalpolicy.language.types import MOST_BYTES, InstantType, ItemType, ListType, NumberType, TextType, Type

Json = dict[str, object]
"""An application as `json.loads` gives it."""


@frozen
class Place:
    """One fact of an application. `owner` is applicant, application, selection, file, a step or a record's id."""

    pointer: str
    container: MutableMapping[str, object]
    key: str
    type: Type
    owner: str
    fact: FactDef | None = None

    @property
    def stated(self) -> bool:
        """Whether the application states it."""
        return self.container.get(self.key) is not None


FILE_ATTRIBUTES: Mapping[str, Type] = {"path": TextType(), "format": TextType(), "size": NumberType(0, MOST_BYTES)}


def places(model: PolicyModel, application: Json) -> Iterator[Place]:
    """Every place of an application, in order: those of its rows, of the steps that it reports and of the applicant, stated or not.

    The application is as these strategies draw it: `applicant` and `selections` are there, lists hold objects.
    """
    yield from _facts(model, application, "", "application", model.application)
    yield from _facts(model, _object(application, "applicant"), "/applicant", "applicant", model.applicant)
    for index, selection in enumerate(_list(application, "selections")):
        pointer = f"/selections/{index}"
        yield Place(f"{pointer}/item", selection, "item", ItemType(), "selection")
        yield Place(f"{pointer}/catalog", selection, "catalog", model.catalog_type, "selection")
        yield from _facts(model, selection, pointer, "selection", model.selection)
    steps = _object(application, "steps")
    for id_, step in model.steps.items():
        if steps.get(id_) is None:
            continue
        reported, pointer = _object(steps, id_), f"/steps/{id_}"
        yield Place(f"{pointer}/at", reported, "at", InstantType(), id_)
        yield from _facts(model, reported, pointer, id_, step.facts)
        for index, file in enumerate(_list(reported, "files")):
            for name, type_ in FILE_ATTRIBUTES.items():
                yield Place(f"{pointer}/files/{index}/{name}", file, name, type_, "file")


def _facts(model: PolicyModel, container: Json, pointer: str, owner: str, declared: Mapping[str, FactDef]) -> Iterator[Place]:
    for fact in declared.values():
        yield Place(f"{pointer}/{fact.name}", container, fact.name, fact.type, owner, fact)
        if isinstance(fact.type, ListType):
            record = model.records[fact.type.record]
            for index, row in enumerate(_list(container, fact.name)):
                for its in record.fields.values():
                    yield Place(f"{pointer}/{fact.name}/{index}/{its.name}", row, its.name, its.type, record.id, its)


def _object(container: MutableMapping[str, object], key: str) -> Json:
    found = container.get(key)
    return found if isinstance(found, dict) else {}


def _list(container: MutableMapping[str, object], key: str) -> list[Json]:
    found = container.get(key)
    return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []


def copied(application: Mapping[str, object]) -> Json:
    """A copy of an application that may be changed; `applicant` and `steps` are there."""
    copy: Json = deepcopy(dict(application))
    for part in ("applicant", "steps"):
        if copy.get(part) is None:
            copy[part] = {}
    return copy
