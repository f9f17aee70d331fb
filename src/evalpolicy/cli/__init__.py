"""The command line; `group.COMMANDS` lists what it can do."""

from __future__ import annotations

import gc
import signal
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evalpolicy.cli.group import main

__all__ = ["main", "program"]

INTERRUPTED = 130
"""The exit code after Ctrl-C: no answer at all. As shells have it."""


def __getattr__(name: str) -> object:
    # Imported when first used, so that `program` minds Ctrl-C before most of what it needs is imported.
    if name != "main":
        raise AttributeError(f"module 'evalpolicy.cli' has no attribute {name!r}")
    from evalpolicy.cli.group import main

    return main


class _Keyboard:
    """Interrupts what the program does on Ctrl-C, and remembers that it did."""

    def __init__(self) -> None:
        self.interrupted = False

    def __call__(self, *_: object) -> None:
        self.interrupted = True
        # Raised where nobody can catch it, in what Python calls when an object goes, it is printed.
        sys.unraisablehook = lambda _: None
        raise KeyboardInterrupt


def program() -> None:
    """The program `evalpolicy`, which has a process of its own."""
    keyboard = _Keyboard()
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        # Else whoever started it does not want it to be interrupted.
        signal.signal(signal.SIGINT, keyboard)
    try:
        from evalpolicy.cli.group import main

        main(prog_name="evalpolicy")
    except BaseException:
        # An interrupt is another exception where it has gone through code of C or Rust.
        if not keyboard.interrupted:
            raise
    finally:
        # At its end Python goes through all that was made once more, to take it apart: that takes longer than many a command.
        gc.freeze()
    if keyboard.interrupted:
        sys.exit(INTERRUPTED)
