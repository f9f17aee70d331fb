"""`evalpolicy validate PATH ...`: everything that a revision of a policy is held to, with one exit code.

Exit codes: 0 no errors (with `--strict`: nor warnings), 1 some, 2 bad usage.
"""

from __future__ import annotations

from pathlib import Path

import click

from evalpolicy.cli.group import OTHERWISE, reported
from evalpolicy.cli.naming import policies_named
from evalpolicy.cli.terminal import system_language
from evalpolicy.cli.usage import Existing, Number
from evalpolicy.diagnostics import Diagnostic
from evalpolicy.errors import PolicyError, UsageError
from evalpolicy.wording import Language, Wording


@click.command()
@click.argument("paths", nargs=-1, required=True, type=Existing(exists=True, path_type=Path))
@click.option(
    "--format", "format_", type=click.Choice(["text", "json", "sarif", "github", "gitlab"]), default="text", show_default=True, help="What to print."
)
@click.option("--fail-under", type=Number(0, 100), metavar="PERCENT", help="An error where the examples cover less.")
@click.option("--sources-under", type=Number(0, 100), metavar="PERCENT", help="An error where less of the sources is cited or passed over.")
@click.option("--proofs/--no-proofs", default=True, help="Prove the invariants and what every policy is held to.")
@click.option("--seconds", type=Number(0.1), default=20.0, show_default=True, help="Time for each proof.")
@click.option("--against", metavar="REVISION", help="A git revision: what changed since (as text), and what it broke.")
@click.option("--tightens-only", is_flag=True, help="With --against: an error where some application is decided more favourably than then.")
@click.option("--lang", type=click.Choice(["zh", "en"]), help="Language of the messages.")
@click.option("--strict", is_flag=True, help="Exit with 1 for warnings too.")
@reported
def validate(
    paths: tuple[Path, ...],
    format_: str,
    fail_under: float | None,
    sources_under: float | None,
    proofs: bool,
    seconds: float,
    against: str | None,
    tightens_only: bool,
    lang: Language | None,
    strict: bool,
) -> int:
    """Validate policies: mistakes, odd things, examples, layout, coverage, proofs. Folders are searched for *.policy.

    A file of examples, or a text that policies cite, stands for its policies.
    """
    from evalpolicy.lint.document import as_document
    from evalpolicy.proof.solver import need_solver
    from evalpolicy.validation.validator import Demands, validate_file

    if tightens_only and against is None:
        raise UsageError("--tightens-only 要与 --against REVISION 一起用", "--tightens-only needs --against REVISION")
    if proofs or tightens_only:
        need_solver()
    language = lang or system_language()
    files = [Path(name) for name in policies_named(map(str, paths))]
    found: list[Diagnostic] = []
    for path in files:
        of_file = validate_file(path, Demands(fail_under=fail_under, sources_under=sources_under, proofs=proofs, seconds=seconds))
        found += of_file if against is None else _against(path, against, of_file, format_ == "text", tightens_only, seconds, language)
    document = as_document(found, format_, len(files), language)
    if document:
        click.echo(document)
    wanted = ("error", "warning") if strict else ("error",)
    return OTHERWISE if any(diagnostic.severity in wanted for diagnostic in found) else 0


def _against(
    path: Path, revision: str, found: list[Diagnostic], told: bool, tightens_only: bool, seconds: float, language: Language
) -> list[Diagnostic]:
    """What is found of a policy by itself, at the lines that changed, and what is found of the revision."""
    from evalpolicy.cli.changes import change_lines
    from evalpolicy.diff.structure import structure_diff
    from evalpolicy.policy import load_policy
    from evalpolicy.validation.revision import not_loaded, policy_at, revision_findings
    from evalpolicy.validation.since import Since
    from evalpolicy.validation.validator import in_order

    try:
        new = load_policy(path)
    except PolicyError:
        # Its mistakes are told already.
        return found
    with policy_at(path, revision) as old:
        if isinstance(old, PolicyError):
            return in_order([*found, not_loaded(new, revision, old, tightens_only)], new.model.file)
        if old is None:
            if told:
                click.echo(Wording(f"{path}：{revision} 里还没有", f"{path}: not there at {revision}").text(language))
            return found
        if told:
            click.echo(Wording(f"{path} 自 {revision} 以来：", f"{path} since {revision}:").text(language))
            click.echo("\n".join(f"  {line}" for line in change_lines(structure_diff(old, new), language)))
        since = Since(revision, old, new)
        return in_order([*since.at_the_change(found), *revision_findings(since, tightens_only, seconds)], new.model.file)
