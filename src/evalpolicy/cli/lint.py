"""`evalpolicy lint PATH ...`: what is wrong or odd in policies, all of it in one run.

Exit codes: 0 no errors (with `--strict`: nor warnings), 1 some, 2 bad usage.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from evalpolicy.cli.group import OTHERWISE, reported
from evalpolicy.cli.naming import policies_named
from evalpolicy.cli.terminal import system_language
from evalpolicy.cli.usage import Existing
from evalpolicy.limits import Limits
from evalpolicy.wording import Language
from evalpolicy.writing import write_file

if TYPE_CHECKING:
    from evalpolicy.lint.fixing import Change


@click.command()
@click.argument("paths", nargs=-1, required=True, type=Existing(exists=True, path_type=Path))
@click.option(
    "--format", "format_", type=click.Choice(["text", "json", "sarif", "github", "gitlab"]), default="text", show_default=True, help="What to print."
)
@click.option("--lang", type=click.Choice(["zh", "en"]), help="Language of the messages.")
@click.option("--fix", is_flag=True, help="First make the changes that are certain, in the files.")
@click.option("--strict", is_flag=True, help="Exit with 1 for warnings too.")
@reported
def lint(paths: tuple[Path, ...], format_: str, lang: Language | None, fix: bool, strict: bool) -> int:
    """Check policies: every mistake of each file, and what is odd in those that load. Folders are searched for *.policy.

    A file of examples, or a text that policies cite, stands for its policies.
    """
    from evalpolicy.lint.document import as_document
    from evalpolicy.lint.linter import lint_file

    language = lang or system_language()
    files = [Path(name) for name in policies_named(map(str, paths))]
    found = []
    for path in files:
        if fix:
            for change in _fix(path):
                click.echo(f"{path}:{change.line}: {change.said.text(language)}", err=True)
        found += lint_file(path)
    document = as_document(found, format_, len(files), language)
    if document:
        click.echo(document)
    wanted = ("error", "warning") if strict else ("error",)
    return OTHERWISE if any(diagnostic.severity in wanted for diagnostic in found) else 0


def _fix(path: Path) -> tuple[Change, ...]:
    """Make the changes that are certain in a file; what they are."""
    from evalpolicy.lint.fixing import fixed_text
    from evalpolicy.syntax.reading import read_source

    file, diagnostics = read_source(path, Limits())
    if diagnostics.errors:
        return ()
    fixed = fixed_text(file.text, name=file.name, folder=path.parent)
    if fixed.text != file.text:
        write_file(path, fixed.text.encode("utf-8"))
    return fixed.changes
