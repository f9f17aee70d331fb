"""A loaded policy kept as data between processes, so that the next one need not read the text again. See `docs/performance.md`."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

from evalpolicy.caching import entry, folder
from evalpolicy.caching.kept import Kept
from evalpolicy.caching.room import Room
from evalpolicy.outline import Outline

if TYPE_CHECKING:
    from evalpolicy.diagnostics import Diagnostic
    from evalpolicy.language.model import PolicyModel
    from evalpolicy.limits import Limits
    from evalpolicy.source import AnyPath


def load_model(path: AnyPath, *, limits: Limits | None = None) -> tuple[PolicyModel, tuple[Diagnostic, ...]]:
    """The policy in a file, and warnings: from the cache where it holds just this text, else from the text. `limits` None: the usual ones.

    Raises `PolicyError` with every mistake.
    """
    found = kept(path, limits)
    return read_and_keep(path, limits)[:2] if found is None else found.read()


def kept(path: AnyPath, limits: Limits | None) -> Kept | None:
    """What the cache holds of the policy in a file; None where that is nothing, or nothing sound."""
    place = folder.usable()
    return None if place is None else fetched(path, place, limits)


def read_and_keep(path: AnyPath, limits: Limits | None) -> tuple[PolicyModel, tuple[Diagnostic, ...], Room | None]:
    """The policy in a file, and warnings, from its text; where the cache holds them from now on, room for more.

    Raises `PolicyError` with every mistake.
    """
    from evalpolicy.caching.pausing import without_collecting

    with without_collecting():
        from evalpolicy.limits import Limits
        from evalpolicy.loading import read_policy, sound

        reading = read_policy(path, limits=limits or Limits())
        model, warnings = sound(reading)
        place = folder.usable()
        room = None if place is None else _store(model, warnings, reading.texts, place, limits)
    return model, warnings, room


def fetched(path: AnyPath, place: str, limits: Limits | None) -> Kept | None:
    """What one cache holds of the policy in a file; None where that is nothing, or nothing sound."""
    try:
        data = folder.contents(path)
        if data is None:
            return None
        beside = os.path.dirname(os.fspath(path))
        key = entry.key(data, beside, limits)
        body = folder.read(place, key)
        if body is None:
            return None
        written, _, model = body.partition(b"\n")
        header = json.loads(written)
        texts = entry.texts_as_they_were(header, beside)
        return None if texts is None else Kept(Outline.of_data(header["outline"]), path, data, texts, model, limits, Room(place, key, body))
    except Exception:
        # Whatever is wrong with an entry: it is not needed.
        return None


def _store(model: PolicyModel, warnings: tuple[Diagnostic, ...], texts: dict[str, str], place: str, limits: Limits | None) -> Room | None:
    from evalpolicy.caching.codec import encoded

    policy = encoded(model, warnings)
    beside = model.file.folder
    if policy is None or beside is None:
        return None
    header = {"outline": Outline.of(model).data(), **entry.surroundings(model, texts)}
    body = b"\n".join(folder.as_json(each) for each in (header, policy))
    key = entry.key(model.file.text.encode("utf-8"), beside, limits)
    folder.write(place, key, body)
    return Room(place, key, body)
