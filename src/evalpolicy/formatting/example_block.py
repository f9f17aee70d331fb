"""An application as an `example` block of its policy, ready to be pasted.

What the block says is what `check` reads: values by their codes, instants in the policy's time zone, blank fields left out. Fields that the policy
does not know decide nothing and are left out too. The language of examples cannot say everything that an application can hold
(a selection without an item, an instant in fractions of a second, a text of several lines): then `InexpressibleError` is raised.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

from evalpolicy.binding import Vocabulary, bind
from evalpolicy.classes import define
from evalpolicy.core.facts import Facts, Placement, Row, fact_pointer
from evalpolicy.core.figures import figure_text
from evalpolicy.core.names import normalised
from evalpolicy.decision import Decision
from evalpolicy.errors import EvalpolicyError, Problem
from evalpolicy.explain.values import decimal, instant
from evalpolicy.formatting import format_policy
from evalpolicy.formatting.literals import with_plain_names, written_name, written_size, written_text
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
    TextType,
    Type,
    YesNoType,
)
from evalpolicy.policy import Policy
from evalpolicy.syntax.keywords import keywords
from evalpolicy.wording import Language, Wording

NO_MEMBERS = ("none", "无")
"""Texts that a set of texts cannot have as its only member: the language reads them as no member."""


class CaseLike(Protocol):
    """An application and the other arguments of its check."""

    @property
    def application(self) -> Mapping[str, Any]:
        """The application, as `check` takes it."""

    @property
    def at(self) -> str | None:
        """The time of the decision."""

    @property
    def given(self) -> Mapping[str, Any]:
        """The policy's parameters."""


class InexpressibleError(EvalpolicyError):
    """An application that no `example` block can say. `problem` says what of it, with its JSON pointer."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(f"{problem.pointer or '/'}: {problem.message.en}")

    def __reduce__(self) -> tuple[object, ...]:
        return (InexpressibleError, (self.problem,))


def example_block(policy: Policy, case: CaseLike, title: str, *, through: str | None = None) -> str:
    """The case as an `example` block that expects what the policy decides, in the keyword language and layout of the policy.

    A policy with the block in it reads the same facts from the example as `check` does from the case. `through`: the last step that is judged.

    Raises `InexpressibleError` where the language has no words for it, `ApplicationError` where the case is malformed.
    """
    facts = bind(policy.model, case.application, given=case.given, at=case.at, limits=policy.limits)
    decision = policy.check(case.application, at=case.at, given=case.given, through=through)
    writer = _Writer(policy, facts, case.application, Vocabulary(policy.model))
    clauses = [*writer.clauses(case.given), *([] if through is None else [f"through {written_name(through)}"]), *_expectations(policy, decision)]
    lines = [f"example {writer.text(title, '')}", *(with_plain_names(clause, "example_clause") for clause in clauses)]
    return format_policy("\n".join(lines), keywords=keyword_language(policy), limits=policy.limits)


def keyword_language(policy: Policy) -> Language:
    """The language of a policy's keywords: that of the first one."""
    words = keywords().first_words
    for line in policy.model.file.text.splitlines():
        first = line.strip("\ufeff \t\u3000").split(maxsplit=1)
        if first and not first[0].startswith("#"):
            return "zh" if first[0] in words["zh"] else "en"
    return "en"


def _expectations(policy: Policy, decision: Decision) -> Iterator[str]:
    yield f"expect {decision.outcome}"
    for which, ids in (("violated", decision.violated), ("undetermined", decision.undetermined), ("pending", decision.pending)):
        yield f"expect {which} {', '.join(map(written_name, ids)) or 'nothing'}"
    if policy.model.fee_total is not None:
        total = decision.fee.total
        yield f"expect fee {'not stated' if total is None else format(total, 'f')}"


def _inexpressible(pointer: str, zh: str, en: str) -> InexpressibleError:
    return InexpressibleError(Problem(pointer, "inexpressible", Wording(zh, en)))


