"""A loaded policy kept as data between processes, so that the next one need not read the text again. See `docs/performance.md`."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import TYPE_CHECKING

from evalpolicy.caching import entry, folder
from evalpolicy.caching.codec import decoded, encoded
from evalpolicy.language.model import PolicyModel
from evalpolicy.limits import Limits
from evalpolicy.source import SourceFile

if TYPE_CHECKING:
    from evalpolicy.diagnostics import Diagnostic


def load_model(path: Path, *, limits: Limits) -> tuple[PolicyModel, tuple[Diagnostic, ...]]:
    """The policy in a file, and warnings: from the cache where it holds just this text, else from the text.

    Raises `PolicyError` with every mistake.
    """
    collecting = gc.isenabled()
    # Nearly all that is made stays; looking through it again and again for what could go takes a tenth of the time.
    gc.disable()
    try:
        return _loaded(path, limits)
    finally:
        if collecting:
            gc.enable()


def _loaded(path: Path, limits: Limits) -> tuple[PolicyModel, tuple[Diagnostic, ...]]:
    place = folder.usable()
    found = None if place is None else _fetched(path, place, limits)
    if found is not None:
        return found
    from evalpolicy.loading import read_policy, sound

    reading = read_policy(path, limits=limits)
    model, warnings = sound(reading)
    if place is not None:
        _store(model, warnings, reading.texts, place, limits)
    return model, warnings


def _fetched(path: Path, place: Path, limits: Limits) -> tuple[PolicyModel, tuple[Diagnostic, ...]] | None:
    """What the cache holds of the policy file; None where that is nothing, or nothing sound."""
    try:
        data = folder.contents(path, limits.policy_bytes)
        body = None if data is None else folder.read(place, entry.key(data, path.parent, limits))
        if data is None or body is None:
            return None
        texts = entry.texts_as_they_were(body, path.parent, limits)
        if texts is None:
            return None
        return decoded(body["policy"], SourceFile(str(path), data.decode("utf-8"), path), texts)
    except Exception:
        # Whatever is wrong with an entry: it is not needed.
        return None


def _store(model: PolicyModel, warnings: tuple[Diagnostic, ...], texts: dict[str, str], place: Path, limits: Limits) -> None:
    policy = encoded(model, warnings)
    if policy is None or model.file.path is None:
        return
    data = model.file.text.encode("utf-8")
    body = {"policy": policy, **entry.surroundings(model, texts)}
    folder.write(place, entry.key(data, model.file.path.parent, limits), body)
