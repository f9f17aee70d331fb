"""No change of a policy's text is silent, and none is told where nothing changed."""

from __future__ import annotations

import random
from collections import defaultdict
from functools import lru_cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalpolicy.classes import evolve
from evalpolicy.diagnostics import Diagnostics
from evalpolicy.diff.names import CLAUSES, HEADER, KINDS
from evalpolicy.diff.saying import saying
from evalpolicy.diff.structure import matched, structure_diff, text_changes
from evalpolicy.diff.written import Versions, Written, key_of, written
from evalpolicy.formatting import format_policy
from evalpolicy.mutation.mutants import mutants, without_examples
from evalpolicy.policy import Policy
from evalpolicy.source import SourceFile
from evalpolicy.syntax import tree
from evalpolicy.syntax.keywords import DECLARATIONS
from evalpolicy.syntax.parser import parse_policy
from evalpolicy.testing import policies
from tests.diff.revising import other, parts, replaced, sides, stated, told
from tests.properties.support import FILES, loaded_text, named

NODES = [cls for name in tree.__all__ if isinstance(cls := getattr(tree, name), type) and issubclass(cls, tree.Node)]
MADE_OF_CELLS = (tree.CellTest, tree.CellAlternative, tree.CellAmount, tree.CellValue, tree.CellValues)
"""Read out of the text of cells, which is what a tree holds."""
NEVER_THERE = {
    ("Declaration", "name"),
    ("Declaration", "label"),
    ("Declaration", "clauses"),
    ("DefineDecl", "clauses"),
    ("FactDecl", "clauses"),
    ("TypeDecl", "clauses"),
    ("ExampleDecl", "label"),
    ("CalendarWords", "later"),
    ("Row", "cells"),
    ("FactDecl", "path"),
}
"""Fields that the grammar leaves empty, what only a policy that is compared relative to another semester has, rows that would not fit their table,
and what a name says already."""
OF_ITS_PLACE = ("rows", "clauses")
"""Fields whose value makes no sense in another declaration."""
ENOUGH = 2


def test_everything_has_a_name_to_be_told_by() -> None:
    assert set(KINDS) == set(DECLARATIONS)
    clauses = {cls for cls in NODES if issubclass(cls, tree.Clause) and cls is not tree.Clause}
    assert clauses == set(CLAUSES)
    heads = {name for cls in NODES if issubclass(cls, tree.Declaration) for name in stated(cls)}
    assert heads - {"clauses", "path"} == set(HEADER)


@lru_cache(maxsize=1)
def places() -> dict[tuple[str, str], list[tuple[Written, tree.Declaration, tuple[Any, ...], Any]]]:
    """Where each field of each class of nodes has a value in some shipped policy."""
    found: dict[tuple[str, str], list[tuple[Written, tree.Declaration, tuple[Any, ...], Any]]] = defaultdict(list)
    for side, declaration in sides([named(name) for name in FILES]):
        for path, node in parts(declaration):
            for name in stated(type(node)):
                value = getattr(node, name)
                if value not in (None, ()):
                    found[type(node).__name__, name].append((side, declaration, (*path, name), value))
    return found


@pytest.mark.parametrize("cls", [cls for cls in NODES if not issubclass(cls, MADE_OF_CELLS)], ids=lambda cls: cls.__name__)
def test_a_change_of_any_field_is_told(cls: type[tree.Node]) -> None:
    """Every field of every class of nodes, whatever the language gets: one that the diff passes over fails here."""
    drawn = random.Random(cls.__name__)
    for name in stated(cls):
        if (cls.__name__, name) in NEVER_THERE:
            continue
        known = places()[cls.__name__, name]
        assert known, f"no shipped policy states {cls.__name__}.{name}: show it in one"
        for side, declaration, path, value in drawn.sample(known, min(ENOUGH, len(known))):
            others = [] if name in OF_ITS_PLACE else drawn.sample(known, min(20, len(known)))
            changed = next((each for *_, each in others if saying(each) != saying(value)), None)
            for new in (other(value), changed):
                if new is None or saying(new) == saying(value):
                    continue
                revised = replaced(declaration, path, new)
                assert told(declaration, revised, side), (cls.__name__, name, value, new)
                assert told(revised, declaration, side), (cls.__name__, name, new, value)


def revised(policy: Policy, text: str) -> Written:
    """A text as a revision of a policy, whether it loads or not."""
    file = SourceFile("revised", text)
    return Written(file, {key_of(each): each for each in parse_policy(file, Diagnostics(file), policy.limits).declarations})


@pytest.mark.parametrize("name", FILES)
def test_no_mutant_is_silent(name: str) -> None:
    """A mutant says the same, tree by tree, or something is told of it."""
    policy = named(name)
    before = revised(policy, "\n".join(without_examples(policy.model.file.text)))
    found = mutants(policy.model)
    for mutant in random.Random(name).sample(found, min(10, len(found))):
        after = revised(policy, mutant.text)
        versions = Versions(before, after)
        if not list(text_changes(versions, matched(versions))):
            assert {key: saying(each) for key, each in before.declarations.items()} == {key: saying(each) for key, each in after.declarations.items()}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("keywords", ["zh", "en"])
def test_layout_and_the_language_of_keywords_are_no_change(name: str, keywords: Any) -> None:
    policy = named(name)
    other_words = loaded_text(format_policy(policy.model.file.text, keywords=keywords), FILES[name])
    assert structure_diff(policy, other_words) == ()
    assert structure_diff(other_words, policy) == ()


def shuffled(declaration: tree.Declaration, drawn: random.Random) -> tree.Declaration:
    """A declaration with the rows of its tables in another order, where no citation stands between them."""
    tables = [clause for clause in declaration.clauses if isinstance(clause, tree.Table)]
    if len(tables) != 1:
        return declaration
    heading, *rows = tables[0].rows
    drawn.shuffle(rows)
    mixed = evolve(tables[0], rows=(heading, *rows))
    return evolve(declaration, clauses=tuple(mixed if clause is tables[0] else clause for clause in declaration.clauses))


@pytest.mark.parametrize("name", FILES)
def test_the_order_of_declarations_and_rows_is_no_change(name: str) -> None:
    side, drawn = written(named(name), None), random.Random(name)
    mixed = list(side.declarations.values())
    drawn.shuffle(mixed)
    versions = Versions(side, evolve(side, declarations={key_of(each): shuffled(each, drawn) for each in mixed}))
    assert list(text_changes(versions, matched(versions))) == []


@settings(max_examples=8)
@given(data=st.data())
def test_a_random_policy_has_not_changed_when_it_is_written_otherwise(data: st.DataObject) -> None:
    policy = loaded_text(data.draw(policies()))
    assert structure_diff(policy, loaded_text(format_policy(policy.model.file.text, keywords="zh"))) == ()
