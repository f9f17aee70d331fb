"""Several processes decide as one does: the same decisions, in order, whatever the applications are and however it ends."""

from __future__ import annotations

import copy
import datetime as dt
import json
import multiprocessing
import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from itertools import count, islice
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest
from benchmarks.applications import mixed

import evalpolicy
from evalpolicy import Application, Decision, UsageError, batch
from tests.properties.support import FILES, named

POLICY = named("2024H2")
PLAIN: list[Any] = mixed(300, seed=7)
FORK = pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="processes are started anew here")


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few applications are decided here first, and few go together."""
    monkeypatch.setattr(batch, "ALONE", 10)
    monkeypatch.setattr(batch, "TOGETHER", 16)


def odd_ones() -> list[Any]:
    """Applications that are malformed, cannot be sent, or are written in other ways."""
    amounts, dates = copy.deepcopy(PLAIN[0]), copy.deepcopy(PLAIN[1])
    amounts["steps"]["payment"] = {"at": "2024-10-11T16:00:00+08:00", "amount": Decimal("320.00")}
    dates["steps"]["registration"] = {"at": dt.datetime(2024, 9, 25, 10, tzinfo=dt.UTC)}
    bytes_, array = copy.deepcopy(amounts), copy.deepcopy(amounts)
    bytes_["steps"]["payment"]["amount"], array["steps"]["payment"]["amount"] = np.float64(320), np.array([320])
    endless: dict[str, Any] = {}
    endless["steps"] = endless
    numbers = [amounts, bytes_, array]
    return [*numbers, dates, endless, None, 7, "text", [], {}, {"selections": "x"}, MappingProxyType(PLAIN[2]), Application(PLAIN[3]), object()]


def told(decision: Decision) -> tuple[object, ...]:
    problems = [problem.to_dict("en") for problem in decision.problems]
    receipt = None if decision.outcome == "invalid" else decision.receipt()
    return (decision.outcome, decision.violated, decision.undetermined, decision.pending, decision.warnings, problems, receipt, decision.policy)


def test_several_processes_decide_as_one() -> None:
    handed = [each for pair in zip(PLAIN, [*odd_ones(), *PLAIN], strict=False) for each in pair]
    alone = list(POLICY.check_many(handed))
    together = list(POLICY.check_many(iter(handed), workers=2))
    assert list(map(told, together)) == list(map(told, alone))
    assert {decision.outcome for decision in together} == {"accepted", "rejected", "pending", "undetermined", "invalid"}
    for one, other in list(zip(alone, together, strict=True))[20:60:7]:
        assert other.to_dict("en") == one.to_dict("en")
        assert other.fee == one.fee


def test_time_steps_and_parameters_go_along() -> None:
    call: dict[str, Any] = {"at": "2024-10-11T09:00+08:00", "through": "materials"}
    alone = list(POLICY.check_many(PLAIN[:60], **call))
    assert list(map(told, POLICY.check_many(PLAIN[:60], workers=2, **call))) == list(map(told, alone))
    name = next(iter(POLICY.model.parameters))
    items = [POLICY.model.catalogs[id].items[0].key for id in POLICY.model.catalogs][:1]
    given = {name: set(items)}
    alone = list(POLICY.check_many(PLAIN[:60], given=given))
    for same in (given, MappingProxyType(given)):
        assert list(map(told, POLICY.check_many(PLAIN[:60], given=same, workers=2))) == list(map(told, alone))


def test_what_becomes_of_a_mapping_later_plays_no_part() -> None:
    given = copy.deepcopy(PLAIN[:60])
    alone = list(map(told, POLICY.check_many(copy.deepcopy(given))))
    found = POLICY.check_many(given, workers=2)
    decisions = list(islice(found, 30))
    for application in given:
        application.clear()
    assert [told(decision) for decision in decisions] == alone[:30]
    decisions += islice(found, 12)
    assert [told(decision) for decision in decisions[30:]] == alone[30:42]


def test_no_more_is_read_ahead_than_is_under_way() -> None:
    drawn = count()
    found = POLICY.check_many((PLAIN[next(drawn) % 300] for _ in iter(int, 1)), workers=2)
    assert len(list(islice(found, 100))) == 100
    found.close()  # type: ignore[attr-defined]
    assert next(drawn) <= 100 + batch.TOGETHER * (2 * batch.AHEAD + 2)
    assert multiprocessing.active_children() == []


def test_what_the_iterable_raises_comes_after_what_it_gave() -> None:
    def handed() -> Iterator[Any]:
        yield from PLAIN[:75]
        raise LookupError("no more")

    found = POLICY.check_many(handed(), workers=2)
    assert len(list(islice(found, 75))) == 75
    with pytest.raises(LookupError, match="no more"):
        next(found)
    assert multiprocessing.active_children() == []


def test_an_interrupt_ends_it() -> None:
    def handed() -> Iterator[Any]:
        yield from PLAIN[:75]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(POLICY.check_many(handed(), workers=2))
    assert multiprocessing.active_children() == []


@pytest.mark.skipif(sys.platform == "win32", reason="signals are others there")
def test_processes_that_are_killed_lose_nothing() -> None:
    alone = list(map(told, POLICY.check_many(PLAIN)))
    found = POLICY.check_many(PLAIN, workers=2)
    decisions = list(islice(found, 40))
    for process in multiprocessing.active_children():
        os.kill(process.pid or 0, signal.SIGKILL)
    assert list(map(told, [*decisions, *found])) == alone


@FORK
def test_what_a_process_cannot_tell_is_decided_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "_found", lambda *_: None)
    assert list(map(told, POLICY.check_many(PLAIN[:50], workers=2))) == list(map(told, POLICY.check_many(PLAIN[:50])))


def test_few_applications_start_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "ProcessPoolExecutor", None)
    assert len(list(POLICY.check_many(PLAIN[:10], workers=8))) == 10
    assert list(POLICY.check_many([], workers=8)) == []


def test_where_no_process_can_be_had_it_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    class Nothing:
        def __init__(self, *_: object, **__: object) -> None: ...
        def submit(self, *_: object) -> None:
            raise OSError("no more processes")

        def shutdown(self, **_: object) -> None: ...

    monkeypatch.setattr(batch, "ProcessPoolExecutor", Nothing)
    assert list(map(told, POLICY.check_many(PLAIN[:50], workers=2))) == list(map(told, POLICY.check_many(PLAIN[:50])))


@pytest.mark.parametrize("workers", [0, -1, 1.5, "2", None, 257])
def test_workers_is_a_number_of_processes(workers: Any) -> None:
    with pytest.raises(UsageError, match="workers"):
        POLICY.check_many([], workers=workers)


def test_workers_decide_by_one_policy() -> None:
    with pytest.raises(UsageError, match="policy="):
        evalpolicy.check_many(PLAIN, workers=2)
    assert len(list(evalpolicy.check_many(PLAIN[:40], policy="2024H2", workers=2))) == 40


SCRIPT = """
import json, multiprocessing, sys
import evalpolicy
from evalpolicy import batch
if __name__ == "__main__":
    multiprocessing.set_start_method(sys.argv[1])
    batch.ALONE = 2
    applications = json.loads(sys.stdin.read())
    print([str(d.outcome) for d in evalpolicy.check_many(applications, policy="2024H2", workers=2)])
