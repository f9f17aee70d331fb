"""Which policies the arguments of a command name."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from evalpolicy.errors import UsageError


def policies_named(names: Iterable[str]) -> list[str]:
    """Paths and ids, each once: the policies of a folder in its place; in place of a file of examples, or of a text that policies cite, its policies.

    Raises `UsageError` for a folder without policies, and for examples without one.
    """
    from evalpolicy.lint.linter import concerned

    found: dict[str, None] = {}
    for name in names:
        path = Path(name)
        if not path.exists():
            found[name] = None
            continue
        files = [str(each) for each in concerned([path])]
        if not files:
            raise UsageError(f"{name} 里没有 *.policy 文件", f"no *.policy files found in {name}")
        found |= dict.fromkeys(files)
    return list(found)
