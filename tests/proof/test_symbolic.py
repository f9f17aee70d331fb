"""The symbolic back end means what the reference means."""

from __future__ import annotations

import random
from functools import cache

import pytest
import z3
from hypothesis import given, settings
from hypothesis import strategies as st

from evalpolicy.backends.symbolic.application import SymbolicApplication
from evalpolicy.backends.symbolic.assignment import OutsideUniverse
from evalpolicy.backends.symbolic.concrete import Concrete
from evalpolicy.backends.symbolic.universe import Bounds, Universe
from evalpolicy.binding import bind
from evalpolicy.judge import Judge, Program
from evalpolicy.policy import Policy
from evalpolicy.testing import applications, policies
from tests.proof.differential import Differential, Json, recombined
from tests.properties.support import FILES, loaded_text, named


@cache
def differential(name: str) -> Differential:
    return Differential(named(name))


def agreed(of: Differential, application: Json) -> None:
    try:
        assert of.disagreement(application) is None
    except OutsideUniverse:
        return


@pytest.mark.parametrize("name", FILES)
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_formulas_are_what_the_reference_decides(name: str, data: st.DataObject) -> None:
    agreed(differential(name), data.draw(applications(named(name))))


@settings(max_examples=8, deadline=None)
@given(data=st.data(), seed=st.integers(0, 10**6))
def test_formulas_of_random_policies_are_what_the_reference_decides(data: st.DataObject, seed: int) -> None:
    policy = loaded_text(data.draw(policies()))
    of, choice = Differential(policy), random.Random(seed)
    pool = [data.draw(applications(policy)) for _ in range(2)]
    for application in [*pool, *(recombined(pool, choice) for _ in range(6))]:
        agreed(of, application)


def solved(policy: Policy, seed: int, number: int) -> int:
    """How many assignments of the solver, for statuses picked at random, were read back and decided alike by the reference."""
    symbolic = SymbolicApplication(Universe((policy.model,), Bounds(selections=2, records=2, files=2)))
    decided = symbolic.decided()
    solver = z3.Solver()
    # A bound on its steps, not on time: the same on every machine.
    solver.set("rlimit", 3_000_000)
    wanted = [(id, status, bit) for id, bits in decided.statuses.items() for status, bit in bits.items() if bit is not False]
    supposed = [symbolic.readable(), *symbolic.well_formed()]
    solver.add(*supposed, *symbolic.formulas.definitions(symbolic.formulas.needed([*supposed, *(bit for _, _, bit in wanted)])))
    random.Random(seed).shuffle(wanted)
    found = 0
    for id, status, bit in wanted[:number]:
        if solver.check(bit if not isinstance(bit, bool) else z3.BoolVal(bit)) != z3.sat:
            continue
        witness = Concrete(symbolic, solver.model()).witness()
        facts = bind(policy.model, witness.application, given=witness.given, at=witness.at)
        statuses = Judge(Program(policy.model), facts).judge().statuses
        assert statuses.get(id, "not_applicable") == status
        for rule, bits in decided.statuses.items():
            truth = bits[statuses.get(rule, "not_applicable")]
            assert truth is True or z3.is_true(solver.model().eval(truth, model_completion=True)), rule
        found += 1
    return found


# Of the others the solver decides too little within these steps; their formulas are held to the reference above.
SOLVED = ["2024H2", "module-choice"]


@pytest.mark.parametrize("name", SOLVED)
def test_what_the_solver_finds_is_decided_so(name: str) -> None:
    assert solved(named(name), 1, 6) >= 2


@settings(max_examples=4, deadline=None)
@given(text=policies(), seed=st.integers(0, 10**6))
def test_what_the_solver_finds_of_random_policies_is_decided_so(text: str, seed: int) -> None:
    solved(loaded_text(text), seed, 4)


def test_a_text_that_is_spelt_like_an_item_is_a_text() -> None:
    selection = {"item": "Unlisted", "catalog": "subjects", "centre": "subjects.mathematics"}
    assert differential("exam-entry").disagreement({"selections": [selection]}, given={"accredited_centres": ["subjects.mathematics"]}) is None
