"""`evalpolicy sources POLICY ...`: which sentences of the cited texts are cited, and which are not.

Exit codes: 0 done, 1 with `--fail-under` where less is covered, 2 a policy that does not load, bad usage.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evalpolicy.cli.group import BAD_INPUT, OTHERWISE, reported
from evalpolicy.cli.naming import policies_named
from evalpolicy.cli.terminal import system_language
from evalpolicy.cli.usage import Number
from evalpolicy.errors import PolicyError, UsageError
from evalpolicy.wording import Language
from evalpolicy.writing import write_file

if TYPE_CHECKING:
    from evalpolicy.language.model import PolicyModel


@click.command()
@click.argument("policies", nargs=-1, required=True, metavar="POLICY...")
@click.option("--format", "format_", type=click.Choice(["text", "json", "html"]), default="text", show_default=True, help="What to write.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Write to a file instead of the terminal.")
@click.option("--all", "everything", is_flag=True, help="As text: every sentence, not only the normative ones that are not cited.")
@click.option("--fail-under", type=Number(0, 100), metavar="PERCENT", help="Exit with 1 where fewer normative sentences are covered.")
@click.option("--lang", type=click.Choice(["zh", "en"]), help="Language of the report.")
@reported
def sources(
    policies: tuple[str, ...], format_: str, output: Path | None, everything: bool, fail_under: float | None, lang: Language | None
) -> int:
    """Say which sentences of the texts that policies cite are cited, and which are not, those that state rules first.

    A policy is a file, a folder of them, or the id of one that is known.
    """
    from evalpolicy.cli.reading import as_json
    from evalpolicy.lint.json_array import as_entries
    from evalpolicy.source_coverage.document import as_dict
    from evalpolicy.source_coverage.measure import measure, share
    from evalpolicy.source_coverage.page import as_page
    from evalpolicy.source_coverage.text import text_lines

    language = lang or system_language()
    measured, broken = [], []
    for model in _models(policies, language):
        if isinstance(model, PolicyError):
            broken.append(model)
            click.echo(model.render(language), err=True)
        else:
            measured.append((model, measure(model)))
    if format_ == "json":
        problems = as_entries([diagnostic for error in broken for diagnostic in error.diagnostics], language)
        document = as_json({**as_dict(measured), "problems": problems})
    elif format_ == "html":
        document = as_page(measured, language)
    else:
        # Of policies that do not load nothing is known.
        document = "\n".join(text_lines(measured, language, everything)) if measured else ""
    if output is None:
        if document:
            click.echo(document)
    else:
        _refuse_what_is_read(output, [model for model, _ in measured])
        write_file(output, f"{document}\n".encode())
    if broken:
        return BAD_INPUT
    covered = share([source for _, found in measured for source in found])
    if fail_under is not None and covered < fail_under:
        low = {"zh": f"引用或略过了 {covered} %，低于 {fail_under:g} %", "en": f"{covered} % cited or passed over, less than {fail_under:g} %"}
        click.echo(low[language], err=True)
        return OTHERWISE
    return 0


def _refuse_what_is_read(output: Path, models: Iterable[PolicyModel]) -> None:
    """Raises `UsageError` where the report would take the place of a policy or of a text that it cites."""
    for model in models:
        folder = Path(model.file.folder or "")
        for path in (model.file.path, *(folder / source.path for source in model.sources.values())):
            if path is not None and path.exists() and output.exists() and output.samefile(path):
                raise UsageError(f"{output}：报告会覆盖这个文件", f"{output}: the report would take the place of this file")


def _models(names: Iterable[str], language: Language) -> Iterator[PolicyModel | PolicyError]:
    """The policies of these names, each once, or why they do not load."""
    from evalpolicy.caching import load_model
    from evalpolicy.limits import Limits
    from evalpolicy.registry import load

    for name in policies_named(names):
        path = Path(name)
        try:
            yield load_model(path, limits=Limits())[0] if path.exists() else load(name).model
        except PolicyError as error:
            yield error
