"""The smallest change that would cure a finding.

Candidates are decided by the compiled engine on changed facts, the least invasive kind first: put a file right, correct what a step reports, choose
another value of a fact that is the applicant's to choose, drop a selection. Only a change after which the rule is satisfied is proposed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import combinations, islice
from typing import TYPE_CHECKING, TypeAlias

from evalpolicy.binding.names import nearest_items
from evalpolicy.binding.paths import split_path
from evalpolicy.classes import define, field, frozen
from evalpolicy.core import terms as t
from evalpolicy.core.facts import Facts, Placement, Row, Value, fact_pointer
from evalpolicy.core.references import subterms
from evalpolicy.explain.edits import SELECTIONS, with_item, with_row, with_value, without_rows
from evalpolicy.explain.files import is_at, near_misses, stray_files, targets
from evalpolicy.explain.grounds import Grounds
from evalpolicy.explain.labels import pointer_label, row_label, unmistakable
from evalpolicy.explain.values import atom_text, currency_text, decimal, quantity_text
from evalpolicy.finding import Cure, Edit
from evalpolicy.judge import Judge
from evalpolicy.language.model import FactDef, FileDemand, Requirement, Rule
from evalpolicy.language.types import AmountType, EnumType, NumberType, YesNoType
from evalpolicy.wording import LANGUAGES, Language, Wording

if TYPE_CHECKING:
    from evalpolicy.backends.compiled.engine import Judged

DOABLE = (AmountType, YesNoType)
"""What a step can do over: pay another amount, sign after all."""
MOST_ALTERNATIVES = 4
MOST_DROPPED = 3
MOST_TRIED = 200
MOST_HALVES = 20
"""Changes that cure a rule and break another, for which a second change is looked for."""
MOST_FOLLOWED = 60
"""Second changes that are tried in all: a decision must not wait for what nobody finds."""


@frozen
class Candidate:
    """Changed facts, in words and as edits."""

    facts: Facts
    text: Wording
    edits: tuple[Edit, ...]


Decide: TypeAlias = "Callable[[Facts], Judged]"
"""What facts come to."""


@define
class Decisions:
    """What changed facts come to. Each change is decided once: rules that the same selections violate have the same changes tried."""

    decide: Decide
    _found: dict[tuple[Edit, ...], Judged] = field(factory=dict, init=False)

    def after(self, candidate: Candidate) -> Judged:
        """What the facts come to after a change of those that the decisions are about."""
        found = self._found.get(candidate.edits)
        if found is None:
            found = self._found[candidate.edits] = self.decide(candidate.facts)
        return found


Look: TypeAlias = "Callable[[Judge, Rule], tuple[Grounds, list[Requirement]] | None]"
"""Why a rule is violated, and by which requirements; None where it is too late to put it right."""


@frozen(slots=False)
class Trial:
    """Changed facts, tried for what becomes of a violated rule. `judge`: of the facts as they are."""

    judge: Judge
    rule: Rule
    decisions: Decisions

    @cached_property
    def _violated(self) -> frozenset[str]:
        return frozenset(self.decisions.after(Candidate(self.judge.facts, Wording("", ""), ())).violated)

    def changed(self, facts: Facts) -> Judge:
        """The judge of changed facts."""
        return Judge(self.judge.program, facts, self.judge.through)

    def cured(self, candidate: Candidate) -> Judged | None:
        """What changed facts come to; None where the rule is not satisfied by them."""
        found, rule = self.decisions.after(candidate), self.rule
        if rule.id in found.violated or rule.id in found.undetermined or rule.id in found.pending:
            return None
        return None if _shown_only(rule) and not self.changed(candidate.facts).verdict(rule).holds else found

    def not_violated(self, candidate: Candidate) -> bool:
        """Whether changed facts do not violate the rule."""
        if _shown_only(self.rule):
            return not self.changed(candidate.facts).verdict(self.rule).fails
        return self.rule.id not in self.decisions.after(candidate).violated

    def newly_violated(self, found: Judged) -> list[Rule]:
        """The other rules that are violated then and were not before."""
        return [self.judge.model.rules[id] for id in found.violated if id != self.rule.id and id not in self._violated]


def _shown_only(rule: Rule) -> bool:
    """Whether a rule that is not satisfied does not show in what an application comes to."""
    return rule.kind == "advice" or rule.tentative is not None


def find_cure(trial: Trial, grounds: Grounds, broken: list[Requirement], language: Language, look: Look) -> Cure | None:
    """The cure of a violated rule; None where no small change cures it. `look`: how another rule is violated after a change."""
    halves: list[tuple[Candidate, list[Rule]]] = []
    for candidates in _kinds(trial.judge, trial.rule, grounds, broken):
        working: list[Candidate] = []
        for candidate in islice(candidates, MOST_TRIED):
            found = trial.cured(candidate)
            if found is None:
                continue
            others = trial.newly_violated(found)
            if not others:
                working.append(candidate)
            elif len(halves) < MOST_HALVES:
                halves.append((candidate, others))
        if working:
            return _cure(working, language)
    return _cure(list(_followed(trial, halves, look)), language)


def _cure(working: list[Candidate], language: Language) -> Cure | None:
    """The changes with the fewest edits, as alternatives."""
    if not working:
        return None
    fewest = min(len(candidate.edits) for candidate in working)
    cures = [Cure(candidate.text.text(language), candidate.edits) for candidate in working if len(candidate.edits) == fewest][:MOST_ALTERNATIVES]
    joint = " 或 " if language == "zh" else " or "
    return Cure(joint.join(cure.text for cure in cures), cures[0].edits, tuple(cures[1:]))


def _followed(trial: Trial, halves: list[tuple[Candidate, list[Rule]]], look: Look) -> Iterator[Candidate]:
    """Changes that break one other rule, each with what puts that right again: who drops an item may have paid too much."""
    left = MOST_FOLLOWED
    for candidate, others in halves:
        changed = trial.changed(candidate.facts)
        seen = look(changed, others[0]) if len(others) == 1 else None
        if seen is None:
            continue
        # Facts of steps and of the applicant keep their pointers when rows are dropped.
        for second in _stated_facts(changed, *seen):
            left -= 1
            if left < 0:
                return
            text = Wording(f"{candidate.text.zh}，并{second.text.zh}", f"{candidate.text.en} and {second.text.en}")
            both = Candidate(second.facts, text, (*candidate.edits, *second.edits))
            found = trial.cured(both)
            if found is not None and not trial.newly_violated(found):
                yield both
                break


def _kinds(judge: Judge, rule: Rule, grounds: Grounds, broken: list[Requirement]) -> tuple[Iterator[Candidate], ...]:
    """The changes to try, the least invasive kind first."""
    return (
        _file_changes(judge, rule, broken, grounds),
        _stated_facts(judge, grounds, broken),
        _choices(judge, grounds),
        *(_drops(judge, grounds, number) for number in range(1, MOST_DROPPED + 1)),
    )


def partial_cures(trial: Trial, grounds: Grounds, broken: list[Requirement]) -> Iterator[Candidate]:
    """The changes after which a violated rule is not violated any more, whatever becomes of the others."""
    for candidates in _kinds(trial.judge, trial.rule, grounds, broken):
        yield from (candidate for candidate in islice(candidates, MOST_TRIED) if trial.not_violated(candidate))


# --- files -----------------------------------------------------------------------------------------


def _demands(judge: Judge, step: str) -> list[FileDemand]:
    """Every demand for files of a step, of whatever rule."""
    return [r.file for rule in judge.model.rules.values() for r in rule.requirements if r.file is not None and r.file.step == step]


def _file_changes(judge: Judge, rule: Rule, broken: list[Requirement], grounds: Grounds) -> Iterator[Candidate]:
    step = rule.step
    if step is None or (step, "files") not in judge.facts.lists:
        return
    key = (step, "files")
    rows = judge.facts.lists[key]
    meaning = judge.meaning(judge.some_world())
    for requirement in broken:
        if requirement.file is not None and requirement.file.quantity != "nothing_else":
            # A file that another demand asks for where it is stays there.
            others = [demand for demand in _demands(judge, step) if demand != requirement.file and demand.quantity != "nothing_else"]
            settled = [row.pointer for demand in others for row in rows if is_at(row, targets(demand, meaning))]
            for miss in near_misses(requirement.file, meaning, tuple(row for row in rows if row.pointer not in settled)):
                yield _file_candidate(judge.facts, key, miss.row, miss.path, miss.format, _size_to(requirement.file, miss.row))
    concerned = [row for row in rows if row.pointer in grounds.rows]
    for requirement in broken:
        if requirement.file is not None and requirement.file.quantity == "nothing_else":
            concerned = stray_files(requirement.file, meaning, rows)
    named = [demand for demand in _demands(judge, step) if demand.quantity != "nothing_else"]
    free = [target for demand in named for target in targets(demand, meaning)]
    moved: list[tuple[Row, str]] = []
    for row in concerned:
        name = str(row.values.get("stem", ""))
        # A misnamed folder is the usual slip: first the places where the file's own name belongs.
        for target in sorted(free, key=lambda target: target.stem != name):
            extension = str(row.values.get("extension", ""))
            if target.extension not in (None, extension):
                continue
            path = target.at(extension)
            if not any(other.values.get("path") == path for other in rows) and path not in [to for _, to in moved]:
                moved.append((row, path))
                break
    if moved and len(moved) == len(concerned):
        facts, texts_zh, texts_en, edits = judge.facts, [], [], []
        for row, path in moved:
            facts = with_row(facts, key, row, split_path(path))
            texts_zh.append(f"把文件 {row.values.get('path')} 移到 {path}")
            texts_en.append(f"move the file {row.values.get('path')} to {path}")
            edits.append(Edit("replace", f"{row.pointer}/path", path))
        yield Candidate(facts, Wording("，".join(texts_zh), ", ".join(texts_en)), tuple(edits))
    if concerned:
        names = [str(row.values.get("path")) for row in concerned]
        yield Candidate(
            without_rows(judge.facts, key, concerned),
            Wording(f"去掉文件 {'、'.join(names)}", f"remove the file {', '.join(names)}"),
            tuple(Edit("remove", row.pointer) for row in reversed(concerned)),
        )


def _size_to(demand: FileDemand, row: Row) -> tuple[str, int] | None:
    """The bound that the file's size breaks, as (op, size to reach)."""
    size = row.values.get("size")
    if not isinstance(size, int):
        return None
    for op, limit in demand.sizes:
        if op in ("le", "lt") and not (size <= limit if op == "le" else size < limit):
            return op, limit if op == "le" else limit - 1
        if op in ("ge", "gt") and not (size >= limit if op == "ge" else size > limit):
            return op, limit if op == "ge" else limit + 1
    return None


