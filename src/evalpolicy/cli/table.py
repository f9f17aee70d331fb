"""`evalpolicy check-table`: decisions on a Parquet file of applications.

Exit codes: 0 decided, 2 bad input, bad policy or bad usage.
"""

from __future__ import annotations

import click

from evalpolicy.cli.group import reported
from evalpolicy.cli.terminal import system_language
from evalpolicy.errors import UsageError
from evalpolicy.wording import Language


@click.command("check-table")
@click.argument("source", metavar="IN.parquet")
@click.argument("target", metavar="OUT.parquet")
@click.option("--policy", required=True, metavar="P", help="A policy file, or the id of a policy.")
@click.option("--at", metavar="T", help="The time of the decision, ISO 8601; without it time does not run.")
@click.option("--through", metavar="STEP", help="Judge only up to this step.")
@click.option("--given", metavar="FILE.json", help="The policy's parameters, a JSON object.")
@click.option("--keep", multiple=True, metavar="COLUMN", help="A column to pass through; may be repeated.")
@click.option("--lang", type=click.Choice(["zh", "en"]), help="Language of what is reported.")
@reported
def check_table(
    source: str, target: str, policy: str, at: str | None, through: str | None, given: str | None, keep: tuple[str, ...], lang: Language | None
) -> int:
    """Decide a Parquet file of applications, one a row, and write the decisions to another. Memory does not grow with the file."""
    from evalpolicy.cli.reading import STANDARD_INPUT, read_given
    from evalpolicy.registry import load
    from evalpolicy.table.report import TableReport

    if STANDARD_INPUT in (source, target):
        raise UsageError(
            "check-table 读写的是文件，不是标准输入输出；名叫 - 的文件写作 ./-",
            "check-table reads and writes files, and no streams; a file of the name - is written ./-",
        )
    report = TableReport()
    parameters = None if given is None else read_given(given)
    load(policy).check_parquet(source, target, at=at, through=through, given=parameters, keep=keep, report=report)
    language = lang or system_language()
    for warning in report.warnings:
        click.echo(f"! {warning.pointer}: {warning.message.text(language)}", err=True)
    if language == "zh":
        click.echo(f"已判定 {report.applications} 份申请，其中 {report.row_by_row} 份逐份读取；写入 {target}")
    else:
        click.echo(f"{report.applications} applications decided, {report.row_by_row} of them read one by one; written to {target}")
    return 0
