"""What terms mean, against brute force over every completion of the facts and every answer of the sources."""

from __future__ import annotations

from hypothesis import assume, given, reject, settings
from hypothesis import strategies as st

from evalpolicy.classes import evolve
from evalpolicy.core import terms as t
from evalpolicy.core.facts import Facts
from evalpolicy.testing.terms import terms
from tests.core.brute import Plain, Source, TooMany, answers, completions, filled, holes
from tests.core.small import MODEL, WORLDS, atom, joined, meaning, quantity, small_facts

MOST_COMPLETIONS = 150
MOST_ANSWERS = 60

# What the properties are given, named so that `test_engine_mutants` can run them on a broken engine.
SORTS = st.sampled_from(("number", "amount", "date", "instant"))
TRUTHS = given(terms(MODEL, "truth", 3), small_facts(left_out=12))
QUANTITIES = given(SORTS.flatmap(lambda sort: terms(MODEL, sort, 3)), small_facts(left_out=12))
LISTS = given(terms(MODEL, "truth", 2), small_facts(left_out=0))


def values(term: t.Term, facts: Facts, world: dict[str, str] | None = None) -> list[set[object]]:
    """For each completion of the facts: the values that the sources' answers give the term."""
    complete = completions(MODEL, facts, MOST_COMPLETIONS)
    assume(complete is not None)
    assert complete is not None

    def answered(source: Source) -> Source:
        def answer(key: object, choices: object) -> object:
            if world is not None and isinstance(key, tuple) and key[0] == "reading":
                return world[key[1]]
            return source(key, choices)  # type: ignore[arg-type]

        return answer

    try:
        return [answers(lambda source, full=full: Plain(MODEL, full, answered(source))(term), MOST_ANSWERS) for full in complete]
    except TooMany:
        reject()


@settings(max_examples=400)
@TRUTHS
def test_sure_truths_hold_in_every_completion_and_under_every_answer(term: t.Term, facts: Facts) -> None:
    truth = joined(term, facts)
    assume(truth.holds or truth.fails)
    assert set().union(*values(term, facts)) == {truth.holds}


@settings(max_examples=200)
@TRUTHS
def test_the_bits_of_a_truth_agree_with_one_another(term: t.Term, facts: Facts) -> None:
    truth = joined(term, facts)
    if truth.holds:
        assert (truth.fails, truth.may_hold, truth.may_fail) == (False, True, False)
    if truth.fails:
        assert (truth.holds, truth.may_hold, truth.may_fail) == (False, False, True)


@settings(max_examples=400)
@QUANTITIES
def test_quantities_lie_within_their_bounds(term: t.Term, facts: Facts) -> None:
    bounded = quantity(term, facts)
    for found in values(term, facts, WORLDS[0]):
        assert all(bounded.low <= value <= bounded.high for value in found)  # type: ignore[operator]


@settings(max_examples=200)
@given(terms(MODEL, "colour", 3), small_facts(left_out=12))
def test_a_known_atom_is_what_every_completion_and_answer_give(term: t.Term, facts: Facts) -> None:
    found = atom(term, facts)
    assume(found.known)
    assert set().union(*values(term, facts, WORLDS[0])) == {found.value}


@settings(max_examples=200)
@given(terms(MODEL, "truth", 3, unsettled=False), small_facts(left_out=0))
def test_complete_facts_and_settled_sources_leave_nothing_open(term: t.Term, facts: Facts) -> None:
    for world in WORLDS:
        truth = meaning(facts, world).truth(term)
        if not _asks(values(term, facts, world)):
            assert truth.holds != truth.fails


def _asks(found: list[set[object]]) -> bool:
    return any(len(each) > 1 for each in found)


@settings(max_examples=300)
@given(terms(MODEL, "truth", 3), small_facts(left_out=30), st.data())
def test_more_facts_never_unsettle_what_is_settled(term: t.Term, facts: Facts, data: st.DataObject) -> None:
    """A sure truth stays, whichever of the missing facts become known."""
    known = {place: data.draw(st.sampled_from(list(values))) for place, values in holes(MODEL, facts) if data.draw(st.booleans())}
    before, after = joined(term, facts), joined(term, filled(facts, known))
    assert after.holds or not before.holds
    assert after.fails or not before.fails


@settings(max_examples=200)
@LISTS
def test_a_list_that_is_left_out_may_hold_anything(term: t.Term, facts: Facts) -> None:
    without = evolve(facts, lists={at: rows for at, rows in facts.lists.items() if at[1] != "entries"})
    before, after = joined(term, without), joined(term, facts)
    assert after.holds or not before.holds
    assert after.fails or not before.fails
