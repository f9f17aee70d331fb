"""Every mistake of the collection is reported to the letter as it says. `EVALPOLICY_WRITE_MISTAKES=1` writes the reports anew: read them."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from evalpolicy.lint.linter import lint_file

from .collection import HERE, SAID, Mistake, mistakes

COLLECTION = [(path, mistake) for path in SAID for mistake in mistakes(path)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("policies")
    shutil.copytree(HERE / "policies" / "sources", made / "sources")
    return made


@pytest.mark.parametrize(("path", "mistake"), COLLECTION, ids=[f"{path.stem}: {mistake.name}" for path, mistake in COLLECTION])
def test_the_author_is_told(path: Path, mistake: Mistake, folder: Path) -> None:
    if path.stem == "homophones":
        pytest.importorskip("pypinyin")
    report = mistake.report(folder)
    if not os.environ.get("EVALPOLICY_WRITE_MISTAKES"):
        assert report == mistake.said


def test_the_policies_without_mistakes_are_sound() -> None:
    assert [found for path in sorted((HERE / "policies").glob("*.policy")) for found in lint_file(path)] == []


def test_the_collection_is_large_and_in_both_languages() -> None:
    assert len({mistake.name for _, mistake in COLLECTION}) == len(COLLECTION) >= 150
    spoken = [mistake.language for _, mistake in COLLECTION]
    assert min(spoken.count("zh"), spoken.count("en")) > len(COLLECTION) / 3


@pytest.mark.skipif(not os.environ.get("EVALPOLICY_WRITE_MISTAKES"), reason="writes the collection")
@pytest.mark.parametrize("path", SAID, ids=[path.stem for path in SAID])
def test_write_the_collection(path: Path, folder: Path) -> None:
    path.write_text("\n".join(mistake.text(mistake.report(folder)) for mistake in mistakes(path)), encoding="utf-8")