def _file_candidate(
    facts: Facts, key: tuple[str, str], row: Row, path: str | None, format: str | None, size: tuple[str, int] | None
) -> Candidate:
    changes: dict[str, Value | None] = {}
    zh, en, edits = [], [], []
    old = str(row.values.get("path", ""))
    if path is not None:
        changes.update(split_path(path))
        zh.append(f"移到 {path}")
        en.append(f"move it to {path}")
        edits.append(Edit("replace", f"{row.pointer}/path", path))
    if format is not None:
        changes["format"] = format
        zh.append(f"转存为 {format}")
        en.append(f"convert it to {format}")
        edits.append(Edit("replace", f"{row.pointer}/format", format))
    if size is not None:
        changes["size"] = size[1]
        smaller = size[0] in ("le", "lt")
        zh.append(f"大小{'压缩到不超过' if smaller else '增大到不少于'} {size[1]} 字节")
        en.append(f"bring its size to {'at most' if smaller else 'at least'} {size[1]} bytes")
        edits.append(Edit("replace", f"{row.pointer}/size", size[1]))
    text = Wording(f"把文件 {old} {'，'.join(zh)}", f"the file {old}: {', '.join(en)}")
    if path is not None and format is None and size is None:
        text = Wording(f"把文件 {old} 移到 {path}", f"move the file {old} to {path}")
    return Candidate(with_row(facts, key, row, changes), text, tuple(edits))