@define
class _Writer:
    """Writes the facts of one application. `raw` is the application as it was handed in: paths are written as they were."""

    policy: Policy
    facts: Facts
    raw: Mapping[str, Any]
    vocabulary: Vocabulary

    def clauses(self, given: Mapping[str, Any]) -> Iterator[str]:
        """What is applied for, and the other arguments."""
        model = self.policy.model
        for owner, declared in (("applicant", model.applicant), ("application", model.application)):
            fields = list(self._fields(owner, declared))
            if fields:
                yield f"{owner} {', '.join(fields)}"
            for fact in declared.values():
                if isinstance(fact.type, ListType) and fact_pointer(owner, fact.name) in self.facts.explicit:
                    yield from self._records(owner, fact, fact.type.record)
        for row in self.facts.lists[("application", "selections")]:
            yield f"select {', '.join([self._item(row), *self._row_fields(row, model.selection)])}"
        for step in model.process:
            if step in self.facts.reported:
                yield from self._step(step)
        if self.facts.clock is not None:
            yield f"as of {self._instant(self.facts.clock, '/at')}"
        for name, value in given.items():
            if value is not None:
                yield self._given(name)

    # --- facts -----------------------------------------------------------------------------------

    def _fields(self, owner: str, declared: Mapping[str, FactDef]) -> Iterator[str]:
        for fact in declared.values():
            pointer = fact_pointer(owner, fact.name)
            if pointer in self.facts.explicit and not isinstance(fact.type, ListType):
                yield f"{written_name(fact.name)} {self.value(self.facts.values[(owner, fact.name)], fact.type, pointer)}"

    def _row_fields(self, row: Row, declared: Mapping[str, FactDef]) -> Iterator[str]:
        for fact in declared.values():
            pointer = f"{row.pointer}{fact_pointer('application', fact.name)}"
            if pointer in self.facts.explicit:
                yield f"{written_name(fact.name)} {self.value(row.values[fact.name], fact.type, pointer)}"

    def _records(self, owner: str, fact: FactDef, record: str) -> Iterator[str]:
        pointer = fact_pointer(owner, fact.name)
        other = self.policy.model.applicant.get(fact.name)
        if owner != "applicant" and other is not None and isinstance(other.type, ListType):
            raise _inexpressible(pointer, "申请人也有同名的列表", "the applicant has a list of the same name")
        rows = self.facts.lists[(owner, fact.name)]
        name = written_name(fact.name)
        if not rows:
            yield f"record {name}: none"
        for row in rows:
            fields = list(self._row_fields(row, self.policy.model.records[record].fields))
            if not fields:
                raise _inexpressible(row.pointer, "例子里不能写一条什么都没填的记录", "an example cannot state a row that says nothing")
            yield f"record {name}: {', '.join(fields)}"

    def _item(self, row: Row) -> str:
        """A selection's item: by its code where that says the same, else as the application wrote it."""
        if row.placement is Placement.UNNAMED:
            raise _inexpressible(f"{row.pointer}/item", "例子里的每个报考项目都要写项目", "in an example each selection names its item")
        catalog = row.values.get("catalog") if f"{row.pointer}/catalog" in self.facts.explicit else None
        key = row.values.get("item")
        code = key.partition(".")[2] if row.placement is Placement.LISTED and isinstance(key, str) and "?" not in key else ""
        hits = [names[normalised(code)] for id, names in self.vocabulary.items.items() if catalog in (None, id) and normalised(code) in names]
        name = self._code(code) if hits == [key] else self.text(row.item_name, f"{row.pointer}/item")
        return f"{name} in {written_name(catalog)}" if isinstance(catalog, str) else name

    # --- steps -----------------------------------------------------------------------------------

    def _step(self, step: str) -> Iterator[str]:
        declared = {name: fact for name, fact in self.policy.model.steps[step].facts.items() if name != "at"}
        at = self.facts.values.get((step, "at")) if fact_pointer(step, "at") in self.facts.explicit else None
        words = written_name(step) if not isinstance(at, int) else f"{written_name(step)} {self._instant(at, fact_pointer(step, 'at'))}"
        fields = list(self._fields(step, declared))
        files = self.facts.lists.get((step, "files"))
        if at is not None or fields or files is None:
            yield f"done {', '.join([words, *fields])}"
        if files is not None and not files:
            raise _inexpressible(fact_pointer(step, "files"), "例子里不能写“没有任何文件”", "an example cannot state that there are no files")
        for row in files or ():
            yield f"file {written_name(step)} {self._file(step, row)}"

    def _file(self, step: str, row: Row) -> str:
        if "path" not in row.values:
            raise _inexpressible(f"{row.pointer}/path", "例子里的文件要写路径", "in an example a file states its path")
        parts = [self.text(self.raw["steps"][step]["files"][int(row.pointer.rpartition("/")[2])]["path"], f"{row.pointer}/path")]
        if "format" in row.values:
            parts.append(self._name(str(row.values["format"]), f"{row.pointer}/format"))
        if isinstance(row.values.get("size"), int):
            parts.append(written_size(int(str(row.values["size"]))))
        return " ".join(parts)

    # --- parameters ------------------------------------------------------------------------------

    def _given(self, name: str) -> str:
        pointer = fact_pointer("given", name).removeprefix("/steps")
        if name not in self.facts.given:
            raise _inexpressible(pointer, "空白的参数写不进例子", "an example cannot state a parameter that says nothing")
        return f"given {written_name(name)} {self.value(self.facts.given[name], self.policy.model.parameters[name].type, pointer)}"

    # --- values ----------------------------------------------------------------------------------

    def value(self, value: object, type: Type, pointer: str) -> str:
        """A core value, as an example states it."""
        match type:
            case YesNoType():
                return "yes" if value is True else "no"
            case NumberType(decimals=decimals):
                return figure_text(int(str(value)), decimals)
            case AmountType():
                return format(decimal(int(str(value)), self.policy.model.minor_digits), "f")
            case DateType():
                return dt.date.fromordinal(int(str(value))).isoformat()
            case InstantType():
                return self._instant(int(str(value)), pointer)
            case EnumType():
                return self._code(str(value))
            case ItemType():
                return self._listed(str(value), pointer)
            case ResidentIdType():
                return str(value)
            case SetType(element=element):
                assert isinstance(value, frozenset)
                return self._set(value, element, pointer)
            case _:
                texts = value if isinstance(value, tuple) else (str(value),)
                return " + ".join(self._plain_text(each, pointer) for each in texts)

    def _set(self, value: frozenset[str], element: Type, pointer: str) -> str:
        if isinstance(element, TextType) and len(value) == 1 and value & {*NO_MEMBERS}:
            raise _inexpressible(pointer, "例子里这样写是空集", "an example would read this as the empty set")
        order: Iterable[str] = element.codes if isinstance(element, EnumType) else sorted(value)
        return " + ".join(self.value(each, element, pointer) for each in order if each in value) or "none"

    def _instant(self, microseconds: int, pointer: str) -> str:
        moment = instant(self.policy.model, microseconds)
        if moment.microsecond:
            raise _inexpressible(pointer, "例子里的时间最细到秒", "in an example an instant is exact to the second")
        if moment.fold:
            raise _inexpressible(pointer, "同一天里有两个这样的时刻，例子里写的是前一个", "of two equal local times an example states the first")
        return moment.strftime("%Y-%m-%d %H:%M:%S" if moment.second else "%Y-%m-%d %H:%M")

    def _listed(self, key: str, pointer: str) -> str:
        catalog, _, code = key.partition(".")
        if "?" in key:
            raise _inexpressible(pointer, "例子里只能写目录列出的项目", "an example states items that a catalog lists")
        named = [id for id, names in self.vocabulary.items.items() if normalised(code) in names]
        return written_name(code) if named == [catalog] else f"{written_name(catalog)}.{written_name(code)}"

    def _plain_text(self, text: str, pointer: str) -> str:
        if "{" in text:
            raise _inexpressible(pointer, "例子里的文本不能有“{”", "a text of an example cannot hold `{`")
        return self.text(text, pointer)

    def text(self, text: str, pointer: str) -> str:
        """A text in quotes."""
        if len(text) > self.policy.limits.text_length:
            raise _inexpressible(pointer, "文本太长", "the text is too long for a policy")
        try:
            return written_text(text)
        except ValueError:
            raise _inexpressible(pointer, "例子里的文本不能分行", "a text of an example stands on one line") from None

    def _name(self, name: str, pointer: str) -> str:
        if not name or len(name) > self.policy.limits.name_length or any(mark in name for mark in "「」\n\r\0"):
            raise _inexpressible(pointer, "例子里写不出这个名称", "an example cannot state this name")
        return written_name(name)

    @staticmethod
    def _code(code: str) -> str:
        """A code: digits stay as they are."""
        return code if code.isascii() and code.isdigit() else written_name(code)

