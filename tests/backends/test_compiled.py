"""The compiled engine decides as the reference does, and would be caught if it did not."""

from __future__ import annotations

import copy
import json
import traceback
from concurrent.futures import ThreadPoolExecutor

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

import evalpolicy
from evalpolicy.backends.compiled.engine import compiled
from evalpolicy.backends.compiled.layout import layout_of
from evalpolicy.backends.compiled.source import written
from evalpolicy.backends.graph.decided import Variant
from evalpolicy.backends.graph.lower import lower
from evalpolicy.binding import bind
from evalpolicy.cli import main
from evalpolicy.testing import applications, disagreement, policies
from tests.properties.support import FILES, ROOT, loaded_text, named

ELECTRICIAN = json.loads((ROOT / "examples" / "electrician.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", FILES)
def test_examples(name: str) -> None:
    """Every example of the shipped policies, with its time, its parameters and its last step."""
    policy = named(name)
    for example in policy.model.examples:
        how = {"at": example.at, "through": example.through, "given": example.given or None}
        assert disagreement(policy, example.application, **how) is None, example.title  # type: ignore[arg-type]


@pytest.mark.parametrize("name", FILES)
@given(data=st.data())
@settings(deadline=None)
def test_applications(name: str, data: st.DataObject) -> None:
    """Random applications under the shipped policies, up to any step, at any time."""
    policy = named(name)
    at = data.draw(st.none() | st.sampled_from(["2024-09-25T10:00+08:00", "2024-10-11T09:00+08:00", "2026-03-01T00:00+08:00"]))
    through = data.draw(st.none() | st.sampled_from(policy.model.process)) if policy.model.process else None
    assert disagreement(policy, data.draw(applications(policy)), at=at, through=through) is None


@given(data=st.data())
@settings(deadline=None)
def test_random_policies(data: st.DataObject) -> None:
    """Random policies with several applications each."""
    policy = loaded_text(data.draw(policies()))
    for _ in range(5):
        assert disagreement(policy, data.draw(applications(policy))) is None


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (" <= ", " < "),
        (" and ", " or "),
        ("(not ", "("),
        ("min(", "max("),
        ("max(", "min("),
        (" += ", " -= "),
        (" |= bits", " = bits"),
        (" & 1)", " & 2)"),
        ("(1 if ", "(2 if "),
        (" == ", " != "),
        ("[r1_0]", "[0]"),
        ("low == high", "low <= high"),
        ("1727711999999999", "1727740799999999"),  # the end of a day in another time zone
    ],
)
def test_a_wrong_operation_is_seen(right: str, wrong: str) -> None:
    """A generated text with one kind of operation gone wrong disagrees with the reference on some example of the notice."""
    boundary = copy.deepcopy(ELECTRICIAN)
    boundary["steps"]["registration"]["at"] = "2024-10-01T07:59:59+08:00"
    assert _is_seen("2024H2", right, wrong, boundary)


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("exam-entry", "* 225), 2, 'up')", "* 225), 2, 'down')"),
        ("exam-entry", "'half_up'", "'down'"),
        ("exam-entry", "739922, 'down')", "739922, 'up')"),
        ("trade-certificate", "5000, 'up')", "5000, 'down')"),
    ],
)
def test_a_wrong_rounding_is_seen(name: str, right: str, wrong: str) -> None:
    """Amounts and months rounded the other way disagree with the reference on some example of a policy that rounds."""
    assert _is_seen(name, right, wrong)


def _is_seen(name: str, right: str, wrong: str, *others: object) -> bool:
    """Whether a function with this wrong text disagrees with the reference on an example of the policy, or on one of the others."""
    policy = named(name)
    decided = lower(policy.program, Variant())
    layout = layout_of(decided)
    text, constants = written(decided, layout)
    assert right in text
    damaged = compiled(decided, layout, text.replace(right, wrong), constants, f"<damaged {right}>")
    tried = [each.application for each in policy.model.examples if each.at is None and each.through is None and not each.given]
    return any(_differs(policy, application, damaged) for application in [*others, *tried])


def _differs(policy: evalpolicy.Policy, application: object, damaged: object) -> bool:
    try:
        return disagreement(policy, application, compiled=damaged) is not None  # type: ignore[arg-type]
    except (TypeError, ValueError, KeyError, IndexError):
        # Gone wrong so far that it does not run.
        return True


def test_what_an_author_writes_is_an_escaped_literal() -> None:
    """No text of a policy stands in the generated function but as an ASCII literal."""
    for name in FILES:
        text = named(name).engine.of(Variant()).text
        assert text.isascii()
        compile(text, "generated", "exec")


def test_a_failure_points_at_the_policy_line() -> None:
    """A traceback from inside the generated function shows its line; the line of the policy stands above."""
    policy = named("2024H2")
    engine = policy.engine.of(Variant())
    read = engine.layout.gather(bind(policy.model, ELECTRICIAN), engine.decided.entries.of)
    with pytest.raises(TypeError) as caught:
        engine.decide((*read[:-1], None), {}, None)
    assert "for (r1_0, " in "".join(traceback.format_exception(caught.value))
    rule = policy.model.rules["at_most_two_items"]
    assert f"# 'at_most_two_items': line {rule.span.line}\n" in engine.text


def test_the_function_can_be_read() -> None:
    """`show --compiled` prints it."""
    shown = CliRunner().invoke(main, ["show", "2024H2", "--compiled"])
    assert shown.exit_code == 0
    assert shown.output.startswith("def read(data):")
    assert "\n\ndef judge(read, given, clock):\n" in shown.output


def test_threads_share_a_policy() -> None:
    """32 threads get what one gets, from the first call on."""
    policy = evalpolicy.load(FILES["module-choice"])
    fresh = evalpolicy.Policy(policy.model)
    listed = [each.application for each in policy.model.examples if each.at is None and each.through is None and not each.given]
    expected = [(each.outcome, each.violated, each.pending) for each in map(policy.check, listed)]
    with ThreadPoolExecutor(32) as pool:
        for got in pool.map(lambda _: [(each.outcome, each.violated, each.pending) for each in map(fresh.check, listed)], range(64)):
            assert got == expected


def test_a_decision_is_of_the_application_as_it_was() -> None:
    """What is made later, receipt and explanation, is of the application at the time of the check."""
    application = copy.deepcopy(ELECTRICIAN)
    decision = named("2024H2").check(application)
    application["selections"].clear()
    assert decision.receipt() == named("2024H2").check(ELECTRICIAN).receipt()
    assert str(decision.fee.total) == "320"
