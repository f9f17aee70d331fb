"""evalpolicy: rules of evaluations as a declarative policy, decisions that name the rule, quote the source and say what would cure it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from evalpolicy._version import __version__

if TYPE_CHECKING:
    from evalpolicy.application import Application
    from evalpolicy.decision import Decision, Outcome
    from evalpolicy.errors import ApplicationError, EvalpolicyError, PolicyError, Problem, UsageError
    from evalpolicy.finding import Finding, Status
    from evalpolicy.limits import Limits
    from evalpolicy.policy import Policy
    from evalpolicy.receipt import Receipt
    from evalpolicy.registry import check, check_many, load, replay
    from evalpolicy.table.report import TableReport

_HOMES = {
    "Application": "application",
    "ApplicationError": "errors",
    "Decision": "decision",
    "EvalpolicyError": "errors",
    "Finding": "finding",
    "Limits": "limits",
    "Outcome": "decision",
    "Policy": "policy",
    "PolicyError": "errors",
    "Problem": "errors",
    "Receipt": "receipt",
    "Status": "finding",
    "TableReport": "table.report",
    "UsageError": "errors",
    "check": "registry",
    "check_many": "registry",
    "load": "registry",
    "replay": "registry",
}

__all__ = [
    "Application",
    "ApplicationError",
    "Decision",
    "EvalpolicyError",
    "Finding",
    "Limits",
    "Outcome",
    "Policy",
    "PolicyError",
    "Problem",
    "Receipt",
    "Status",
    "TableReport",
    "UsageError",
    "__version__",
    "check",
    "check_many",
    "load",
    "replay",
]


def __getattr__(name: str) -> object:
    # Public names are imported when first used, so that `import evalpolicy` alone stays light.
    if name not in _HOMES:
        raise AttributeError(f"module 'evalpolicy' has no attribute {name!r}")
    value = getattr(import_module(f"evalpolicy.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
