"""`evalpolicy fmt [FILE|FOLDER ...]`: policies in their one layout.

Exit codes: 0 done, 1 with `--check` where something would change, 2 a file that cannot be read or written or has syntax errors (it stays as it is,
and the others are formatted).
"""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from evalpolicy.cli.group import BAD_INPUT, OTHERWISE, reported
from evalpolicy.cli.naming import policies_named
from evalpolicy.cli.reading import STANDARD_INPUT
from evalpolicy.cli.terminal import system_language
from evalpolicy.errors import PolicyError
from evalpolicy.limits import Limits
from evalpolicy.reasons import of_system
from evalpolicy.wording import Language
from evalpolicy.writing import write_file


@click.command()
@click.argument("files", nargs=-1)
@click.option("--check", is_flag=True, help="Write nothing; say which files would change, and exit with 1 if any would.")
@click.option("--diff", is_flag=True, help="Write nothing; show what would change.")
@click.option("--keywords", type=click.Choice(["zh", "en"]), help="Write the keywords of this language.")
@click.option("--lang", type=click.Choice(["zh", "en"]), help="Language of the messages.")
@reported
def fmt(files: tuple[str, ...], check: bool, diff: bool, keywords: Language | None, lang: Language | None) -> int:
    """Write policies in their one layout, those in folders too; `-` or no file is standard input, and goes to standard output."""
    language = lang or system_language()
    changed = failed = False
    names = list(_named(files))
    for name in names:
        try:
            before, after = _formatted(name, keywords)
        except PolicyError as error:
            click.echo(error.render(language), err=True)
            failed = True
            continue
        differs = before != after
        changed = changed or differs
        if diff:
            _show_difference(name, before, after)
        if check and differs:
            click.echo({"zh": f"{name} 的格式要改", "en": f"{name} would be formatted"}[language], err=True)
        if not check and not diff:
            try:
                _write(name, after, differs)
            except BrokenPipeError:
                raise
            except OSError as error:
                why = of_system(error).text(language)
                click.echo({"zh": f"{name}：写不进去：{why}", "en": f"{name}: cannot be written: {why}"}[language], err=True)
                failed = True
    return BAD_INPUT if failed else OTHERWISE if check and changed else 0


def _named(files: tuple[str, ...]) -> Iterator[str]:
    """The files that are meant, of folders the policies in them and their files of examples; standard input where none is named."""
    from evalpolicy.examples.files import SUFFIX as EXAMPLES

    for name in files or (STANDARD_INPUT,):
        if Path(name).is_dir():
            for policy in policies_named([name]):
                examples = Path(policy).with_suffix(EXAMPLES)
                yield from [policy, str(examples)] if examples.is_file() else [policy]
        else:
            yield name


def _formatted(name: str, keywords: Language | None) -> tuple[bytes, bytes]:
    """A file as it is, and in its one layout."""
    from evalpolicy.formatting import format_policy
    from evalpolicy.syntax.reading import decode_source, read_source

    limits = Limits()
    if name == STANDARD_INPUT:
        before = sys.stdin.buffer.read(limits.policy_bytes + 1)
        file, diagnostics = decode_source(before, name, None, limits)
    else:
        file, diagnostics = read_source(Path(name), limits)
        before = file.text.encode("utf-8")
    if diagnostics.errors:
        raise PolicyError(diagnostics.errors)
    return before, format_policy(file.text, keywords=keywords, name=file.name, limits=limits).encode("utf-8")


def _show_difference(name: str, before: bytes, after: bytes) -> None:
    old, new = (data.decode("utf-8").splitlines(keepends=True) for data in (before, after))
    for line in difflib.unified_diff(old, new, fromfile=name, tofile=name):
        click.echo(line, nl=not line.endswith("\n"))


def _write(name: str, text: bytes, differs: bool) -> None:
    if name == STANDARD_INPUT:
        sys.stdout.buffer.write(text)
    elif differs:
        write_file(Path(name), text)
