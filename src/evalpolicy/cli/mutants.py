"""`evalpolicy mutants`: how many small changes of a policy its examples would notice."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evalpolicy.cli.group import OTHERWISE, reported
from evalpolicy.cli.terminal import system_language
from evalpolicy.cli.usage import Number
from evalpolicy.wording import Language

if TYPE_CHECKING:
    from evalpolicy.mutation import Judged


@click.command()
@click.argument("policy", metavar="POLICY")
@click.option("--examples", multiple=True, metavar="FILE", help="A file of further `example` blocks; may be repeated.")
@click.option("--sample", type=click.IntRange(1), metavar="N", help="Only so many of the changes, drawn at random.")
@click.option("--seed", type=int, default=0, show_default=True, help="Which ones are drawn.")
@click.option("--workers", type=click.IntRange(1), metavar="N", help="Processes; else one for each processor.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="What to print.")
@click.option("--fail-under", type=Number(0, 100), metavar="PERCENT", help="Exit with 1 where fewer are noticed.")
@click.option("--lang", type=click.Choice(["zh", "en"]), help="Language of the messages.")
@reported
def mutants(
    policy: str,
    examples: tuple[str, ...],
    sample: int | None,
    seed: int,
    workers: int | None,
    form: str,
    fail_under: float | None,
    lang: Language | None,
) -> int:
    """Change the policy in one small way at a time, and say which changes its examples would not notice.

    Exit code 0, 1 with --fail-under where fewer are noticed, 2 where the policy does not load.
    """
    from evalpolicy.batch import MOST_WORKERS
    from evalpolicy.cli.reading import as_json
    from evalpolicy.examples.files import all_examples
    from evalpolicy.mutation import judge_mutants
    from evalpolicy.registry import load

    language = lang or system_language()
    loaded = load(policy)
    every = all_examples(loaded, [Path(file) for file in examples])
    found = list(judge_mutants(loaded, every, workers=workers or min(os.cpu_count() or 1, MOST_WORKERS), sample=sample, seed=seed))
    noticed, missed = (sum(each.verdict == verdict for each in found) for verdict in ("noticed", "missed"))
    share = 100.0 if noticed + missed == 0 else 1000 * noticed // (noticed + missed) / 10
    if form == "json":
        click.echo(as_json(_document(loaded.model.file.name, found, share, language)))
    else:
        for each in found:
            if each.verdict == "missed":
                click.echo(f"{loaded.model.file.name}:{each.mutant.line}: {each.mutant.wording.text(language)}")
                click.echo(f"    {each.mutant.original.strip()}")
        refused = len(found) - noticed - missed
        click.echo(
            {
                "zh": f"{len(found)} 处改动：{refused} 处加载不了，{noticed} 处被例子发现，{missed} 处没有被发现；发现 {share} %",
                "en": f"{len(found)} changes: {refused} do not load, {noticed} are noticed by examples, {missed} are not; {share} % noticed",
            }[language]
        )
    return OTHERWISE if fail_under is not None and share < fail_under else 0


def _document(file: str, found: Sequence[Judged], share: float, language: Language) -> dict[str, object]:
    changes = [
        {
            "file": file,
            "line": each.mutant.line,
            "change": each.mutant.wording.text(language),
            "original": each.mutant.original.strip(),
            "verdict": each.verdict,
            "by": each.by,
        }
        for each in found
    ]
    counts = {verdict: sum(each.verdict == verdict for each in found) for verdict in ("refused", "noticed", "missed")}
    return {**counts, "percent": share, "mutants": changes}
