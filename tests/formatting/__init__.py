"""What the tests of the formatter share: the shipped policies, and what a policy means."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from evalpolicy import classes
from evalpolicy.limits import Limits
from evalpolicy.loading import load_text
from evalpolicy.source import SourceFile, Span

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = (*sorted((ROOT / "policies").glob("*.policy")), *sorted((ROOT / "docs" / "examples").glob("*/*.policy")))
CANONICAL = [path for path in SHIPPED if path.stem != "jiaoshi-zige"]
"""Those that are kept as the formatter writes them; the other one shows full-width punctuation."""

WORDS = {"Requirement": {"text"}, "Placeholder": {"word"}, "PolicyModel": {"file", "sha256"}}
"""Fields that hold the author's words, rather than what they mean."""


def meaning(text: str, folder: Path | None) -> object:
    """The model of a policy, in plain data, without spans and the author's words."""
    model, _ = load_text(text, name="policy", folder=folder, limits=Limits())
    return _plain(model)


def _plain(value: object) -> object:
    if classes.is_made_of_fields(type(value)):
        left_out = WORDS.get(type(value).__name__, set())
        fields = [field.name for field in classes.fields(type(value)) if field.name not in left_out]
        held = {name: _plain(part) for name in fields if not isinstance(part := getattr(value, name), Span | SourceFile)}
        return type(value).__name__, tuple(sorted(held.items(), key=lambda item: item[0]))
    match value:
        case Mapping():
            return tuple((key, _plain(part)) for key, part in value.items())
        case tuple() | list():
            return tuple(_plain(part) for part in value)
        case _:
            return value
