"""A policy as it stood at a git revision, and what has become more lenient since."""

from __future__ import annotations

import io
import json
import os
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from evalpolicy.diagnostics import Diagnostic
from evalpolicy.errors import PolicyError, UsageError
from evalpolicy.explain.wordings import OUTCOME
from evalpolicy.policy import Policy, load_policy
from evalpolicy.reasons import of_system
from evalpolicy.validation.citations import dropped
from evalpolicy.validation.contradictions import contradictions
from evalpolicy.validation.heading import heading
from evalpolicy.validation.since import Since
from evalpolicy.wording import Wording


class _RefusedError(UsageError):
    """What git says of what it cannot do."""


def _git(folder: Path, *arguments: str) -> bytes:
    try:
        done = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, check=False)
    except OSError as error:
        why = of_system(error)
        raise UsageError(f"不能运行 git：{why.zh}", f"git cannot be run: {why.en}") from error
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip()
        raise _RefusedError(f"git {' '.join(arguments)} 失败（原话：“{said}”）", f"git {' '.join(arguments)}: {said}")
    return done.stdout


def _top(folder: Path) -> Path:
    """The folder of the repository that a folder is in."""
    try:
        return Path(_git(folder, "rev-parse", "--show-toplevel").decode().strip())
    except _RefusedError as error:
        # There may be one that git does not trust, as in a container: what it says names the cure.
        raise UsageError(
            f"{os.fspath(folder)!r} 不在 git 代码库里，或者不能读取：{error.message.zh}",
            f"{os.fspath(folder)!r} is in no git repository, or in none that can be read: {error.message.en}",
        ) from None


def _commit(top: Path, revision: str) -> str:
    """The hash of the commit that a revision names."""
    try:
        return _git(top, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}").decode().strip()
    except _RefusedError:
        # Git has nothing to say of it but that it needs one.
        raise UsageError(
            f"{os.fspath(top)!r} 里没有 git 版本 {revision!r}；若在服务器上，它的副本可能不全：先取来全部历史（git fetch，fetch-depth: 0）",
            f"there is no git revision {revision!r} in {os.fspath(top)!r}; a checkout of CI may not have it yet: fetch all of the history"
            " (git fetch, fetch-depth: 0)",
        ) from None


@contextmanager
def policy_at(path: Path, revision: str) -> Iterator[Policy | PolicyError | None]:
    """The policy of a file as it stood at a git revision, with the texts beside it, or why it does not load; None where there was no such file then.

    Raises `UsageError` where there is no such revision or `path` is in no git repository.
    """
    if revision.startswith("-"):
        raise UsageError(f"{revision!r} 不是 git 版本", f"{revision!r} is no git revision")
    # The folder that it stood in may be gone since.
    top = _top(next(folder for folder in path.resolve().parents if folder.is_dir()))
    commit = _commit(top, revision)
    place = path.resolve().relative_to(top.resolve())
    if not _git(top, "ls-tree", "-z", commit, "--", place.as_posix()):
        yield None
        return
    # All of the revision: texts that a policy cites may stand anywhere in the repository.
    archive = _git(top, "archive", "--format=tar", commit)
    with TemporaryDirectory() as made:
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            tar.extractall(made, filter="data")
        try:
            policy: Policy | PolicyError = load_policy(Path(made) / place)
        except PolicyError as error:
            policy = error
        yield policy


def revision_findings(since: Since, tightens_only: bool, seconds: float) -> Iterator[Diagnostic]:
    """What a revision does to a policy: citations that are gone, examples that no longer hold, and, where asked, what is more lenient."""
    yield from dropped(since)
    yield from contradictions(since)
    if tightens_only:
        yield from loosened(since.old, since.new, seconds)


def not_loaded(new: Policy, revision: str, error: PolicyError, tightens_only: bool) -> Diagnostic:
    """That nothing can be compared, because the policy did not load at the revision; an error where something has to be proved of it."""
    file, count = new.model.file, len(error.diagnostics)
    says = Wording(
        f"{revision} 里的这份规则有 {count} 个错误，没有加载，所以没有比较",
        f"at {revision} this policy does not load ({count} mistakes), so nothing is compared",
    )
    return Diagnostic("revision-not-loaded", "error" if tightens_only else "info", file, heading(file), says)


def loosened(old: Policy, new: Policy, seconds: float) -> Iterator[Diagnostic]:
    """Whether some application is decided more favourably than before, shown at the policy's first line.

    More favourably: accepted that was not, or no longer rejected. Nothing is said where it is proved that there is none.
    """
    from evalpolicy.backends.symbolic.universe import bounds_of
    from evalpolicy.diff.meaning import more_favourable

    answers = [more_favourable(old, new, bounds_of([old.model, new.model]), seconds, given) for given in (False, True)]
    file = new.model.file
    for answer in answers:
        if answer.case is not None:
            case = answer.case
            before, after = (OUTCOME[policy.check(case.application, at=case.at, given=dict(case.given)).outcome] for policy in (old, new))
            shown = json.dumps(case.application, ensure_ascii=False)
            says = Wording(
                f"修改以后有的申请变宽了：{before.zh} → {after.zh}，例如 {shown}",
                f"some application is decided more favourably: {before.en} → {after.en}, such as {shown}",
            )
            yield Diagnostic("loosened", "error", file, heading(file), says)
            return
    if any(answer.verdict == "undecided" for answer in answers):
        says = Wording("限时内没有证明修改只变严", "not decided in time whether the revision only tightens")
        yield Diagnostic("not-decided", "error", file, heading(file), says, Wording("用 --seconds 给更多时间", "give it more time with --seconds"))
