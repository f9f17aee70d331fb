"""Running examples: what the author expects against what is decided."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from time import perf_counter

from evalpolicy.classes import field, frozen
from evalpolicy.decision import Decision
from evalpolicy.errors import ApplicationError
from evalpolicy.explain.values import decimal
from evalpolicy.language.model import Example
from evalpolicy.policy import Policy
from evalpolicy.syntax.keywords import keywords
from evalpolicy.wording import LANGUAGES, Wording

OUTCOMES = {each: keywords().spelling(each.upper()) for each in ("accepted", "rejected", "undetermined", "pending")}
WHICH = {each: keywords().spelling(each.upper()) for each in ("violated", "undetermined", "pending")}
"""Outcomes and statuses as an example writes them."""

NOTHING = keywords().spelling("NOTHING")
NOT_STATED = keywords().spelling("NOT_STATED")


@frozen
class NamedRule:
    """A rule or step that a difference speaks of; `status` is what was decided of it, None where the example expected more.

    `line` is where it stands in the policy, None where the policy has no such rule.
    """

    id: str
    title: str
    status: str | None
    line: int | None


@frozen
class Difference:
    """`what` is outcome, violated, undetermined, pending, fee or application; `expected` and `got` are as the example writes them.

    `missing`: the facts that what is pending waits for, each with its label and its name.
    """

    what: str
    expected: str | None
    got: str | None
    message: Wording
    rules: tuple[NamedRule, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def waits_for(self) -> Wording | None:
        """What the example does not state, and somebody waits for."""
        if not self.missing:
            return None
        return Wording(f"例子里还缺：{'、'.join(self.missing)}", f"the example does not state: {', '.join(self.missing)}")

    def lines(self) -> list[Wording]:
        """The difference as a person reads it, with the rules below it."""
        found = [self.message]
        for rule in self.rules:
            status = Wording("没有出现", "missing") if rule.status is None else WHICH[rule.status]
            line = Wording("", "") if rule.line is None else Wording(f"，第 {rule.line} 行", f", line {rule.line}")
            found.append(Wording(f"  {status.zh}：{rule.title}（{rule.id}{line.zh}）", f"  {status.en}: {rule.title} ({rule.id}{line.en})"))
        if self.waits_for is not None:
            found.append(Wording(f"  {self.waits_for.zh}", f"  {self.waits_for.en}"))
        return found


@frozen
class ExampleResult:
    """One example of `file`: `decision` None where its application is malformed; `differences` between expected and decided.

    `seconds`: how long it took.
    """

    example: Example
    file: str
    decision: Decision | None
    differences: tuple[Difference, ...]
    seconds: float = field(default=0.0, eq=False)

    @property
    def passed(self) -> bool:
        """Whether everything came out as expected."""
        return not self.differences


def run_examples(policy: Policy, examples: Iterable[Example] | None = None, *, file: str | None = None) -> Iterator[ExampleResult]:
    """Decide examples, in their order: those of the policy, or others that stand in `file`."""
    name = file or policy.model.file.name
    for example in policy.model.examples if examples is None else examples:
        began = perf_counter()
        try:
            decision = policy.check(example.application, at=example.at, through=example.through, given=example.given)
        except ApplicationError as error:
            wordings = [Wording(f"{p.pointer or '/'}：{p.message.zh}", f"{p.pointer or '/'}: {p.message.en}") for p in error.problems]
            malformed = tuple(Difference("application", None, "invalid", wording) for wording in wordings)
            yield ExampleResult(example, name, None, malformed, perf_counter() - began)
            continue
        yield ExampleResult(example, name, decision, tuple(_differences(policy, example, decision)), perf_counter() - began)


def _differences(policy: Policy, example: Example, decision: Decision) -> Iterator[Difference]:
    found = {"violated": decision.violated, "undetermined": decision.undetermined, "pending": decision.pending}
    ids = [(which, names) for which, names in found.items() if which in example.ids and set(example.ids[which]) != set(names)]
    waits: tuple[str, ...] = ()
    if example.outcome is not None and decision.outcome != example.outcome:
        # Where the ids are told below, they say why.
        rules = () if ids else tuple(_named(policy, id, which) for which, names in found.items() for id in names)
        waits = _missing(decision) if decision.outcome == "pending" else ()
        yield _differs("outcome", Wording("结论", "outcome"), example.outcome, str(decision.outcome), OUTCOMES, rules, waits)
    for which, names in ids:
        expected = example.ids[which]
        missing = [_named(policy, id, None) for id in expected if id not in names]
        extra = [_named(policy, id, which) for id in names if id not in expected]
        waiting = _missing(decision, {rule.id for rule in extra}) if which == "pending" and decision.outcome != "pending" else ()
        yield _differs(which, WHICH[which], ", ".join(expected), ", ".join(names), {"": NOTHING}, (*missing, *extra), waiting)
    if example.fee is not None:
        wanted = example.fee if isinstance(example.fee, str) else format(decimal(example.fee, policy.model.minor_digits), "f")
        total = decision.fee.total
        got = "not stated" if total is None else format(total, "f")
        if wanted != got:
            yield _differs("fee", Wording("费用", "fee"), wanted, got, {"not stated": NOT_STATED if waits else _unsettled(decision)}, ())


def _unsettled(decision: Decision) -> Wording:
    """That the fee is not settled, with the reasons."""
    of = {language: decision.explanation(language).fee for language in LANGUAGES}
    said = {language: [f"{line.label}: {line.reason}" for line in (*fee.lines, *fee.further) if line.reason] for language, fee in of.items()}
    zh, en = "；".join(said["zh"]), "; ".join(said["en"])
    return Wording(f"{NOT_STATED.zh}（{zh}）", f"{NOT_STATED.en} ({en})") if zh else NOT_STATED


def _missing(decision: Decision, ids: Container[str] | None = None) -> tuple[str, ...]:
    """The facts that pending rules wait for, of these ids or of all."""
    waiting = (finding for finding in decision.findings if finding.status == "pending" and (ids is None or finding.id in ids))
    names = {missing.pointer: missing.pointer.rpartition("/")[2] for finding in waiting for missing in finding.missing}
    labels = {missing.pointer: missing.label for finding in decision.findings for missing in finding.missing}
    return tuple(f"{labels[pointer]} ({name})" if labels[pointer] != name else name for pointer, name in names.items())


def _named(policy: Policy, id: str, status: str | None) -> NamedRule:
    # A revision that runs the examples of the policy before it may lack a rule that they expect.
    rule = policy.model.rules.get(id)
    return NamedRule(id, id if rule is None else rule.title, status, None if rule is None else rule.span.line)


def _differs(
    what: str, label: Wording, expected: str, got: str, spoken: dict[str, Wording], rules: tuple[NamedRule, ...], missing: tuple[str, ...] = ()
) -> Difference:
    wanted, found = spoken.get(expected, Wording(expected, expected)), spoken.get(got, Wording(got, got))
    message = Wording(f"{label.zh}：应为 {wanted.zh}，得到 {found.zh}", f"{label.en}: expected {wanted.en}, got {found.en}")
    return Difference(what, expected or "nothing", got or "nothing", message, rules, missing)
