"""Whether the solver is installed; imports nothing that needs it."""

from __future__ import annotations

from importlib.util import find_spec

from evalpolicy.errors import UsageError


def need_solver() -> None:
    """Raise `UsageError`, with what to install, where the solver is not there."""
    if find_spec("z3") is None:
        raise UsageError('这需要求解器：pip install "evalpolicy[proof]"', 'this needs the solver: pip install "evalpolicy[proof]"')
