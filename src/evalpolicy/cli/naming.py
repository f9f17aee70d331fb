"""Which policies the arguments of a command name."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from evalpolicy.errors import UsageError
from evalpolicy.wording import Language


def policies_named(names: Iterable[str], language: Language) -> list[str]:
    """Paths and ids, each once: the policies of a folder in its place; in place of a file of examples, or of a text that policies cite, its policies.

    Raises `UsageError`, in the language of the messages, for a folder without policies, and for examples without one.
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
            raise UsageError({"zh": f"{name} 里没有 *.policy 文件", "en": f"no *.policy files found in {name}"}[language])
        found |= dict.fromkeys(files)
    return list(found)