# --- facts -----------------------------------------------------------------------------------------


def _stated_facts(judge: Judge, grounds: Grounds, broken: list[Requirement]) -> Iterator[Candidate]:
    """Another value of a fact: of what a step does (a payment, a signature), and of whatever the applicant may choose."""
    model = judge.model
    at_steps = [fact for step in model.steps.values() for fact in step.facts.values() if fact.choice or isinstance(fact.type, DOABLE)]
    chosen = [fact for fact in (*model.applicant.values(), *model.application.values()) if fact.choice]
    for fact in [*at_steps, *chosen]:
        if fact_pointer(fact.owner, fact.name) in grounds.known and (fact.owner, fact.name) in judge.facts.values:
            yield from _fact_values(judge, fact.owner, fact, broken)


def _fact_values(judge: Judge, owner: str, fact: FactDef, broken: list[Requirement]) -> Iterator[Candidate]:
    pointer = fact_pointer(owner, fact.name)
    now = judge.facts.values[(owner, fact.name)]
    label = Wording(pointer_label(judge, pointer, "zh"), pointer_label(judge, pointer, "en"))
    match fact.type:
        case YesNoType():
            words = Wording("否" if now else "是", "no" if now else "yes")
            text = Wording(f"把{label.zh}改为“{words.zh}”", f"make {label.en} {words.en}")
            yield Candidate(with_value(judge.facts, owner, fact.name, not now), text, (_set(judge, pointer, not now),))
        case EnumType(codes=codes) as type_:
            for code in codes:
                if code == now:
                    continue
                text = Wording(f"把{label.zh}改为“{type_.value(code).label}”", f"make {label.en} {type_.value(code).label}")
                yield Candidate(with_value(judge.facts, owner, fact.name, code), text, (_set(judge, pointer, code),))
        case AmountType() | NumberType():
            assert isinstance(now, int)
            for value in sorted(_compared_with(judge, owner, fact, broken), key=lambda value: abs(value - now)):
                yield _number(judge, owner, fact, now, value, label)
        case _:
            return


