"""Collecting is off while very many objects are made, and then as it was."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from evalpolicy.caching.pausing import without_collecting


@pytest.fixture
def as_it_was() -> Iterator[None]:
    yield
    gc.unfreeze()
    gc.enable()


@pytest.mark.usefixtures("as_it_was")
def test_collecting_goes_on() -> None:
    """Also after an error; and what was made is old, so that it is not gone through at once."""
    gc.enable()
    made: list[list[object]] = []

    def make() -> None:
        with without_collecting():
            assert not gc.isenabled()
            made.append([])
            raise ValueError("made")

    with pytest.raises(ValueError, match="made"):
        make()
    assert gc.isenabled()
    assert not any(each is made[0] for each in gc.get_objects(generation=0))
    assert gc.get_freeze_count() == 0


@pytest.mark.usefixtures("as_it_was")
def test_what_somebody_has_frozen_stays_so() -> None:
    gc.enable()
    gc.freeze()
    with without_collecting():
        pass
    assert gc.get_freeze_count() > 0


@pytest.mark.usefixtures("as_it_was")
def test_it_stays_off_where_it_was() -> None:
    gc.disable()
    with without_collecting():
        pass
    assert not gc.isenabled()
