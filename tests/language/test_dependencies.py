"""Nothing depends on itself, nothing is deeper than an engine can walk; and what is within the limits runs."""

from __future__ import annotations

import pytest

from evalpolicy.limits import Limits

from .declarations import load_small, mistakes

NUMBER = "fact applicant.n : number 0 .. 10\n"


def chain(length: int, backwards: bool) -> str:
    lines = [f"define d{place} = d{place - 1} + 1\n" for place in range(1, length + 1)]
    ordered = reversed(lines) if backwards else lines
    return NUMBER + "define d0 = applicant.n\n" + "".join(ordered) + f"rule r\n  require d{length} <= {length + 5}\n"


@pytest.mark.parametrize("backwards", [False, True])
def test_a_long_chain_of_definitions_runs_in_any_order(backwards: bool) -> None:
    policy = load_small(chain(95, backwards))
    within, beyond = (policy.check({"applicant": {"n": number}, "selections": []}) for number in (5, 6))
    assert "r" not in within.violated
    assert "r" in beyond.violated
    assert beyond.to_dict()["violated"] == ["r"]


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize("length", [150, 3000])
def test_too_long_a_chain_is_a_diagnostic(length: int, backwards: bool) -> None:
    assert {code for code, _ in mistakes(chain(length, backwards))} == {"too-deep"}


def test_the_limit_on_depth_can_be_set() -> None:
    assert mistakes(chain(10, False)) == []
    assert [code for code, _ in mistakes(chain(10, False), limits=Limits(depth=10))] == ["too-deep"]


@pytest.mark.parametrize(
    ("body", "at"),
    [
        ("define a1 = b1 + 1\ndefine b1 = a1 + 1\n", "b1"),
        ("define x = 1\ndefine y = x + 1\nexception e to x\n  when y > 3\n  value 5\n", "y"),
        ("define x = 1\nexception e to x\n  when x > 3\n  value 5\n", "define x = 1"),
        ("fact applicant.a : yes or no when b\nfact applicant.b : yes or no when a\n", "fact applicant.a : yes or no when b"),
        ("fact applicant.a : yes or no when x\ndefine x = applicant.a\n", "define x = applicant.a"),
        ("fact applicant.a : yes or no\nexception e to f\n  when applicant.a\n  waive\nexception f to e\n  when applicant.a\n  waive\n", "f"),
        ("fact applicant.a : yes or no\nexception e to e\n  when applicant.a\n  waive\n", "e"),
    ],
)
def test_each_circle_is_reported_once(body: str, at: str) -> None:
    assert mistakes(body) == [("circular", at)]


def test_a_circle_of_many_definitions_ends() -> None:
    body = "".join(f"define d{place} = d{(place + 1) % 300} + 1\n" for place in range(300))
    assert {code for code, _ in mistakes(body)} <= {"circular", "too-deep"}
    assert mistakes(body)


def readings(number: int) -> str:
    asked = "".join(f'reading r{place} "which?"\n  option a "A"\n  option b "B"\n' for place in range(number))
    amount = " + ".join(f"(if r{place} is a then 1 else 2)" for place in range(number))
    return f'{asked}fee f "fee" per application\n  amount {amount}\n'


def test_a_fee_over_too_many_open_readings_is_refused() -> None:
    assert mistakes(readings(9)) == [("too-many-readings", "f")]


def test_a_fee_over_a_few_open_readings_is_bounded_by_them() -> None:
    fee = load_small(readings(3)).check({"selections": []}).fee
    assert fee is not None
    assert fee.total is None


def test_a_set_cannot_be_defined() -> None:
    body = 'type colour "c" = red "R" | blue "B"\nfact applicant.s : set of colour\ndefine z = applicant.s\nrule r\n  require z contains red\n'
    assert mistakes(body) == [("definition-type", "applicant.s")]


def test_hours_of_the_day_bind_a_step_that_has_only_a_due_instant() -> None:
    steps = 'step enrol "enrolment"\n  due 2024-05-10 17:00\n  daily 09:00 .. 16:00\n  except 2024-05-04 .. 2024-05-05\n'
    policy = load_small("", steps=steps)
    expected = {"05-03T12:00:00": (), "05-03T08:59:59": ("enrol",), "05-04T12:00:00": ("enrol",), "05-10T16:30:00": ("enrol",)}
    for instant, violated in expected.items():
        decision = policy.check({"selections": [], "steps": {"enrol": {"at": f"2024-{instant}+08:00"}}})
        assert decision.violated == violated, instant
