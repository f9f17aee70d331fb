"""`docs/keywords.md`, made of `grammar/keywords.toml`: `python -m tests.formatting.keyword_page` writes it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evalpolicy.resources import grammar_text
from evalpolicy.syntax.keywords import keywords
from tests.formatting import ROOT

PAGE = ROOT / "docs" / "keywords.md"

INTRODUCTION = """\
# Keywords

Every keyword is spelt in English and in Chinese, and a file may use either, side by side. Of several spellings the first is the one
that messages and [`evalpolicy fmt --keywords`](formatting.md#keywords) use. A keyword is a keyword only where it can stand; elsewhere
the same word is a name.

This page is made of [keywords.toml](../grammar/keywords.toml).
"""


def page() -> str:
    """The page as it should be."""
    lines = [INTRODUCTION]
    for title, terminals in sections():
        lines += [f"## {title.capitalize()}", "", "| English | Chinese |", "|---|---|"]
        lines += [f"| {_forms('en', terminal)} | {_forms('zh', terminal)} |" for terminal in terminals]
        lines.append("")
    return "\n".join(lines)


def sections() -> Iterator[tuple[str, list[str]]]:
    """The terminals as the English table groups them under its comments."""
    english = grammar_text("keywords.toml").partition("[en]\n")[2].partition("\n[zh]")[0]
    for section in re.split(r"^# ", english, flags=re.MULTILINE)[1:]:
        title, *rest = section.splitlines()
        yield title, [line.split()[0] for line in rest if line]


def _forms(language: str, terminal: str) -> str:
    table = keywords().spellings["en" if language == "en" else "zh"]
    return ", ".join(f"`{form}`" for form in table[terminal])


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
