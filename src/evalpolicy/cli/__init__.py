"""The command line: `evalpolicy check`, `explain`, `show`, `test`."""

from __future__ import annotations

from evalpolicy.cli.commands import main

__all__ = ["main"]
