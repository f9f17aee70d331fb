"""Whether Polars is installed; imports nothing that needs it."""

from __future__ import annotations

from importlib.util import find_spec

from evalpolicy.errors import UsageError


def need_polars() -> None:
    """Raise `UsageError`, with what to install, where Polars is not there."""
    if find_spec("polars") is None or find_spec("numpy") is None:
        raise UsageError('表格需要 Polars：pip install "evalpolicy[table]"', 'tables need Polars: pip install "evalpolicy[table]"')
