"""What the generated function that reads applications calls and looks up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from evalpolicy.backends.compiled.layout import Leaf, read_of_row
from evalpolicy.backends.compiled.memo import Memo, WrongError
from evalpolicy.backends.graph.entries import Entries
from evalpolicy.backends.graph.nodes import Sort
from evalpolicy.backends.graph.sorts import value_sort
from evalpolicy.binding.bind import Binder
from evalpolicy.binding.foreign import LEAVES
from evalpolicy.binding.paths import PathReader, path_parts, plain_path, with_id
from evalpolicy.binding.plain import MOST_OTHERS, date, instant_reader, others_fit, resident_id, text_reader
from evalpolicy.binding.values import MOST_BITS, Reader
from evalpolicy.binding.vocabulary import Vocabulary
from evalpolicy.classes import define, field
from evalpolicy.core.facts import Row
from evalpolicy.core.formats import canonical_format
from evalpolicy.language.model import PolicyModel
from evalpolicy.language.types import Type
from evalpolicy.limits import Limits

MOST_KEPT = 4096
"""Values of one type that are kept, above those that a policy lists."""
LONGEST_PLAIN = 32
"""No value that is read without counting its characters is longer."""
DEEPEST_PLAIN = 6
"""Levels of an application that is written plainly: a member of a set of a record of a list of the applicant."""


class _Unhelpful(Reader):
    """Tells what is wrong from what is not, without looking for what may have been meant."""

    def nearest(self, name: str, known: Iterable[str]) -> str | None:
        return None


def not_object(value: Any) -> None:
    """Asked of what is no dict where an object belongs; raises `WrongError` for what surely is none."""
    if value.__class__ in _VALUES or value.__class__ is list:
        raise WrongError


def not_list(value: Any) -> None:
    """Asked of what is no list where one belongs; raises `WrongError` for what surely is none."""
    if value.__class__ in _VALUES or value.__class__ is dict:
        raise WrongError


def no_selections(value: Any) -> None:
    """Asked of what is no list of selections."""
    if value is None:
        raise WrongError
    not_list(value)


_VALUES = frozenset({str, int, float, bool})
_READ = LEAVES | {dict, list}
"""Of other classes a value is not what the full reader reads, but what that is made of first."""


@define
class PlainValues:
    """For one policy with one set of parameters. `scope` are the names that the text uses."""

    model: PolicyModel
    limits: Limits
    vocabulary: Vocabulary
    entries: Entries
    parameters: Reader
    """A reader that knows what the parameters add to catalogs."""
    scope: dict[str, Any] = field(factory=dict, init=False)
    _names: dict[object, str] = field(factory=dict, init=False)
    _text: Callable[[Any], str | None] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._text = text_reader(self.limits.application_text_length)
        self.scope |= {
            "instant": instant_reader(self.vocabulary.timezone),
            "date": date,
            "resident_id": resident_id,
            "text": self._text,
            "texts": self._texts,
            "others_fit": others_fit,
            "plain_path": plain_path,
            "with_id": with_id,
            "path_parts": path_parts,
            "not_object": not_object,
            "not_list": not_list,
            "no_selections": no_selections,
            "doubtful_file": self._doubtful_file,
            "doubtful_item": self._doubtful_item,
        }

    # --- bounds ----------------------------------------------------------------------------------

    @property
    def _names_of_fields(self) -> tuple[list[str], int]:
        """Every name that an application can hold, and how many there are at the most in one object of a list."""
        model = self.model
        rows = [len(model.selection) + 2, 3, *(len(record.fields) for record in model.records.values())]
        declared: list[Mapping[str, object]] = [model.applicant, model.application, model.selection, model.steps]
        declared += [step.facts for step in model.steps.values()] + [record.fields for record in model.records.values()]
        return ["applicant", "selections", *(name for each in declared for name in each)], max(rows) + MOST_OTHERS

    @property
    def most_rows(self) -> int:
        """Rows and members of sets together, with which an application is within its limits for sure; negative where none is."""
        names, widest = self._names_of_fields
        limits = self.limits
        if limits.application_nesting < DEEPEST_PLAIN or limits.application_text_length < max(LONGEST_PLAIN, *map(len, names)):
            return -1
        return (limits.application_nodes - 3 * len(names) - 10) // (widest + 1)

    # --- names -----------------------------------------------------------------------------------

    def _named(self, prefix: str, key: object, make: Callable[[], Any]) -> str:
        if key not in self._names:
            self._names[key] = f"{prefix}{len(self._names)}"
            self.scope[self._names[key]] = make()
        return self._names[key]

    def constant(self, value: object) -> str:
        """The name of a constant, or how it is written."""
        if value is None or isinstance(value, bool | int | str):
            return ascii(value)
        return self._named("K", ("constant", value), lambda: value)

    @staticmethod
    def sort(type: Type) -> Sort:
        """The sort of a type's values."""
        return value_sort(type)

    # --- looked up -------------------------------------------------------------------------------

    def _reader(self) -> Reader:
        return _Unhelpful(self.model, self.limits, self.vocabulary, extra=self.parameters.extra, open=self.parameters.open)

    def memo(self, type: Type, written: type) -> str:
        """The name of the memo for values of `type` that are written as a `str`, `int`, `float`, or a tuple of texts."""

        def learn(value: Any) -> Any:
            texts = value if isinstance(value, tuple) else (value,)
            if any(isinstance(each, str) and self._text(each) is None for each in texts):
                return None
            if isinstance(value, int) and value.bit_length() > MOST_BITS:
                raise WrongError
            reader = self._reader()
            read = reader.read(list(value) if isinstance(value, tuple) else value, type, "")
            if reader.problems:
                raise WrongError
            # What it remarks upon it will remark upon again, when somebody asks for warnings.
            return read

        return self._named("M", ("memo", type, written), lambda: Memo(learn, MOST_KEPT))

    @property
    def formats(self) -> str:
        """The name of the memo of file formats."""
        return self._named("M", "formats", lambda: Memo(lambda text: self._text(text) and canonical_format(text), MOST_KEPT))

    def _texts(self, value: Any) -> tuple[str, ...] | None:
        if value.__class__ is str:
            text = self._text(value)
            return None if text is None else (text,)
        if value.__class__ is not list or not 0 < len(value) <= LONGEST_PLAIN:
            return None
        read = [self._text(each) for each in value]
        return None if None in read else tuple(read)  # type: ignore[arg-type]  # None is not in it

    # --- what is not plain ----------------------------------------------------------------------

    def doubtful(self, type: Type) -> str:
        """The name of what is asked of a value of `type` that is not plain: it raises `WrongError` where the full reader refuses the value."""

        def ask(value: Any) -> None:
            if value.__class__ not in _READ:
                return
            reader = self._reader()
            reader.read(value, type, "")
            if reader.problems:
                raise WrongError

        return self._named("D", ("doubtful", type), lambda: ask)

    def _doubtful_file(self, name: str, value: Any) -> None:
        if value.__class__ not in _READ:
            return
        reader = self._reader()
        PathReader(reader, []).file({name: value}, "")
        if reader.problems:
            raise WrongError

    def _doubtful_item(self, item: Any, catalog: Any) -> None:
        if item.__class__ not in _READ or catalog.__class__ not in _READ:
            return
        binder = Binder(self.model, self._reader())
        binder.placed(Row("", {}), {"item": item, "catalog": catalog})
        if binder.reader.problems:
            raise WrongError

    # --- selections ------------------------------------------------------------------------------

    @staticmethod
    def of_placement(leaf: Leaf) -> bool:
        """Whether a selection's item and catalog settle what is read."""
        return leaf.op in ("entry", "candidates") or leaf.name in ("item", "catalog")

    def placements(self, leaves: tuple[Leaf, ...], *, stated: bool) -> str:
        """The name of the memo of what is read of a selection's item, or of (item, catalog) where the catalog is `stated`."""

        def learn(key: Any) -> tuple[object, ...] | None:
            item, catalog = key if stated else (key, None)
            if any(isinstance(each, str) and self._text(each) is None for each in (item, catalog)):
                return None
            binder = Binder(self.model, self._reader())
            row = binder.placed(Row("", {}), {"item": item, "catalog": catalog})
            if binder.reader.problems:
                raise WrongError
            facts = binder.facts(None)
            return tuple(read_of_row(leaf, row, facts, self.entries.of) for leaf in leaves)

        most = MOST_KEPT + 4 * len(self.entries.all)
        return self._named("P", ("placements", stated), lambda: Memo(learn, most))
