"""The command line; `group.COMMANDS` lists what it can do."""

from __future__ import annotations

from evalpolicy.cli.group import main, program

__all__ = ["main", "program"]
