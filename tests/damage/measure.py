"""Damages of one policy, each with what becomes of it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from evalpolicy.formatting import format_policy
from evalpolicy.limits import Limits
from evalpolicy.lint.linter import lint_file
from evalpolicy.loading import read_text
from evalpolicy.registry import load
from evalpolicy.wording import Language

from .damages import Damage, damage
from .verdicts import Judged, judge


def measured(path: Path, count: int, seed: int, language: Language | None = None) -> Iterator[tuple[Damage, Judged]]:
    """That many damages of the policy in a file, put into the keywords of a language first; the same ones for the same seed."""
    text = path.read_text(encoding="utf-8")
    text = text if language is None else format_policy(text, keywords=language)
    original = load(path)
    remarks = frozenset(diagnostic.code for diagnostic in lint_file(path))
    dice = random.Random(f"{path.stem} {seed}" if language is None else f"{path.stem} {seed} {language}")
    for _ in range(count):
        damaged = damage(text, dice)
        model = read_text(damaged.text, name=path.name, folder=path.parent, limits=Limits()).model
        yield damaged, judge(original, path, damaged, remarks, model)
