"""The policy files that can be named by id, and the policies that were loaded: read again only where the disk has changed.

Asked at every decision that names no policy; so the disk is asked as little as can tell: the state of each folder, and of each file that is used.
"""

from __future__ import annotations

import os
import stat
from _thread import allocate_lock
from time import time_ns
from typing import TYPE_CHECKING, TypeAlias

from evalpolicy.policy import Policy
from evalpolicy.resources import folder_of

if TYPE_CHECKING:
    from collections.abc import Hashable

    from evalpolicy.errors import PolicyError
    from evalpolicy.limits import Limits
    from evalpolicy.source import AnyPath

PATH_VARIABLE = "EVALPOLICY_PATH"
SUFFIX = ".policy"
MOST_KEPT = 64
"""Policies that are kept loaded."""
SETTLED = 2_000_000_000
"""Nanoseconds after which a folder that has changed again says so: some disks keep its time in steps of two seconds."""

State: TypeAlias = "tuple[int, ...]"

_loading = allocate_lock()
_loaded: dict[tuple[Hashable, ...], Policy | PolicyError] = {}
_listed: dict[str, tuple[State, dict[str, str]]] = {}


def policy_files() -> dict[str, str]:
    """The policy files that can be named by id: those on `EVALPOLICY_PATH`, then those shipped. A file's id is its name without `.policy`."""
    found: dict[str, str] = {}
    for folder in _folders():
        for id, path in _listed_in(folder).items():
            if id not in found and is_file(path):
                found[id] = path
    return found


def policy_file(id: str) -> str | None:
    """The policy file of that id; None where there is none."""
    for folder in _folders():
        path = _listed_in(folder).get(id)
        if path is not None and is_file(path):
            return path
    return None


def _folders() -> list[str]:
    added = os.environ.get(PATH_VARIABLE)
    shipped = folder_of("policies")
    return [*filter(None, added.split(os.pathsep)), shipped] if added else [shipped]


def _listed_in(folder: str) -> dict[str, str]:
    """What a folder holds that has the name of a policy file, by id, sorted; nothing where it is no folder, or no name of one."""
    try:
        state = _state(os.stat(folder))
        known = _listed.get(folder)
        if known is not None and known[0] == state:
            return known[1]
        names = sorted(name for name in os.listdir(folder) if name.endswith(SUFFIX) and name != SUFFIX)
    except (OSError, ValueError):
        return {}
    paths = {name.removesuffix(SUFFIX): os.path.join(folder, name) for name in names}
    if time_ns() - state[2] > SETTLED:
        _listed[folder] = state, paths
    return paths


def _state(status: os.stat_result) -> State:
    return status.st_dev, status.st_ino, status.st_mtime_ns, status.st_size


def is_file(path: AnyPath) -> bool:
    """Whether there is a plain file."""
    try:
        return stat.S_ISREG(os.stat(path).st_mode)
    except (OSError, ValueError):
        return False


def load_file(path: AnyPath, limits: Limits | None = None) -> Policy:
    """The policy in a file, loaded once while the file stays as it is. `limits` None: the usual ones. Raises as `load_policy` does."""
    chosen = None if limits is None or limits == type(limits)() else limits
    try:
        # Messages name the file as the caller does, so it is one of its own by each name.
        key = (os.fspath(path), os.path.abspath(path), *_state(os.stat(path)), chosen)
    except (OSError, ValueError):
        found = _read(path, chosen)
    else:
        known = _loaded.get(key)
        found = _load(key, path, chosen) if known is None else known
    if isinstance(found, Policy):
        return found
    raise type(found)(found.diagnostics)


def _load(key: tuple[Hashable, ...], path: AnyPath, limits: Limits | None) -> Policy | PolicyError:
    with _loading:
        found = _loaded.get(key)
        if found is None:
            found = _read(path, limits)
            while len(_loaded) >= MOST_KEPT:
                del _loaded[next(iter(_loaded))]
            _loaded[key] = found
        return found


def _read(path: AnyPath, limits: Limits | None) -> Policy | PolicyError:
    """The policy in a file, or what is wrong with it: that a file does not load is kept too, so that it is not read again at each decision."""
    try:
        return Policy.of_file(path, limits)
    except Exception as error:
        # Which error it is is looked at only where there is one: a sound policy from the cache needs no module of errors.
        from evalpolicy.errors import PolicyError

        if isinstance(error, PolicyError):
            return error
        raise
