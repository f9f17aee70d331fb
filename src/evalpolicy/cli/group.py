"""The program: which commands there are, and how they end. Each is imported only when it is run."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import wraps
from importlib import import_module
from typing import Any, ParamSpec

import click

from evalpolicy._version import __version__
from evalpolicy.cli import INTERRUPTED
from evalpolicy.cli.terminal import system_language, use_utf8
from evalpolicy.cli.usage import asked_language, not_arguments, show
from evalpolicy.errors import ApplicationError, PolicyError, UsageError
from evalpolicy.wording import Language, Wording

P = ParamSpec("P")
OTHERWISE = 1
"""The exit code of a negative answer: decided otherwise than accepted, an example that does not hold."""
BAD_INPUT = 2
READER_GONE = 141

COMMANDS = {
    "check": "applications:check",
    "explain": "applications:explain",
    "check-table": "table:check_table",
    "show": "show:show",
    "test": "test:test",
    "verify": "verify:verify",
    "ask": "verify:ask",
    "cheapest": "cheapest:cheapest",
    "why-not": "whynot:why_not",
    "diff": "diff:diff",
    "fmt": "fmt:fmt",
    "new": "new:new",
    "lint": "lint:lint",
    "explain-code": "explain_code:explain_code",
    "validate": "validate:validate",
    "sources": "sources:sources",
    "schema": "schema:schema",
    "suggest-example": "suggest:suggest_example",
    "mutants": "mutants:mutants",
}
"""Where each command is, below `evalpolicy.cli`; in the order of the help."""


def reported(command: Callable[P, int]) -> Callable[P, None]:
    """Run a command, report what is wrong with its input on standard error, and exit with its code."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        use_utf8()
        language = kwargs.get("lang") or system_language()
        wording: Language = "zh" if language == "zh" else "en"
        with _minding_output(wording):
            try:
                code = command(*args, **kwargs)
                sys.stdout.flush()
            except (PolicyError, UsageError) as error:
                click.echo(error.render(wording), err=True)
                code = BAD_INPUT
            except ApplicationError as error:
                from evalpolicy.cli.reading import told

                # Of what goes with applications: where one is read, its name is told as well.
                given = kwargs.get("given")
                click.echo(told(error, "", wording, given if isinstance(given, str) else None), err=True)
                code = BAD_INPUT
        sys.exit(code)

    return run


@contextmanager
def _minding_output(language: Language) -> Iterator[None]:
    """Exit where output cannot be written, or the system refuses a file, and say why where that can be said."""
    try:
        yield
    except BrokenPipeError:
        # Whoever read the output has seen enough; the code is the one that shells give then.
        _write_no_more()
        sys.exit(READER_GONE)
    except OSError as error:
        from evalpolicy.reasons import of_system

        output = Wording("输出", "output").text(language)
        with suppress(OSError):
            click.echo(f"{error.filename or output}{Wording('：', ': ').text(language)}{of_system(error).text(language)}", err=True)
        _write_no_more()
        sys.exit(BAD_INPUT)


def _write_no_more() -> None:
    """Have what is still to be written, where it cannot be, go nowhere."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


class Commands(click.Group):
    """The commands of `COMMANDS`."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run a command line; what is wrong with it is said in the language that it asks for."""
        if not standalone_mode:
            return super().main(args, prog_name, complete_var, False, **extra)
        arguments = sys.argv[1:] if args is None else args
        use_utf8()
        with _minding_output(asked_language(arguments)):
            wrong = not_arguments(arguments)
            if wrong is not None:
                click.echo(wrong.text(asked_language(arguments)), err=True)
                sys.exit(BAD_INPUT)
            code: object = 0
            try:
                code = super().main(args, prog_name, complete_var, False, **extra)
            except click.UsageError as error:
                show(error, asked_language(arguments))
                code = error.exit_code
            except click.ClickException as error:
                error.show()
                code = error.exit_code
            except click.Abort:
                code = INTERRUPTED
            sys.exit(code if isinstance(code, int) else 0)

    def make_context(self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any) -> click.Context:
        """As click's; a reader of the help who stops reading is one of the output as well, which click takes for a failure."""
        with _minding_output(asked_language(args)):
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """The same of the help of one command."""
        with _minding_output(system_language()):
            return super().invoke(ctx)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names, in that order."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name, imported now."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        found: click.Command = getattr(import_module(f"evalpolicy.cli.{module}"), name)
        return found


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="evalpolicy")
def main() -> None:
    """Decide applications by policies written in the evalpolicy language."""
