"""Findings: for each rule that is not plainly satisfied, what a person needs to know."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from evalpolicy.binding.names import nearest_items
from evalpolicy.classes import define, evolve, field
from evalpolicy.core import terms as t
from evalpolicy.core.facts import Placement, Row
from evalpolicy.core.judging import worlds
from evalpolicy.explain import files, wordings
from evalpolicy.explain.cures import Candidate, Decide, Decisions, Trial, find_cure, partial_cures
from evalpolicy.explain.grounds import Grounds, GroundsFinder
from evalpolicy.explain.labels import labels_of, pointer_label, row_label
from evalpolicy.explain.messages import Speaker
from evalpolicy.explain.timing import curing_step, step_times, until
from evalpolicy.explain.values import due_text, instant, instant_text
from evalpolicy.finding import Answer, AppliedException, CitedText, Finding, Missing, RouteResult, Status
from evalpolicy.judge import Judge, Judgement, status_of
from evalpolicy.language.model import Citation, Exemption, PolicyModel, Requirement, Rule
from evalpolicy.wording import Language, Wording

TIMELINESS = ("window", "due")
UNSETTLED_PLACES = (Placement.UNLISTED, Placement.UNPLACED)


def cited(model: PolicyModel, citations: tuple[Citation, ...]) -> tuple[CitedText, ...]:
    """Citations with the titles of their sources."""
    return tuple(CitedText(c.source, model.sources[c.source].title, c.place, c.quotes) for c in citations)


@define
class FindingMaker:
    """Makes the findings of one judgement in one language. `decide`: what changed facts come to."""

    judge: Judge
    judgement: Judgement
    language: Language
    decide: Decide
    _decisions: Decisions = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._decisions = Decisions(self.decide)

    def findings(self) -> tuple[Finding, ...]:
        """In policy order."""
        made = []
        for id, status in self.judgement.statuses.items():
            rule = self.judge.model.rules[id]
            if status in ("violated", "undetermined", "pending", "advice"):
                made.append(self._finding(rule, Status(status)))
            elif status == "satisfied" and (rule.routes or any(e.acts for e in self._applied(rule.exceptions, rule))):
                made.append(self._satisfied(rule))
        return tuple(made)

    # --- one finding -----------------------------------------------------------------------------

    def _finding(self, rule: Rule, status: Status) -> Finding:
        judge = self.judge
        verdict = "violated" if status is Status.ADVICE else str(status)
        answers = self._answers(rule)
        broken = self._requirements(rule, verdict)
        grounds = self._grounds(rule, broken)
        # Defaults are read, but the application does not state them.
        for requirement in broken if verdict == "violated" else []:
            for miss in self._near_misses(requirement)[:1]:
                grounds.known.update(dict.fromkeys(f"{miss.row.pointer}/{name}" for name in ("path", "format", "size")))
        facts = tuple(pointer for pointer in grounds.known if pointer not in grounds.missing and self._stated(pointer))
        step = curing_step(judge, rule)
        curable_until = until(judge, step)
        cure = None
        if verdict == "violated" and self._can_cure(rule):
            cure = find_cure(Trial(judge, rule, self._decisions), grounds, broken, self.language, self._look)
        return Finding(
            id=rule.id,
            title=rule.title,
            status=status,
            message=self._message(rule, verdict, broken, grounds, answers),
            citations=self._citations(rule, answers),
            facts=facts,
            missing=self._missing(rule, grounds) if verdict in ("pending", "undetermined") else (),
            cure=cure,
            curable_until=curable_until if cure is not None or verdict == "pending" else None,
            answers=answers,
            routes=self._routes(rule),
            exceptions=self._applied(rule.exceptions, rule),
            interpretation=rule.interpretation,
            consequence=rule.consequence if verdict == "violated" else None,
        )

    def _look(self, changed: Judge, rule: Rule) -> tuple[Grounds, list[Requirement]] | None:
        """Why a rule is violated after a change; None where it is too late to put it right."""
        maker = evolve(self, judge=changed)
        broken = maker._requirements(rule, "violated")
        return (maker._grounds(rule, broken), broken) if maker._can_cure(rule) else None

    def _grounds(self, rule: Rule, broken: list[Requirement]) -> Grounds:
        grounds = Grounds()
        for world in worlds(self.judge.model, rule.readings):
            finder = GroundsFinder(self.judge.meaning(world), grounds)
            if rule.when is not None:
                finder.truth(rule.when)
            for requirement in broken:
                finder.truth(requirement.term)
            if rule.exceptions or rule.routes:
                finder.truth(rule.verdict)
        return grounds

    def _can_cure(self, rule: Rule) -> bool:
        """Whether it is not too late: the step in which the rule can still be satisfied has not ended."""
        judge, curable_until = self.judge, until(self.judge, curing_step(self.judge, rule))
        return judge.facts.clock is None or curable_until is None or curable_until >= instant(judge.model, judge.facts.clock)

    def partial_cures(self, rule: Rule) -> Iterator[Candidate]:
        """The changes after which a violated rule is not violated any more, whatever becomes of the others; none where it is too late."""
        broken = self._requirements(rule, "violated")
        return partial_cures(Trial(self.judge, rule, self._decisions), self._grounds(rule, broken), broken) if self._can_cure(rule) else iter(())

    def _stated(self, pointer: str) -> bool:
        explicit = self.judge.facts.explicit
        return pointer in explicit or any(stated.startswith(f"{pointer}/") for stated in explicit)

    def _satisfied(self, rule: Rule) -> Finding:
        routes, applied = self._routes(rule), self._applied(rule.exceptions, rule)
        taken = [route.label for route in routes if route.status == "satisfied"]
        sentences = [Wording(f"符合其中一条：{label}。", f"satisfied by one of several routes: {label}.").text(self.language) for label in taken]
        sentences += [Wording(f"适用例外：{e.title}。", f"by way of exception: {e.title}.").text(self.language) for e in applied if e.acts]
        return Finding(
            rule.id, rule.title, Status.SATISFIED, " ".join(sentences), self._citations(rule, ()), (), routes=routes, exceptions=applied
        )

    def _requirements(self, rule: Rule, verdict: str) -> list[Requirement]:
        """The requirements that have the rule's own status; all that are not satisfied where none has it by itself."""
        its = [(r, status_of(self.judge.joined(r.term, rule.readings))) for r in rule.requirements]
        for wanted in (verdict, "undetermined", "pending"):
            same = [r for r, status in its if status == wanted]
            if same:
                return same
        return [r for r, status in its if status != "satisfied"]

    def _citations(self, rule: Rule, answers: tuple[Answer, ...]) -> tuple[CitedText, ...]:
        citations = list(rule.citations)
        if answers:
            for reading in rule.readings:
                citations += [c for c in self.judge.model.readings[reading].citations if c not in citations]
        for exemption in self._acting(rule.exceptions, rule):
            citations += [c for c in exemption.citations if c not in citations]
        return cited(self.judge.model, tuple(citations))

    # --- messages --------------------------------------------------------------------------------

    def _message(
        self, rule: Rule, verdict: str, broken: list[Requirement], grounds: Grounds, answers: tuple[Answer, ...]
    ) -> str:
        if verdict == "violated":
            return self._violated(rule, broken)
        if answers:
            branches = ("；" if self.language == "zh" else "; ").join(answer.text for answer in answers)
            questions = " ".join(self.judge.model.readings[reading].question for reading in rule.readings)
            return wordings.depends_on(questions, branches).text(self.language)
        if verdict == "pending":
            sentences = []
            if rule.kind == "step" and (rule.id, "at") not in self.judge.facts.values:
                due = step_times(self.judge, self.judge.model.steps[rule.id]).due
                sentences.append(wordings.not_done(rule.title, None if due is None else self._due(due)).text(self.language))
            labels = self._labels(pointer for pointer in grounds.missing if not pointer.endswith("/at"))
            if labels:
                sentences.append(wordings.sentence(wordings.waits_for(labels)).text(self.language))
            elsewhere = self._labels(grounds.elsewhere)
            if elsewhere:
                sentences.append(wordings.sentence(wordings.asked_elsewhere(elsewhere)).text(self.language))
            waited = self._labels(grounds.missing) or rule.title
            return " ".join(sentences) or wordings.sentence(wordings.waits_for(waited)).text(self.language)
        sentences = list(dict.fromkeys(self._cause(term, row) for term, row in grounds.causes))
        return " ".join(sentences) or wordings.not_settled().text(self.language)

    def _labels(self, pointers: Iterable[str]) -> str:
        return labels_of(self.judge, pointers, self.language)

    def _violated(self, rule: Rule, broken: list[Requirement]) -> str:
        sentences: list[str] = []
        faults: list[str] = []
        speaker = Speaker(self.judge, rule, self.language)
        own = False
        for requirement in broken:
            if requirement.kind in TIMELINESS:
                sentences.append(self._timeliness(rule).text(self.language))
            elif rule.messages:
                own = True
                faults += self._file_faults(requirement)
            elif requirement.file is not None:
                meaning = self.judge.meaning(self.judge.some_world())
                rows = self.judge.facts.lists.get((requirement.file.step, "files"), ())
                sentences.append(files.describe(requirement.file, meaning, rows, requirement.text).text(self.language))
            elif requirement.kind == "needs":
                sentences.append(wordings.order(rule.title, requirement.text).text(self.language))
            else:
                sentences.append(wordings.not_met(requirement.text).text(self.language))
        if own or not (broken or rule.requirements):
            said = speaker.say(broken)
            sentences += said
            if not said:
                sentences += [wordings.not_met(r.text).text(self.language) for r in broken if r.kind not in TIMELINESS]
        if not broken:
            lacking = [f"{route.label}: {'；'.join(route.lacks)}" for route in self._routes(rule)]
            sentences += [wordings.not_met(" / ".join(lacking) or rule.title).text(self.language)] if not sentences else []
        for unplaced in self._not_offered(rule, broken):
            sentences.append(unplaced)
        return " ".join(dict.fromkeys([*sentences, *faults]))

    def _near_misses(self, requirement: Requirement) -> list[files.NearMiss]:
        """The files that come nearest to a demand that is not met, the nearest first."""
        demand = requirement.file
        if demand is None or demand.quantity == "nothing_else":
            return []
        rows = self.judge.facts.lists.get((demand.step, "files"), ())
        return files.near_misses(demand, self.judge.meaning(self.judge.some_world()), rows)

    def _file_faults(self, requirement: Requirement) -> list[str]:
        return [files.fault(miss).text(self.language) for miss in self._near_misses(requirement)[:1]]

    def _not_offered(self, rule: Rule, broken: list[Requirement]) -> list[str]:
        grounds = Grounds()
        finder = GroundsFinder(self.judge.meaning(self.judge.some_world()), grounds)
        for requirement in broken:
            finder.truth(requirement.term)
        listed = any(_asks_listed(requirement.term) for requirement in broken)
        rows = [row for row in grounds.rows.values() if row.placement is Placement.NOT_OFFERED] if listed else []
        if rule.messages:
            nearest = [near for row in rows if (near := self._nearest(row))]
            return [wordings.nearest(near).text(self.language) for near in nearest]
        return [wordings.not_offered(row.item_name, self._nearest(row)).text(self.language) for row in rows]

    def _nearest(self, row: Row) -> str:
        joint = "、" if self.language == "zh" else ", "
        return joint.join(item.name for item in nearest_items(self.judge.model, row.item_name))

    def _timeliness(self, rule: Rule) -> Wording:
        step = self.judge.model.steps[rule.id]
        times = step_times(self.judge, step)
        done = self.judge.facts.values.get((rule.id, "at"))
        if not isinstance(done, int):
            return wordings.missed(rule.title, self._due(times.due)) if times.due is not None else wordings.not_done(rule.title, None)
        moment = instant(self.judge.model, done)
        when = Wording(instant_text(moment, "zh"), instant_text(moment, "en"))
        if times.due is not None and done > times.due:
            return wordings.late(rule.title, when, self._due(times.due))
        if times.opens is not None and done < times.opens:
            opens = instant(self.judge.model, times.opens)
            return wordings.early(rule.title, when, Wording(instant_text(opens, "zh"), instant_text(opens, "en")))
        stated = "；".join(requirement.text for requirement in rule.requirements if requirement.kind in TIMELINESS)
        return wordings.outside(rule.title, when, stated)

    def _due(self, microseconds: int) -> Wording:
        moment = instant(self.judge.model, microseconds)
        return Wording(due_text(moment, "zh"), due_text(moment, "en"))

    def _cause(self, term: t.Term, row: Row | None) -> str:
        """Why the sources do not settle something."""
        model = self.judge.model
        match term:
            case t.Unsettled(reason=reason) if reason:
                return reason
            case (t.ItemListed() | t.ItemColumn() | t.RowFact(name="catalog")) if row is not None and row.placement in UNSETTLED_PLACES:
                reasons = [model.catalogs[id].open_because or "" for id in row.candidates]
                return wordings.unlisted(row.item_name, "；".join(reasons), self._nearest(row)).text(self.language)
            case t.Member(set=t.ItemColumn(column=column)) if row is not None:
                meaning = self.judge.meaning(self.judge.some_world())
                rows = {} if not isinstance(term.atom, t.RowFact) else {term.atom.row: row}
                before, meaning.rows = meaning.rows, rows
                try:
                    atom = meaning.atom(term.atom)
                finally:
                    meaning.rows = before
                member = term.domain.value(atom.value).label if term.domain is not None and atom.known else wordings.SOMETHING.text(self.language)
                label = next((c.columns[column].label for c in model.catalogs.values() if column in c.columns), column)
                return wordings.doubtful(member, label, row_label(self.judge, row)).text(self.language)
            case t.Unstated():
                return wordings.amount_not_stated(self._unpriced()).text(self.language)
            case _:
                return wordings.not_settled().text(self.language)

    def _unpriced(self) -> str:
        """The selections whose fee the sources do not state."""
        rows = self.judge.facts.lists[("application", "selections")]
        if "selection.fee" not in self.judge.model.definitions:
            return ""
        joint = "、" if self.language == "zh" else ", "
        open_ = [row for row in rows if not self.judge.amount("selection.fee", row).settles]
        return joint.join(pointer_label(self.judge, row.pointer, self.language) for row in open_)

    # --- parts -----------------------------------------------------------------------------------

    def _missing(self, rule: Rule, grounds: Grounds) -> tuple[Missing, ...]:
        found = []
        for pointer in grounds.missing:
            parts = pointer.split("/")
            step = parts[2] if parts[1] == "steps" and len(parts) > 2 else curing_step(self.judge, rule)
            found.append(Missing(pointer, pointer_label(self.judge, pointer, self.language), until(self.judge, step)))
        return tuple(found)

    def _answers(self, rule: Rule) -> tuple[Answer, ...]:
        """What each combination of answers leads to, where they do not lead to one status."""
        found = []
        for world in worlds(self.judge.model, rule.readings):
            statuses = self.judge.judging.status_of(rule, self.judge.judging.verdict(rule, world))
            status = next(status for status, is_so in statuses.items() if is_so)
            labels = tuple(
                (reading, next(option.label for option in self.judge.model.readings[reading].options if option.id == answer))
                for reading, answer in world.items()
            )
            text = wordings.branch("，".join(label for _, label in labels), wordings.STATUS[status]).text(self.language)
            found.append(Answer(tuple(world.items()), text, status))
        return tuple(found) if len({answer.status for answer in found}) > 1 else ()

    def _routes(self, rule: Rule) -> tuple[RouteResult, ...]:
        results = []
        for route in rule.routes:
            whole = self.judge.joined(t.And(tuple(r.term for r in route.requirements)), rule.readings)
            lacks: list[str] = []
            for requirement in route.requirements:
                truth = self.judge.joined(requirement.term, rule.readings)
                if truth.fails:
                    lacks.append(requirement.text)
                elif not truth.holds:
                    grounds = Grounds()
                    GroundsFinder(self.judge.meaning(self.judge.some_world()), grounds).truth(requirement.term)
                    missing = [pointer_label(self.judge, pointer, self.language) for pointer in grounds.missing]
                    lacks.append(f"{requirement.text} ({', '.join(missing)})" if missing else requirement.text)
            results.append(RouteResult(route.id, route.label, status_of(whole), tuple(lacks)))
        return tuple(results)

    def _acting(self, exceptions: tuple[Exemption, ...], rule: Rule) -> list[Exemption]:
        """The exception that takes effect; none after the first whose condition is sure."""
        acting = []
        for exemption in exceptions:
            condition = self.judge.joined(exemption.condition, rule.readings)
            if not condition.fails:
                acting.append(exemption)
            if condition.holds:
                break
        return acting

    def _applied(self, exceptions: tuple[Exemption, ...], rule: Rule) -> tuple[AppliedException, ...]:
        """The exceptions that act or may act, and those that exceptions of their own set aside."""
        found = []
        for exemption in exceptions:
            condition = self.judge.joined(exemption.condition, rule.readings)
            inner = [e.title for e in exemption.exceptions if self.judge.joined(e.condition, rule.readings).holds]
            if not condition.fails:
                sure = Wording("适用", "applies") if condition.holds else Wording("可能适用", "may apply")
                approval = Wording(f"，须经{exemption.approval_by}批准", f", needs the approval of {exemption.approval_by}")
                text = sure.text(self.language) + (approval.text(self.language) if exemption.approval_by else "")
                found.append(AppliedException(exemption.id, exemption.title, text, acts=True))
            elif inner and not self.judge.joined(exemption.when, rule.readings).fails:
                text = Wording(f"不适用，因为：{'、'.join(inner)}", f"set aside by: {', '.join(inner)}").text(self.language)
                found.append(AppliedException(exemption.id, exemption.title, text, acts=False))
            if condition.holds:
                break
        return tuple(found)


def _asks_listed(term: t.Term) -> bool:
    match term:
        case t.ItemListed():
            return True
        case t.EveryRow(where=where, has=has):
            return _asks_listed(where) or _asks_listed(has)
        case t.And(operands=operands) | t.Or(operands=operands):
            return any(_asks_listed(operand) for operand in operands)
        case t.Not(operand=operand):
            return _asks_listed(operand)
        case _:
            return False
