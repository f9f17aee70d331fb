"""Which policy: by path, by id, or the one that is in force."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from evalpolicy.policy import Policy
from evalpolicy.shelf import PATH_VARIABLE, SUFFIX, is_file, load_file, policy_file, policy_files

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping

    from evalpolicy.application import Application
    from evalpolicy.binding import Shape
    from evalpolicy.decision import Decision
    from evalpolicy.limits import Limits
    from evalpolicy.receipt import Receipt


def load(source: str | os.PathLike[str], *, limits: Limits | None = None) -> Policy:
    """Load a policy by path, or by the id of one that is shipped or on `EVALPOLICY_PATH`. `limits`: other bounds than the usual ones.

    Raises `PolicyError` with every mistake of the file, `UsageError` where there is no such policy.
    """
    if is_file(source):
        return load_file(source, limits)
    name = os.fspath(source)
    file = policy_file(name)
    if file is not None:
        return load_file(file, limits)
    from evalpolicy.errors import UsageError
    from evalpolicy.nearness import nearest

    if os.path.isdir(name):
        held = sorted(each for each in os.listdir(name) if each.endswith(SUFFIX))
        raise UsageError(
            f"{name!r} 是文件夹，要的是一个规则文件。其中的规则文件：{'、'.join(held) or '无'}。",
            f"{name!r} is a folder, and one policy is asked for. Policies in it: {', '.join(held) or 'none'}.",
        )
    _refuse_what_is_there(name)
    files = policy_files()
    near = nearest(name, files, cutoff=0.6)
    zh, en = (f"是不是 {near[0]!r}？", f" Did you mean {near[0]!r}?") if near else ("", "")
    raise UsageError(
        f"没有规则文件 {name!r}，也没有这个代号的规则文件。{zh}已知的代号：{'、'.join(files) or '无'}。可用 {PATH_VARIABLE} 添加文件夹。",
        f"there is no policy file {name!r}, and no policy of that id.{en} Known ids: {', '.join(files) or 'none'}. "
        f"Folders can be added with {PATH_VARIABLE}.",
    )


def _refuse_what_is_there(name: str) -> None:
    """Raises `UsageError` for what is no plain file, or may not be asked for."""
    from evalpolicy.errors import UsageError
    from evalpolicy.reasons import of_system

    try:
        os.stat(name)
    except PermissionError as error:
        why = of_system(error)
        raise UsageError(f"不能读取规则文件 {name!r}：{why.zh}", f"the policy file {name!r} cannot be read: {why.en}") from None
    except (OSError, ValueError):
        return
    raise UsageError(
        f"{name!r} 不是普通文件；规则文件要存成文件再读，它引用的原文在它旁边",
        f"{name!r} is no plain file; write the policy to one: the texts that it cites stand beside it",
    )


def in_force(shape: Shape, at: str | dt.datetime | None) -> Policy:
    """The one policy whose period covers the application's earliest reported instant, or `at`.

    An application without any instant fits every period; then there has to be just one policy. A file that does not load is in force for nothing;
    where no policy is chosen, the error names it.
    """
    from evalpolicy.binding import earliest_instant, read_instant
    from evalpolicy.errors import PolicyError, UsageError

    instant = earliest_instant(shape)
    if instant is None and at is not None:
        _refuse_misshapen(shape)
        instant = read_instant(at)
    policies: dict[str, Policy] = {}
    broken: list[str] = []
    for path in policy_files().values():
        try:
            policies[path] = load_file(path)
        except (PolicyError, OSError):
            broken.append(path)
    covering = {path: policy for path, policy in policies.items() if instant is None or _covers(policy, instant)}
    if len(covering) == 1:
        return next(iter(covering.values()))
    if instant is None:
        _refuse_misshapen(shape)
    candidates = [f"{policy.id} ({policy.in_force[0]} .. {policy.in_force[1]}; {path})" for path, policy in (covering or policies).items()]
    when = "the application reports no instant and no `at` is given" if instant is None else f"at {instant.isoformat()}"
    zh_when = "申请里没有任何时刻，也没有给出 `at`" if instant is None else f"时刻 {instant.isoformat()}"
    which = "several policies are in force" if covering else "no policy is in force"
    zh_which = "有几个规则文件同时有效" if covering else "没有有效的规则文件"
    unread = f" Not loaded, because of mistakes in the file: {', '.join(broken)}." if broken else ""
    zh_unread = f"因文件里有错而没有读入的：{'、'.join(broken)}。" if broken else ""
    raise UsageError(
        f"{zh_which}：{zh_when}。候选：{'；'.join(candidates) or '无'}。{zh_unread}请用 policy= 写明一个。",
        f"{which}: {when}. Candidates: {'; '.join(candidates) or 'none'}.{unread} Name one with policy=.",
    )


def _refuse_misshapen(shape: Shape) -> None:
    from evalpolicy.errors import ApplicationError

    if shape.problems:
        raise ApplicationError(shape.problems)


def _covers(policy: Policy, instant: dt.datetime) -> bool:
    from zoneinfo import ZoneInfo

    first, last = policy.in_force
    try:
        local = instant if instant.utcoffset() is None else instant.astimezone(ZoneInfo(policy.outline.timezone))
    except OverflowError:
        # At the very ends of the calendar; no policy is in force there.
        return False
    return first <= local.date() <= last


def _shaped(application: Mapping[str, object] | Application) -> Shape:
    """The shape of an application that a policy with the usual limits is chosen for, and decides."""
    from evalpolicy.application import data_of
    from evalpolicy.binding import shaped
    from evalpolicy.limits import Limits

    return shaped(data_of(application), Limits())


def check(
    application: Mapping[str, object] | Application,
    *,
    policy: str | os.PathLike[str] | Policy | None = None,
    at: str | dt.datetime | None = None,
    through: str | None = None,
    given: Mapping[str, object] | None = None,
) -> Decision:
    """Decide one application by a policy: the one named (a path, an id or a `Policy`), else the one in force.

    See `Policy.check` for the other arguments and for what is raised; `UsageError` also where no policy, or more than one, is in force, and
    `PolicyError` where the one named has mistakes.
    """
    if policy is None:
        shape = _shaped(application)
        return in_force(shape, at).check_shape(shape, at=at, through=through, given=given)
    chosen = policy if isinstance(policy, Policy) else load(policy)
    return chosen.check(application, at=at, through=through, given=given)


def check_many(
    applications: Iterable[Mapping[str, object] | Application],
    *,
    policy: str | os.PathLike[str] | Policy | None = None,
    at: str | dt.datetime | None = None,
    through: str | None = None,
    given: Mapping[str, object] | None = None,
    workers: int = 1,
) -> Iterator[Decision]:
    """Decide applications in order, one decision for each; a malformed one gets the outcome `invalid` in its place.

    Without `policy` each application is decided by the policy in force for it; one for which there is none, or more than one, is `invalid` too.
    `workers`: so many processes decide; then `policy` has to be named. What is wrong with the call itself, and not with a row, is raised.
    """
    if policy is not None:
        chosen = policy if isinstance(policy, Policy) else load(policy)
        return chosen.check_many(applications, at=at, through=through, given=given, workers=workers)
    if workers != 1:
        from evalpolicy.errors import UsageError

        raise UsageError(
            "几个进程一起判断时，规则文件只能是一个：用 policy= 写明，或不写 workers=",
            "several processes decide by one policy: name it with policy=, or leave workers= out",
        )
    if at is not None:
        from evalpolicy.binding import read_instant

        read_instant(at)
    return _each_by_its_own(applications, at, through, given)


def _each_by_its_own(
    applications: Iterable[Mapping[str, object] | Application],
    at: str | dt.datetime | None,
    through: str | None,
    given: Mapping[str, object] | None,
) -> Iterator[Decision]:
    from evalpolicy.decision import Decision
    from evalpolicy.errors import ApplicationError, Problem, UsageError

    for application in applications:
        chosen, shape = None, _shaped(application)
        try:
            chosen = in_force(shape, at)
        except ApplicationError as error:
            problems = error.problems
        except UsageError as error:
            problems = (Problem("", "no-policy", error.message),)
        if chosen is None:
            yield Decision.invalid(problems, None, "zh")
            continue
        # What is wrong with the call by this policy, and not with the application, is raised.
        chosen.check_many([], at=at, through=through, given=given)
        try:
            yield chosen.check_shape(shape, at=at, through=through, given=given)
        except ApplicationError as error:
            yield chosen.invalid(error)


def replay(
    receipt: Receipt | Mapping[str, object],
    application: Mapping[str, object] | Application,
    policy: str | os.PathLike[str] | Policy,
) -> Decision:
    """Decide again what a receipt is of, and make sure that everything is the same.

    `receipt`: a `Receipt`, or what its `to_dict` gave, from JSON too. Raises `UsageError` that names what differs (policy, sources, application, or
    the decision itself), or says that it is no receipt; and what `load` and `check` raise.
    """
    import json

    from evalpolicy.errors import UsageError
    from evalpolicy.receipt import Receipt

    expected = receipt if isinstance(receipt, Receipt) else Receipt.from_dict(receipt)
    loaded = policy if isinstance(policy, Policy) else load(policy)
    given = json.loads(expected.given)
    decision = loaded.check(application, at=expected.at, through=expected.through, given=given)
    got = decision.receipt()
    differing = [name for name in _COMPARED if getattr(got, name) != getattr(expected, name)]
    if differing:
        pairs = [(name, getattr(expected, name), getattr(got, name)) for name in differing]
        raise UsageError(
            f"不能照原样重现这个判断；{'，'.join(f'{name}：当时 {then!r}，现在 {now!r}' for name, then, now in pairs)}",
            f"the decision cannot be replayed as it was; {', '.join(f'{name}: {then!r} then, {now!r} now' for name, then, now in pairs)}",
        )
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
