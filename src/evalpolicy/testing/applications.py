"""Applications of any loaded policy: well-formed ones near every bound, completions of them, and ones that are accepted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from hypothesis import assume
from hypothesis import strategies as st

from evalpolicy.binding import bind
from evalpolicy.classes import define
from evalpolicy.core.facts import Facts
from evalpolicy.decision import Decision, Outcome
from evalpolicy.judge import Judge
from evalpolicy.language.model import FactDef, FileDemand, PolicyModel
from evalpolicy.language.types import AmountType, InstantType, ItemType, ListType, Type
from evalpolicy.testing.landmarks import file_demands, folders_and_stems, landmarks, program_of, window_ends
from evalpolicy.testing.places import Json, Place, copied, places
from evalpolicy.testing.values import UNLISTED, amounts, item_spellings, items, record_rows, spelled_instants, values

if TYPE_CHECKING:
    from evalpolicy.policy import Policy

SECOND = 1_000_000
MOST_REPAIRS = 8
MOST_SELECTIONS = 12
_INSTANT = InstantType()


def applications(policy: Policy, *, unknowns: bool = True, valid: bool = False, canonical: bool = False) -> st.SearchStrategy[Json]:
    """Well-formed applications, as `json.loads` gives them.

    Half are drawn anew, half vary an example of the policy: enumeration values by code, label or alias, items by any of their names or unlisted,
    instants at both ends of every window and every due instant to the microsecond, amounts at and around the fee, counts around the limits,
    files that are right or wrong in one respect. With `unknowns` every fact may be absent or null. With `valid` every one is accepted.
    `canonical`: codes instead of labels, instants in the policy's time zone.
    """
    if valid:
        return st.composite(lambda draw: _Draws(draw, policy, False, canonical).accepted())()
    return st.composite(lambda draw: _Draws(draw, policy, unknowns, canonical).application())()


def more_facts(application: Mapping[str, object], policy: Policy) -> st.SearchStrategy[Json]:
    """Completions of an application: some of what it leaves out is filled in, nothing else is changed.

    Facts with a default and facts that the policy tests by `is given` are left as they are: supplying those changes an answer.
    """
    return st.composite(lambda draw: _Draws(draw, policy, True, False).completed(application))()


@define
class _Draws:
    """Draws one application. `draw` is Hypothesis's own."""

    draw: st.DrawFn
    policy: Policy
    unknowns: bool
    canonical: bool

    @property
    def model(self) -> PolicyModel:
        return self.policy.model

    def chance(self, percent: int) -> bool:
        """True so many times in a hundred; false is the simpler."""
        return self.draw(st.integers(0, 99)) >= 100 - percent

    # --- whole applications ------------------------------------------------------------------

    def application(self) -> Json:
        """An application drawn anew, or an example of the policy with some places changed."""
        examples = [example.application for example in self.model.examples]
        if not examples or self.chance(50):
            return self.fresh()
        application = copied(self.draw(st.sampled_from(examples)))
        for _ in range(self.draw(st.integers(0, 4))):
            self.change(application)
        return application

    def fresh(self) -> Json:
        """An application drawn anew."""
        application: Json = {"applicant": self._stated(self.model.applicant), "selections": [], "steps": {}, **self._stated(self.model.application)}
        limits = [limit + shift for limit in landmarks(self.model).counts for shift in (0, 1) if limit + shift <= MOST_SELECTIONS]
        count = self.draw(st.sampled_from((1, 1, 1, 2, 2, 3, 0, *limits)))
        application["selections"] = [self.selection() for _ in range(count)]
        for step in self.model.process:
            if step in self.model.steps and not (self.unknowns and self.chance(15)):
                self.report(application, step)
        return application

    def accepted(self) -> Json:
        """An accepted application: an accepted example or one drawn anew and cured, then changed here and there while it stays accepted."""
        examples = [example.application for example in self.model.examples if example.outcome == "accepted" and not example.through]
        application = copied(self.draw(st.sampled_from(examples))) if examples and not self.chance(25) else self.fresh()
        application = self.cured(application)
        assume(self.decision(application).outcome is Outcome.ACCEPTED)
        for _ in range(self.draw(st.integers(0, 4))):
            changed = copied(application)
            self.change(changed)
            changed = self.cured(changed)
            if self.decision(changed).outcome is Outcome.ACCEPTED:
                application = changed
        return application

    def decision(self, application: Json) -> Decision:
        """The policy's decision."""
        return self.policy.check(application)

    def cured(self, application: Json) -> Json:
        """The application after the cures of its decisions, and with what they miss; accepted if that was enough."""
        for _ in range(MOST_REPAIRS):
            decision = self.decision(application)
            if decision.outcome is Outcome.ACCEPTED:
                break
            if not self._repair(application, decision):
                break
        return application

    def _repair(self, application: Json, decision: Decision) -> bool:
        """Carry out one cure, fill in everything missing; false where there was nothing to do."""
        done = False
        missing = {m.pointer for finding in decision.findings for m in finding.missing}
        for step in self.model.steps:
            steps = application["steps"]
            if any(pointer.startswith(f"/steps/{step}/") for pointer in missing) and isinstance(steps, dict) and step not in steps:
                self.report(application, step)
                done = True
        for place in list(places(self.model, application)):
            if place.pointer in missing and not place.stated:
                place.container[place.key] = self.draw(self.near(application, place))
                done = True
        for finding in decision.findings:
            if finding.cure is not None and finding.cure.edits and not done:
                for edit in finding.cure.edits:
                    edited(application, edit.op, edit.pointer, edit.value)
                done = True
        return done

    def completed(self, application: Mapping[str, object]) -> Json:
        """The application with some places filled in."""
        copy = copied(application)
        for step in self.model.process:
            steps = copy["steps"]
            assert isinstance(steps, dict)
            asked = (step, "at") in landmarks(self.model).given
            if step in self.model.steps and steps.get(step) is None and not asked and self.chance(40):
                self.report(copy, step)
        for place in list(places(self.model, copy)):
            if not place.stated and self._completes(place) and self.chance(60):
                place.container[place.key] = self.draw(self.near(copy, place))
        for id_, declared in self.model.steps.items():
            steps = copy["steps"]
            reported = steps.get(id_) if isinstance(steps, dict) else None
            if declared.takes_files and isinstance(reported, dict) and reported.get("files") is None and self.chance(60):
                reported["files"] = self.files(copy, id_)
        return copy

    def _completes(self, place: Place) -> bool:
        """Filling it in adds a fact and changes no answer."""
        if place.fact is not None and place.fact.has_default:
            return False
        return (place.owner, place.key) not in landmarks(self.model).given

    # --- parts ---------------------------------------------------------------------------------

    def _stated(self, declared: Mapping[str, FactDef]) -> Json:
        """The facts of an owner, some of them not stated, where unknowns are wanted."""
        stated: Json = {}
        for fact in declared.values():
            if self.unknowns and self.chance(12):
                if self.chance(30):
                    stated[fact.name] = None
            elif not (fact.has_default and self.chance(50)):
                stated[fact.name] = self.draw(self._value(fact.type, fact))
        return stated

    def _value(self, type_: Type, fact: FactDef | None) -> st.SearchStrategy[object]:
        if isinstance(type_, ListType):
            return st.lists(record_rows(self.model, type_.record, unknowns=self.unknowns, canonical=self.canonical), max_size=4)
        return values(self.model, type_, fact=fact, canonical=self.canonical)

    def selection(self) -> Json:
        """One selection: an item, and what is chosen of it."""
        selection: Json = {}
        if not (self.unknowns and self.chance(6)):
            selection["item"] = self.draw(items(list(self.model.catalogs.values()), self.canonical))
        if self.chance(15 if selection.get("item") not in UNLISTED else 50):
            selection["catalog"] = self.draw(st.sampled_from(self._catalogs_of(selection.get("item"))))
        for fact in self.model.selection.values():
            if (fact.has_default and self.chance(70)) or (self.unknowns and self.chance(15)):
                continue
            if fact.applies is not None and self.chance(50):
                continue
            selection[fact.name] = self.draw(values(self.model, fact.type, fact=fact, canonical=self.canonical))
        return selection

    def _catalogs_of(self, item: object) -> list[str]:
        """The catalogs that list an item; all of them where none does."""
        listing = [c.id for c in self.model.catalogs.values() if any(item in item_spellings(listed) for listed in c.items)]
        return listing or list(self.model.catalogs)

    def report(self, application: Json, step: str) -> None:
        """Report a step: when it was done, its facts and its files."""
        steps = application["steps"]
        assert isinstance(steps, dict)
        reported: Json = {}
        steps[step] = reported
        for place in list(places(self.model, application)):
            if place.owner == step and not (self.unknowns and self.chance(6)):
                reported[place.key] = self.draw(self.near(application, place))
        if self.model.steps[step].takes_files and not (self.unknowns and self.chance(10)):
            reported["files"] = self.files(application, step)

    def change(self, application: Json) -> None:
        """Change one place: another value, or nothing; now and then a selection more or less."""
        found = list(places(self.model, application))
        if self.chance(15):
            selections = application["selections"]
            assert isinstance(selections, list)
            if selections and self.chance(50):
                del selections[self.draw(st.integers(0, len(selections) - 1))]
            else:
                selections.append(self.selection())
            return
        place = self.draw(st.sampled_from(found))
        if self.unknowns and self.chance(20):
            place.container.pop(place.key, None)
        else:
            place.container[place.key] = self.draw(self.near(application, place))

    def near(self, application: Json, place: Place) -> st.SearchStrategy[object]:
        """Values for a place, near where decisions change."""
        if place.key == "at" and place.owner in self.model.steps:
            return self.moments(application, place.owner)
        if isinstance(place.type, AmountType) and place.owner in self.model.steps and self.model.fee_total is not None:
            return self.payments(application)
        if place.key == "catalog":
            # To say that an unlisted name is of a finished list is no completion: it says that the name is not offered.
            item = place.container.get("item")
            finished = {c.id for c in self.model.catalogs.values() if c.open_because is None}
            listing = self._catalogs_of(item)
            possible = listing if len(listing) < len(self.model.catalogs) else [id for id in listing if id not in finished]
            return st.sampled_from(possible or listing)
        if isinstance(place.type, ItemType) and place.owner == "selection":
            return items(list(self.model.catalogs.values()), self.canonical)
        if place.owner == "file":
            return self._file_attribute(application, place)
        return self._value(place.type, place.fact)

    def facts(self, application: Json) -> Facts:
        """The application as the engines read it."""
        return bind(self.model, application, given=None, at=None, limits=self.policy.limits)

    def moments(self, application: Json, step: str) -> st.SearchStrategy[object]:
        """When a step was done: mostly within a window, else at or beside one of its ends, seldom anywhere."""
        ends = window_ends(self.model, self.facts(application), step)
        anywhere = values(self.model, _INSTANT, canonical=self.canonical)
        if not ends:
            return anywhere
        day = 86_400 * SECOND
        spans = [(first if first is not None else last - 10 * day, last) for first, last in ends]
        inside = st.one_of(*(st.integers(first // SECOND, last // SECOND).map(lambda s: s * SECOND) for first, last in spans if first <= last))
        marks = {mark for first, last in spans for mark in (first, last)}
        edges = st.sampled_from(sorted({mark + shift for mark in marks for shift in (-SECOND, -1, 0, 1, SECOND, day)}))
        near = inside | inside | inside | edges
        return st.one_of(*[near.flatmap(lambda instant: spelled_instants(self.model, instant, self.canonical))] * 9, anywhere)

    def payments(self, application: Json) -> st.SearchStrategy[object]:
        """Amounts: the fee, a minor unit or more beside it, anything."""
        fee = Judge(program_of(self.model), self.facts(application)).fee()
        if fee is None:
            return values(self.model, AmountType(), canonical=self.canonical)
        beside = [amount for amount in (fee, fee, fee, fee, fee - 1, fee + 1, fee - 2000, fee + 1000, 2 * fee) if amount >= 0]
        return amounts(self.model, st.sampled_from(beside), self.canonical)

    # --- files ---------------------------------------------------------------------------------

    def files(self, application: Json, step: str) -> list[Json]:
        """The files of a step: for each that is asked one that is right, or wrong in one respect; seldom one more."""
        found: list[Json] = []
        facts = self.facts(application)
        for demand in file_demands(self.model, step):
            if demand.quantity == "nothing_else" or self.chance(6):
                continue
            found += [self.file(facts, demand) for _ in range(2 if self.chance(6) else 1)]
        if self.chance(10):
            found.append({"path": self.draw(st.sampled_from(("readme.txt", "别的/文件.pdf", "a/b/c.jpg"))), "format": "PDF", "size": 1024})
        return found

    def file(self, facts: Facts, demand: FileDemand) -> Json:
        """One file: right, or wrong in one respect."""
        paths = folders_and_stems(self.model, facts, demand)
        if not paths:
            return {"path": "未知/未知.pdf", "format": demand.format or "PDF", "size": 1024}
        folder, stem, extension = self.draw(st.sampled_from(paths))
        size = self.draw(st.sampled_from(_sizes(demand)))
        format_ = demand.format or "PDF"
        fault = self.draw(st.sampled_from(("", "", "", "", "", "folder", "stem", "extension", "case", "format", "no format", "no size")))
        ending = {"extension": "zip", "case": (extension or "pdf").upper()}.get(fault, extension or "pdf")
        folder += "x" if fault == "folder" else ""
        stem += "x" if fault == "stem" else ""
        file: Json = {"path": f"{folder}/{stem}.{ending}" if folder else f"{stem}.{ending}", "format": format_, "size": size}
        if fault == "format":
            file["format"] = "PNG"
        if self.unknowns and fault.startswith("no "):
            del file[fault.removeprefix("no ")]
        return file

    def _file_attribute(self, application: Json, place: Place) -> st.SearchStrategy[object]:
        step = place.pointer.split("/")[2]
        demands = file_demands(self.model, step)
        if place.key == "size":
            return st.sampled_from(sorted({size for demand in demands for size in _sizes(demand)} | {0, 10**9}))
        if place.key == "format":
            return st.sampled_from(sorted({demand.format for demand in demands if demand.format} | {"PNG", "PDF"}))
        facts = self.facts(application)
        paths = [f"{folder}/{stem}.{extension or 'pdf'}" for d in demands for folder, stem, extension in folders_and_stems(self.model, facts, d)]
        return st.sampled_from([*paths, "别的/文件.pdf"])


def _sizes(demand: FileDemand) -> list[int]:
    """A usual size, and sizes at and beside the bounds."""
    beside = {size + shift for _, size in demand.sizes for shift in (-1, 0, 1)}
    usual = [size for size in (1024, *sorted(beside)) if size >= 0]
    fitting = [size for size in usual if all(_fits(size, op, bound) for op, bound in demand.sizes)]
    return [*fitting * 4, *usual]


def _fits(size: int, op: str, bound: int) -> bool:
    return {"le": size <= bound, "ge": size >= bound, "lt": size < bound, "gt": size > bound}[op]


def edited(application: Json, op: str, pointer: str, value: object) -> None:
    """Carry out one edit (RFC 6902: add, replace, remove) in place."""
    *path, last = [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]
    at: object = application
    for part in path:
        if isinstance(at, list):
            at = at[int(part)]
        else:
            assert isinstance(at, dict)
            at = at.setdefault(part, {})
    if isinstance(at, list):
        if op == "remove":
            del at[int(last)]
        elif op == "add":
            at.insert(len(at) if last == "-" else int(last), value)
        else:
            at[int(last)] = value
        return
    assert isinstance(at, dict)
    if op == "remove":
        at.pop(last, None)
    else:
        at[last] = value
