"""`evalpolicy explain-code [CODE]`: what a code means, with a mistake that gives it and the same repaired.

Exit codes: 0, and 2 where there is no such code.
"""

from __future__ import annotations

import re

import click

from evalpolicy.cli.group import BAD_INPUT, reported
from evalpolicy.cli.terminal import system_language
from evalpolicy.wording import Language, Wording


@click.command("explain-code")
@click.argument("code", required=False)
@click.option("--lang", type=click.Choice(["zh", "en"]), help="Language of the page.")
@reported
def explain_code(code: str | None, lang: Language | None) -> int:
    """What a code such as unknown-keyword means, and how it is mended; without CODE: all of them, one a line."""
    from evalpolicy.nearness import nearest
    from evalpolicy.pages import page_codes, page_of

    language = lang or system_language()
    pages = [page for each in page_codes() if (page := page_of(each)) is not None]
    if code is None:
        width = max(len(page.code) for page in pages)
        click.echo("\n".join(f"{page.code:{width}}  {page.summary.text(language)}" for page in pages))
        return 0
    # As it is copied from a message: `error[unknown-keyword]`.
    bare = re.sub(r".*\[(.*)\].*", r"\1", code.strip()).lower().replace("_", "-")
    page = page_of(bare)
    if page is not None:
        click.echo(page.render(language))
        return 0
    near = nearest(bare, page_codes(), n=3, cutoff=0.6)
    says = Wording(f"没有代码 `{code}`", f"there is no code `{code}`")
    listed = " / ".join(f"`{each}`" for each in near)
    help = (
        Wording(f"是不是 {listed}？", f"did you mean {listed}?")
        if near
        else Wording("运行 evalpolicy explain-code 列出全部代码", "run evalpolicy explain-code for all codes")
    )
    click.echo(f"{says.text(language)}\n{help.text(language)}", err=True)
    return BAD_INPUT
