"""Damages of one policy, each with what becomes of it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from evalpolicy.limits import Limits
from evalpolicy.lint.linter import lint_file
from evalpolicy.loading import read_text
from evalpolicy.registry import load

from .damages import Damage, damage
from .verdicts import Judged, judge


def measured(path: Path, count: int, seed: int) -> Iterator[tuple[Damage, Judged]]:
    """That many damages of the policy in a file; the same ones for the same seed."""
    text = path.read_text(encoding="utf-8")
    original = load(path)
    remarks = frozenset(diagnostic.code for diagnostic in lint_file(path))
    dice = random.Random(f"{path.stem} {seed}")
    for _ in range(count):
        damaged = damage(text, dice)
        model = read_text(damaged.text, name=path.name, folder=path.parent, limits=Limits()).model
        yield damaged, judge(original, path, damaged, remarks, model)
