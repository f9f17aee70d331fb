"""A policy that the cache holds: its outline at once, the rest when somebody asks for it."""

from __future__ import annotations

import json
import os
from _thread import allocate_lock
from typing import TYPE_CHECKING

from evalpolicy.caching.pausing import without_collecting
from evalpolicy.outline import Outline

if TYPE_CHECKING:
    from evalpolicy.caching.room import Room
    from evalpolicy.diagnostics import Diagnostic
    from evalpolicy.language.model import PolicyModel
    from evalpolicy.limits import Limits
    from evalpolicy.source import AnyPath


class Kept:
    """`data` is the text of the policy and `texts` those that it was read with, as they were when it was loaded; `model` is JSON.

    No class of attrs, so that loading does not wait for it.
    """

    def __init__(
        self, outline: Outline, path: AnyPath, data: bytes, texts: dict[str, str], model: bytes, limits: Limits | None, room: Room
    ) -> None:
        self.outline, self.limits, self.room = outline, limits, room
        self._path, self._data, self._texts, self._model = path, data, texts, model
        self._lock = allocate_lock()
        self._found: tuple[PolicyModel, tuple[Diagnostic, ...]] | None = None

    def read(self) -> tuple[PolicyModel, tuple[Diagnostic, ...]]:
        """The policy and its warnings; of any number of threads that ask, all get the same."""
        with self._lock:
            if self._found is None:
                with without_collecting():
                    self._found = self._decoded() or self._from_text()
            return self._found

    def _decoded(self) -> tuple[PolicyModel, tuple[Diagnostic, ...]] | None:
        from evalpolicy.caching.codec import decoded
        from evalpolicy.source import SourceFile

        path = os.fspath(self._path)
        try:
            model, warnings = decoded(json.loads(self._model), SourceFile(path, self._data.decode("utf-8"), path), self._texts)
            return (model, warnings) if Outline.of(model) == self.outline else None
        except Exception:
            # Whatever is wrong with it: it is not needed.
            return None

    def _from_text(self) -> tuple[PolicyModel, tuple[Diagnostic, ...]]:
        from evalpolicy.limits import Limits
        from evalpolicy.loading import read_data, sound

        return sound(read_data(self._data, self._path, limits=self.limits or Limits()))