"""


@pytest.mark.parametrize("method", multiprocessing.get_all_start_methods())
def test_every_way_to_start_a_process(method: str, tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(SCRIPT, encoding="utf-8")
    done = subprocess.run([sys.executable, str(script), method], input=json.dumps(PLAIN[:30]), capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str([str(decision.outcome) for decision in POLICY.check_many(PLAIN[:30])])
    assert done.stderr == ""


@pytest.mark.parametrize("name", FILES)
def test_policies_go_to_other_processes(name: str) -> None:
    policy = named(name)
    again = pickle.loads(pickle.dumps(policy))
    for example in policy.model.examples:
        how: dict[str, Any] = {"at": example.at, "through": example.through, "given": example.given or None}
        assert again.check(example.application, **how) == policy.check(example.application, **how)


def test_threads_share_a_policy() -> None:
    """32 threads at once, from the first decision on: the same as one after the other; explained, too."""
    plain = PLAIN[:64]
    expected = [told(decision) for decision in POLICY.check_many(plain)]
    explained = [decision.to_dict() for decision in POLICY.check_many(plain[:4])]
    fresh = pickle.loads(pickle.dumps(POLICY))
    together = threading.Barrier(32)

    def decide(number: int) -> tuple[list[object], list[object]]:
        together.wait()
        order = [(number + place) % 64 for place in range(64)]
        found = dict(zip(order, map(told, fresh.check_many([plain[place] for place in order])), strict=True))
        said = [decision.to_dict() for decision in fresh.check_many(plain[:4])] if number % 8 == 0 else explained
        return [found[place] for place in range(64)], said

    with ThreadPoolExecutor(32) as pool:
        for found in pool.map(decide, range(32)):
            assert found == (expected, explained)
