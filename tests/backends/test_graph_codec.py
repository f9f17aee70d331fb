"""The graph of decisions as data comes back as it was, and data that no graph has is refused."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from hypothesis import given, settings

from evalpolicy.backends.compiled.layout import layout_of
from evalpolicy.backends.compiled.source import written
from evalpolicy.backends.graph.codec import NotSound, decoded, encoded
from evalpolicy.backends.graph.decided import Decided, Variant
from evalpolicy.backends.graph.lower import lower
from evalpolicy.backends.graph.nodes import RowVariable, reached
from evalpolicy.policy import Policy
from evalpolicy.testing import policies
from tests.properties.support import FILES, loaded_text, named


def variants(policy: Policy) -> list[Variant]:
    return [Variant(None, frozenset(policy.model.parameters), True), Variant(policy.model.process[0], frozenset(), False)]


def again(decided: Decided, policy: Policy) -> Decided:
    return decoded(json.loads(json.dumps(encoded(decided))), policy.model)


def described(decided: Decided) -> list[tuple[object, ...]]:
    """All that there is to say of each node, with those that it is made of by their place."""
    nodes = list(reached(decided.outputs))
    places = {node: place for place, node in enumerate(nodes)}
    held = {node: [places.get(arg, repr(arg) if isinstance(arg, RowVariable) else arg) for arg in node.args] for node in nodes}
    return [(node.op, node.sort, node.outside, node.range, *sorted(map(repr, node.rows)), *held[node]) for node in nodes]


def assert_the_same(policy: Policy) -> None:
    for variant in variants(policy):
        decided = lower(policy.program, variant)
        found = again(decided, policy)
        assert described(found) == described(decided)
        assert written(found, layout_of(found))[0] == written(decided, layout_of(decided))[0]
        assert (found.left_out, [each.rule for each in found.statuses]) == (decided.left_out, [each.rule for each in decided.statuses])


@pytest.mark.parametrize("name", FILES)
def test_the_graph_of_a_policy_comes_back_as_it_was(name: str) -> None:
    assert_the_same(named(name))


@given(text=policies())
@settings(max_examples=20)
def test_random_policies(text: str) -> None:
    assert_the_same(loaded_text(text))


def test_what_is_no_graph_is_refused_or_is_one_of_the_known_operations() -> None:
    """Whatever stands in the data, no function is generated from anything but numbers, escaped texts and operations of the list."""
    policy = named("2024H2")
    sound = encoded(lower(policy.program, Variant()))
    chance = random.Random(3)
    strange = ["exit()", "not", "sum", -1, 0, 3, 10**30, 1.5, None, True, [], {}, [[]], [0], "truth", "integer"]
    refused = 0
    for _ in range(300):
        data: Any = json.loads(json.dumps(sound))
        holder = data
        while True:
            choice = chance.choice(list(holder) if isinstance(holder, dict) else range(len(holder)))
            if isinstance(holder[choice], dict | list) and holder[choice] and chance.random() < 0.95:
                holder = holder[choice]
                continue
            holder[choice] = chance.choice(strange)
            break
        try:
            found = decoded(data, policy.model)
        except (NotSound, KeyError, IndexError, TypeError, ValueError):
            refused += 1
            continue
        text, _ = written(found, layout_of(found))
        assert "exit()" not in text.replace("'exit()'", "")
        compile(text, "forged", "exec")
    assert refused > 150
