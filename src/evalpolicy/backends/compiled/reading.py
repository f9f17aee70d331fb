"""From what a policy declares to the text of a Python function that reads plainly written applications.

The function takes an application as JSON holds it and gives the tuple that a `Layout` describes, or None. None is no verdict: it leaves the
application to the full reader (`evalpolicy.binding.bind`), which defines what reading means. Where the function gives a tuple, it is the one that
`Layout.gather` makes of what the full reader binds, and the full reader finds no problem; what it would only remark upon is left to it too, later.
Where a value is not plain, the full reader is asked of it alone: if that refuses it, the application is malformed, and `WrongError` is raised.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from evalpolicy.backends.compiled.layout import EMPTY, Layout, Leaf
from evalpolicy.backends.compiled.values import PlainValues
from evalpolicy.backends.graph.nodes import Sort
from evalpolicy.classes import define
from evalpolicy.language.model import FactDef, Step
from evalpolicy.language.types import (
    HIGHEST_MINOR_AMOUNT,
    MOST_BYTES,
    AmountType,
    DateType,
    EnumType,
    InstantType,
    ListType,
    NumberType,
    ResidentIdType,
    SetType,
    TextsType,
    TextType,
    Type,
    YesNoType,
)

OTHERWISE = "return None"
FILE_FIELDS = frozenset({"path", "format", "size"})


def _indented(lines: Iterable[str]) -> list[str]:
    return [f"    {line}" for line in lines]


@define
class Places:
    """The names of what is read of one fact; None for what nothing asks for."""

    known: str | None
    value: str | None
    explicit: str | None
    empty: object

    def absent(self, default: object | None) -> list[str]:
        """The fact is not stated; `default`: the name of the constant that stands for it."""
        lines = [] if self.explicit is None else [f"{self.explicit} = False"]
        if self.known is not None:
            lines.append(f"{self.known} = {default is not None}")
        if self.value is not None:
            lines.append(f"{self.value} = {self.empty if default is None else default}")
        return lines

    def present(self) -> list[str]:
        """The fact is what `v` holds."""
        lines = [f"{name} = True" for name in (self.known, self.explicit) if name is not None]
        return [*lines, f"{self.value} = v"] if self.value is not None else lines


@define
class ReadingWriter:
    """Writes the function `read`. `values` gives what it calls and looks up."""

    layout: Layout
    values: PlainValues

    def write(self) -> str:
        """The text of the function."""
        model = self.values.model
        body = ["size = 0", *self._absences()]
        body += self._object("data", {*model.application, "applicant", "selections", "steps"})
        body += self._facts("data", "application", model.application)
        body += ["part = data.get('applicant')", "if part is not None:"]
        body += _indented([*self._object("part", set(model.applicant)), *self._facts("part", "applicant", model.applicant)])
        ids = [f"id{place}" for place, _ in enumerate(self._ids)]
        body.append(f"lettered = [id for id in ({''.join(f'{id}, ' for id in ids)}) if id is not None and id[-1].isalpha()]")
        body += self._selections()
        body += ["steps = data.get('steps')", "if steps is not None:"]
        body += _indented([*self._object("steps", set(model.steps)), *(line for step in model.steps.values() for line in self._step(step))])
        body += [f"if size > {self.values.most_rows}:", f"    {OTHERWISE}"]
        names = self.layout.names
        body.append(f"return ({''.join(f'{name}, ' for name in names)})")
        return "\n".join(["def read(data):", *_indented(body), ""])

    @property
    def _ids(self) -> list[FactDef]:
        return [fact for fact in self.values.model.applicant.values() if isinstance(fact.type, ResidentIdType)]

    # --- what is not there -----------------------------------------------------------------------

    def _absences(self) -> list[str]:
        """Everything as if the application said nothing."""
        model = self.values.model
        lines = [f"{name} = ()" for name in self.layout.names if name.startswith("l")]
        for owner, declared in (("application", model.application), ("applicant", model.applicant)):
            lines += self._defaults(owner, declared)
        for step in model.steps.values():
            for fact in self._declared(step).values():
                lines += self._list_known(step.id, fact.name, False) if isinstance(fact.type, ListType) else self._places(step.id, fact).absent(None)
            lines += self._places_at(step.id).absent(None)
            lines += self._list_known(step.id, "files", False)
        for place, fact in enumerate(self._ids):
            lines.append(f"id{place} = {'None' if fact.default is None else self.values.constant(fact.default)}")
        return lines

    def _defaults(self, owner: str, declared: Mapping[str, FactDef]) -> list[str]:
        lines = []
        for fact in declared.values():
            if isinstance(fact.type, ListType):
                lines += self._list_known(owner, fact.name, fact.has_default)
            else:
                lines += self._places(owner, fact).absent(self._default(fact))
        return lines

    def _default(self, fact: FactDef) -> str | None:
        return self.values.constant(fact.default) if fact.has_default and fact.default is not None else None

    def _list_known(self, owner: str, name: str, known: bool) -> list[str]:
        place, explicit = (self.layout.name(Leaf(op, owner, name)) for op in ("list_known", "explicit"))
        lines = [] if place is None else [f"{place} = {known}"]
        return lines if explicit is None else [*lines, f"{explicit} = False"]

    def _places(self, owner: str, fact: FactDef) -> Places:
        sort = self.values.sort(fact.type)
        known, value, explicit = (self.layout.name(leaf) for leaf in _leaves(owner, fact.name, sort))
        return Places(known, value, explicit, self.values.constant(EMPTY[sort]))

    def _places_at(self, step: str) -> Places:
        known, value, explicit = (self.layout.name(leaf) for leaf in _leaves(step, "at", "integer"))
        return Places(known, value, explicit, 0)

    # --- objects and their facts -----------------------------------------------------------------

    def _object(self, name: str, known: Iterable[str]) -> list[str]:
        """Go on with an object that holds known names, or such others as can be passed over."""
        names = self.values.constant(frozenset(known))
        return [
            f"if {name}.__class__ is not dict:",
            f"    return not_object({name})",
            f"if not ({name}.keys() <= {names} or others_fit({name}, {names}, text)):",
            f"    {OTHERWISE}",
        ]

    def _facts(self, part: str, owner: str, declared: Mapping[str, FactDef]) -> list[str]:
        lines = []
        for fact in declared.values():
            if isinstance(fact.type, ListType):
                lines += self._records(part, owner, fact, fact.type.record)
            else:
                ids = self._ids
                also = [f"id{ids.index(fact)} = v"] if owner == "applicant" and fact in ids else []
                lines += self._fact(part, fact, self._places(owner, fact), also)
        return lines

    def _fact(self, part: str, fact: FactDef, places: Places, also: list[str] | None = None) -> list[str]:
        lines = self._value(fact.type)
        found = [*places.present(), *(also or [])]
        if fact.never_empty and isinstance(fact.type, SetType):
            found = ["if v:", *_indented(found)] if found else []
        return [f"v = {part}.get({fact.name!a})", "if v is not None:", *_indented([*lines, *found])]

    # --- values ----------------------------------------------------------------------------------

    def _value(self, type: Type) -> list[str]:
        """`v`, which is there, becomes its core value."""
        doubtful = f"return {self.values.doubtful(type)}(v)"
        match type:
            case YesNoType():
                return ["if v is not True and v is not False:", f"    {doubtful}"]
            case InstantType():
                return self._called("instant", doubtful)
            case DateType():
                return self._called("date", doubtful)
            case ResidentIdType():
                return self._called("resident_id", doubtful)
            case TextType():
                return self._called("text", doubtful)
            case NumberType(low=low, high=high, decimals=decimals):
                return self._number(type, low, high, decimals)
            case AmountType():
                return self._number(type, 0, HIGHEST_MINOR_AMOUNT, self.values.model.minor_digits)
            case EnumType():
                return self._looked_up(type, str, int)
            case SetType(element=element):
                return self._set(type, element)
            case TextsType():
                return ["if v.__class__ is list:", "    size += len(v)", *self._called("texts", doubtful)]
            case _:
                return self._looked_up(type, str)

    @staticmethod
    def _called(function: str, doubtful: str) -> list[str]:
        return [f"w = {function}(v)", "if w is None:", f"    {doubtful}", "v = w"]

    def _looked_up(self, type: Type, *classes: type) -> list[str]:
        lines = []
        for place, each in enumerate(classes):
            lines += [f"{'if' if place == 0 else 'elif'} v.__class__ is {each.__name__}:", f"    v = {self.values.memo(type, each)}[v]"]
        return [*lines, "else:", f"    return {self.values.doubtful(type)}(v)", "if v is None:", f"    {OTHERWISE}"]

    def _number(self, type: Type, low: int, high: int, decimals: int) -> list[str]:
        scaled = f"v * {10**decimals}" if decimals else "v"
        return [
            "if v.__class__ is int:",
            f"    w = {scaled}",
            f"    if not {low} <= w <= {high}:",
            f"        return {self.values.doubtful(type)}(v)",
            "    v = w",
            *(f"el{line}" if place == 0 else line for place, line in enumerate(self._looked_up(type, str, float))),
        ]

    def _set(self, type: Type, element: Type) -> list[str]:
        doubtful = f"return {self.values.doubtful(type)}(v)"
        return [
            "if v.__class__ is not list:",
            f"    {doubtful}",
            "size += len(v)",
            "for member in v:",
            "    if member.__class__ is not str:",
            f"        {doubtful}",
            f"v = {self.values.memo(SetType(element), tuple)}[tuple(v)]",
            "if v is None:",
            f"    {OTHERWISE}",
        ]

    # --- rows ------------------------------------------------------------------------------------

    def _list(self, name: str, most: int, doubtful: str = "not_list") -> list[str]:
        return [
            f"if {name}.__class__ is not list:",
            f"    return {doubtful}({name})",
            f"if len({name}) > {most}:",
            f"    {OTHERWISE}",
            f"size += len({name})",
        ]

    def _row_places(self, owner: str, name: str, fact: FactDef) -> Places:
        leaves, sort = self.layout.row(owner, name).leaves, self.values.sort(fact.type)
        known, value, explicit = (f"c{leaves.index(leaf)}" if leaf in leaves else None for leaf in _leaves("", fact.name, sort))
        return Places(known, value, explicit, self.values.constant(EMPTY[sort]))

    def _rows(self, owner: str, name: str, body: Iterable[str]) -> Iterator[str]:
        """The loop over `rows`; in `body` the row is `each`."""
        target = self.layout.list_name(owner, name)
        row = "".join(f"c{place}, " for place, _ in enumerate(self.layout.row(owner, name).leaves))
        if target is not None:
            yield f"{target} = []"
        yield "for each in rows:"
        yield from _indented(body)
        if target is not None:
            yield f"    {target}.append(({row}))"

    def _row_facts(self, owner: str, name: str, declared: Mapping[str, FactDef]) -> list[str]:
        lines = []
        for fact in declared.values():
            places = self._row_places(owner, name, fact)
            lines += [*places.absent(self._default(fact)), *self._fact("each", fact, places)]
        return lines

    def _records(self, part: str, owner: str, fact: FactDef, record: str) -> list[str]:
        fields = self.values.model.records[record].fields
        body = [*self._object("each", set(fields)), *self._row_facts(owner, fact.name, fields)]
        known = [f"{name} = True" for op in ("list_known", "explicit") if (name := self.layout.name(Leaf(op, owner, fact.name))) is not None]
        read = [*self._list("rows", self.values.limits.records), *known, *self._rows(owner, fact.name, body)]
        if fact.never_empty:
            read = ["if rows != []:", *_indented(read)]
        return [f"rows = {part}.get({fact.name!a})", "if rows is not None:", *_indented(read)]

    def _selections(self) -> list[str]:
        model, layout = self.values.model, self.layout.row("application", "selections")
        by_place = [place for place, leaf in enumerate(layout.leaves) if self.values.of_placement(leaf)]
        target = "".join(f"c{place}, " for place in by_place)
        leaves = tuple(layout.leaves[place] for place in by_place)
        body = [
            *self._object("each", {*model.selection, "item", "catalog"}),
            "item, catalog = each.get('item'), each.get('catalog')",
            "if item is not None and item.__class__ is not str:",
            "    return doubtful_item(item, catalog)",
            "if catalog is None:",
            f"    v = {self.values.placements(leaves, stated=False)}[item]",
            "elif catalog.__class__ is str:",
            f"    v = {self.values.placements(leaves, stated=True)}[item, catalog]",
            "else:",
            "    return doubtful_item(item, catalog)",
            "if v is None:",
            f"    {OTHERWISE}",
            f"({target}) = v",
            *self._row_facts("application", "selections", model.selection),
        ]
        listed = self._list("rows", self.values.limits.selections, "no_selections")
        return ["rows = data.get('selections')", *listed, *self._rows("application", "selections", body)]

    # --- steps -----------------------------------------------------------------------------------

    def _step(self, step: Step) -> list[str]:
        declared = self._declared(step)
        lines = self._object("part", {*declared, "at", "files"} if step.takes_files else {*declared, "at"})
        lines += self._defaults(step.id, {name: fact for name, fact in declared.items() if fact.has_default})
        lines += self._facts("part", step.id, declared)
        lines += ["v = part.get('at')", "if v is not None:", *_indented([*self._value(InstantType()), *self._places_at(step.id).present()])]
        if step.takes_files:
            lines += ["rows = part.get('files')", "if rows is not None:", *_indented(self._files(step.id))]
        return [f"part = steps.get({step.id!a})", "if part is not None:", *_indented(lines)]

    @staticmethod
    def _declared(step: Step) -> dict[str, FactDef]:
        built_in = ("at", "files") if step.takes_files else ("at",)
        return {name: fact for name, fact in step.facts.items() if name not in built_in}

    def _files(self, step: str) -> list[str]:
        leaves = self.layout.row(step, "files").leaves

        def places(*read: tuple[str, str]) -> list[str]:
            """`known` and values, by the name of the field and what holds it."""
            found = [f"c{place} = {value}" for name, value in read for place, leaf in enumerate(leaves) if leaf.name == name and leaf.op == "value"]
            named = {name for name, _ in read}
            return found + [f"c{place} = True" for place, leaf in enumerate(leaves) if leaf.name in named and leaf.op != "value"]

        body = self._object("each", FILE_FIELDS)
        body += [f"c{place} = {self.values.constant(EMPTY[leaf.sort])}" for place, leaf in enumerate(leaves)]
        path = ["if text(v) is None:", "    return doubtful_file('path', v)", "v = plain_path(v)", "for id in lettered:", "    v = with_id(v, id)"]
        parts = places(("path", "v"), ("folder", "folder"), ("stem", "stem"), ("extension", "extension"))
        body += ["v = each.get('path')", "if v is not None:", *_indented([*path, "folder, stem, extension = path_parts(v)", *parts])]
        format = ["if v.__class__ is not str:", "    return doubtful_file('format', v)", f"v = {self.values.formats}[v]"]
        format += ["if v is None:", f"    {OTHERWISE}"]
        body += ["v = each.get('format')", "if v is not None:", *_indented([*format, *places(("format", "v"))])]
        size = [f"if v.__class__ is not int or not 0 <= v <= {MOST_BYTES}:", "    return doubtful_file('size', v)"]
        body += ["v = each.get('size')", "if v is not None:", *_indented([*size, *places(("size", "v"))])]
        known = [f"{name} = True" for op in ("list_known", "explicit") if (name := self.layout.name(Leaf(op, step, "files"))) is not None]
        return [*self._list("rows", self.values.limits.files), *known, *self._rows(step, "files", body)]


def _leaves(owner: str, name: str, sort: Sort) -> tuple[Leaf, Leaf, Leaf]:
    """Whether a fact is known, its value, and whether it is stated."""
    return Leaf("known", owner, name), Leaf("value", owner, name, sort), Leaf("explicit", owner, name)
