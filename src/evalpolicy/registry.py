"""Which policy: by path, by id, or the one that is in force."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from threading import Lock

from evalpolicy.application import Application
from evalpolicy.binding import earliest_instant, read_instant
from evalpolicy.decision import Decision
from evalpolicy.errors import ApplicationError, UsageError
from evalpolicy.policy import Policy, load_policy
from evalpolicy.receipt import Receipt
from evalpolicy.resources import shipped_policies

PATH_VARIABLE = "EVALPOLICY_PATH"
SUFFIX = ".policy"

_loading = Lock()


def policy_files() -> dict[str, Path]:
    """The policy files that can be named by id: those on `EVALPOLICY_PATH`, then those shipped. A file's id is its name without `.policy`."""
    found: dict[str, Path] = {}
    folders = [Path(entry) for entry in os.environ.get(PATH_VARIABLE, "").split(os.pathsep) if entry]
    for folder in [*folders, shipped_policies()]:
        for file in sorted(folder.glob(f"*{SUFFIX}")) if folder.is_dir() else []:
            found.setdefault(file.stem, file)
    return found


@lru_cache(maxsize=64)
def _loaded(path: Path, modified: int, size: int) -> Policy:
    return load_policy(path)


def _load_file(path: Path) -> Policy:
    """A policy file, loaded once while it stays as it is."""
    try:
        state = path.stat()
    except OSError:
        return load_policy(path)
    with _loading:
        return _loaded(path.resolve(), state.st_mtime_ns, state.st_size)


def load(source: str | os.PathLike[str]) -> Policy:
    """Load a policy by path, or by the id of one that is shipped or on `EVALPOLICY_PATH`.

    Raises `PolicyError` with every mistake of the file, `UsageError` where there is no such policy.
    """
    path = Path(source)
    if path.is_file():
        return _load_file(path)
    files = policy_files()
    name = os.fspath(source)
    if name in files:
        return _load_file(files[name])
    near = get_close_matches(name, files, n=1)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    known = ", ".join(files) or "none"
    raise UsageError(
        f"there is no policy file {name!r}, and no policy of that id.{hint} Known ids: {known}. Folders can be added with {PATH_VARIABLE}."
    )


def in_force(application: Mapping[str, object] | Application, at: str | dt.datetime | None) -> Policy:
    """The one policy whose period covers the application's earliest reported instant, or `at`.

    An application without any instant fits every period; then there has to be just one policy.
    """
    policies = [_load_file(path) for path in policy_files().values()]
    instant = earliest_instant(application)
    if instant is None and at is not None:
        instant = read_instant(at)
    covering = [policy for policy in policies if instant is None or _covers(policy, instant)]
    if len(covering) == 1:
        return covering[0]
    candidates = "; ".join(f"{policy.id} ({policy.in_force[0]} .. {policy.in_force[1]})" for policy in covering or policies) or "none"
    when = "the application reports no instant and no `at` is given" if instant is None else f"at {instant.isoformat()}"
    which = "no policy is in force" if not covering else "several policies are in force"
    raise UsageError(f"{which}: {when}. Candidates: {candidates}. Name one with policy=.")


def _covers(policy: Policy, instant: dt.datetime) -> bool:
    from zoneinfo import ZoneInfo

    local = instant if instant.tzinfo is None else instant.astimezone(ZoneInfo(policy.model.timezone))
    first, last = policy.in_force
    return first <= local.date() <= last


def _chosen(
    policy: str | os.PathLike[str] | Policy | None, application: Mapping[str, object] | Application, at: str | dt.datetime | None
) -> Policy:
    if policy is None:
        return in_force(application, at)
    return policy if isinstance(policy, Policy) else load(policy)


def check(
    application: Mapping[str, object] | Application,
    *,
    policy: str | os.PathLike[str] | Policy | None = None,
    at: str | dt.datetime | None = None,
    through: str | None = None,
    given: Mapping[str, object] | None = None,
) -> Decision:
    """Decide one application by a policy: the one named (a path, an id or a `Policy`), else the one in force.

    See `Policy.check` for the other arguments and for what is raised; `UsageError` also where no policy, or more than one, is in force.
    """
    return _chosen(policy, application, at).check(application, at=at, through=through, given=given)


def check_many(
    applications: Iterable[Mapping[str, object] | Application],
    *,
    policy: str | os.PathLike[str] | Policy | None = None,
    at: str | dt.datetime | None = None,
    through: str | None = None,
    given: Mapping[str, object] | None = None,
) -> Iterator[Decision]:
    """Decide applications in order, one decision for each; a malformed one gets the outcome `invalid` in its place.

    Without `policy` each application is decided by the policy in force for it.
    """
    if policy is not None:
        yield from (policy if isinstance(policy, Policy) else load(policy)).check_many(applications, at=at, through=through, given=given)
        return
    for application in applications:
        chosen = in_force(application, at)
        try:
            yield chosen.check(application, at=at, through=through, given=given)
        except ApplicationError as error:
            yield chosen.invalid(error)


def replay(
    receipt: Receipt | Mapping[str, object],
    application: Mapping[str, object] | Application,
    policy: str | os.PathLike[str] | Policy,
) -> Decision:
    """Decide again what a receipt is of, and make sure that everything is the same.

    Raises `UsageError` that names what differs: policy, sources, application, or the decision itself.
    """
    import json

    expected = receipt if isinstance(receipt, Receipt) else Receipt.from_dict(receipt)
    loaded = policy if isinstance(policy, Policy) else load(policy)
    given = json.loads(expected.given)
    decision = loaded.check(application, at=expected.at, through=expected.through, given=given)
    got = decision.receipt()
    differing = [name for name in _COMPARED if getattr(got, name) != getattr(expected, name)]
    if differing:
        parts = ", ".join(f"{name}: {getattr(expected, name)!r} then, {getattr(got, name)!r} now" for name in differing)
        raise UsageError(f"the decision cannot be replayed as it was; {parts}")
    return decision


_COMPARED = (
    "language",
    "policy",
    "policy_sha256",
    "sources",
    "application_sha256",
    "outcome",
    "violated",
    "undetermined",
    "pending",
    "fee",
)