def _set(judge: Judge, pointer: str, value: object) -> Edit:
    """The edit that gives a fact a value: in the place of another, or, where the fact has its default, as a new member."""
    return Edit("replace" if pointer in judge.facts.explicit else "add", pointer, value)


def _number(judge: Judge, owner: str, fact: FactDef, now: int, value: int, label: Wording) -> Candidate:
    pointer = fact_pointer(owner, fact.name)
    facts = with_value(judge.facts, owner, fact.name, value)
    if isinstance(fact.type, AmountType):
        difference = format(decimal(abs(value - now), judge.model.minor_digits), "f")
        zh, en = (f"{difference} {currency_text(judge.model.currency, language)}" for language in LANGUAGES)
        text = Wording(f"再缴 {zh}", f"pay {en} more")
        if value < now:
            text = Wording(f"退回多缴的 {zh}", f"have {en} refunded that were paid too much")
        return Candidate(facts, text, (_set(judge, pointer, decimal(value, judge.model.minor_digits)),))
    assert isinstance(fact.type, NumberType)
    shown = quantity_text(judge.model, value, fact.type, "en")
    text = Wording(f"把{label.zh}改为 {shown}", f"make {label.en} {shown}")
    changed = decimal(value, fact.type.decimals) if fact.type.decimals else value
    return Candidate(facts, text, (_set(judge, pointer, changed),))


def _compared_with(judge: Judge, owner: str, fact: FactDef, broken: list[Requirement]) -> set[int]:
    """The values that the broken requirements compare a fact with."""
    meaning = judge.meaning(judge.some_world())
    values: set[int] = set()
    open_ = [requirement.term for requirement in broken]
    while open_:
        term = open_.pop()
        if isinstance(term, t.Compare):
            for side, other in ((term.left, term.right), (term.right, term.left)):
                if isinstance(side, t.Fact) and (side.owner, side.name) == (owner, fact.name):
                    quantity = meaning.quantity(other)
                    if quantity.low == quantity.high:
                        values |= {quantity.low - 1, quantity.low, quantity.low + 1}
        elif isinstance(term, t.And | t.Or | t.Not):
            open_.extend(subterms(term))
    return {value for value in values if value >= 0}


def _choices(judge: Judge, grounds: Grounds) -> Iterator[Candidate]:
    """Another value of a fact that the applicant may choose, for one selection; another item for a name that is not offered."""
    for row in judge.facts.lists[SELECTIONS]:
        if row.pointer not in grounds.rows:
            continue
        name = row_label(judge, row)
        if row.placement is Placement.NOT_OFFERED:
            for item in nearest_items(judge.model, row.item_name):
                facts = with_item(judge.facts, row, item)
                code, said = unmistakable(judge.model, item)
                text = Wording(f"把“{name}”改为“{said.zh}”", f"replace {name} by {said.en}")
                edits = [Edit("replace", f"{row.pointer}/item", code)]
                if f"{row.pointer}/catalog" in judge.facts.explicit:
                    edits.append(Edit("replace", f"{row.pointer}/catalog", item.catalog))
                yield Candidate(facts, text, tuple(edits))
        for fact in judge.model.selection.values():
            if not fact.choice or not isinstance(fact.type, EnumType):
                continue
            pointer = f"{row.pointer}/{fact.name}"
            if pointer in judge.facts.explicit:
                text = Wording(f"不填“{name}”的{fact.label}", f"leave out {fact.label} of {name}")
                yield Candidate(with_row(judge.facts, SELECTIONS, row, {fact.name: None}), text, (Edit("remove", pointer),))
            for code in fact.type.codes:
                if pointer in judge.facts.explicit and row.values.get(fact.name) == code:
                    continue
                label = atom_text(judge.model, code, fact.type)
                text = Wording(f"把“{name}”的{fact.label}改为“{label}”", f"make {fact.label} of {name} {label}")
                yield Candidate(with_row(judge.facts, SELECTIONS, row, {fact.name: code}), text, (_set(judge, pointer, code),))


def _drops(judge: Judge, grounds: Grounds, number: int) -> Iterator[Candidate]:
    rows = [row for row in judge.facts.lists[SELECTIONS] if row.pointer in grounds.rows]
    if len(rows) <= number and len(judge.facts.lists[SELECTIONS]) == number:
        # Dropping everything is no cure: nothing would be applied for.
        return
    for chosen in combinations(rows, number):
        names = [row_label(judge, row) for row in chosen]
        yield Candidate(
            without_rows(judge.facts, SELECTIONS, chosen),
            Wording(f"去掉{'和'.join(f'“{name}”' for name in names)}", f"drop {' and '.join(names)}"),
            tuple(Edit("remove", row.pointer) for row in reversed(chosen)),
        )
