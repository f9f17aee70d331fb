"""One layout: it never changes what a policy means, and never changes itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from evalpolicy.formatting import format_policy
from tests.formatting import SHIPPED, meaning


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_policies(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    formatted = format_policy(text)
    assert format_policy(formatted) == formatted
    assert meaning(formatted, path.parent) == meaning(text, path.parent)
