"""`docs/keywords.md` and `docs/zh/keywords.md`, made of `grammar/keywords.toml`: `python -m tests.formatting.keyword_page` writes them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from evalpolicy.resources import grammar_text
from evalpolicy.syntax.keywords import keywords
from evalpolicy.wording import Language
from tests.formatting import ROOT

INTRODUCTIONS: dict[Language, str] = {
    "en": """\
# Keywords

Every keyword is spelt in English and in Chinese, and a file may use either, side by side. Of several spellings the first is the one
that messages and [`evalpolicy fmt --keywords`](formatting.md#keywords) use. A keyword is a keyword only where it can stand; elsewhere
the same word is a name.

This page is made of [keywords.toml](../grammar/keywords.toml).
""",
    "zh": """\
# 第六章　关键词表

关键词是固定的词，中文、英文的都能用，同一个文件里也可以混着用。有几种写法的，意思一样；`evalpolicy fmt --keywords zh` 把英文的换成第一种写法。
关键词只在它该出现的地方才是关键词，别处同样的词只是名称。

本页由 [keywords.toml](../../grammar/keywords.toml) 生成。[目录](README.md)
""",
}
PAGES: dict[Language, Path] = {"en": ROOT / "docs/keywords.md", "zh": ROOT / "docs/zh/keywords.md"}
HEADS: dict[Language, str] = {"en": "| English | Chinese |", "zh": "| 中文 | 英文 |"}


def page(language: Language) -> str:
    """The page as it should be."""
    lines = [INTRODUCTIONS[language]]
    other: Language = "zh" if language == "en" else "en"
    for title, terminals in sections(language):
        lines += [f"## {title.capitalize()}", "", HEADS[language], "|---|---|"]
        lines += [f"| {_forms(language, terminal)} | {_forms(other, terminal)} |" for terminal in terminals]
        lines.append("")
    return "\n".join(lines)


def sections(language: Language) -> Iterator[tuple[str, list[str]]]:
    """The terminals as the table of a language groups them under its comments."""
    table = re.split(r"^\[(?:en|zh|nouns)\]$", grammar_text("keywords.toml"), flags=re.MULTILINE)[1 if language == "en" else 2]
    for section in re.split(r"^# ", table, flags=re.MULTILINE)[1:]:
        title, *rest = section.splitlines()
        terminals = [line.split()[0] for line in rest if line]
        if terminals:
            yield title, terminals


def _forms(language: Language, terminal: str) -> str:
    table = keywords().spellings[language]
    return ", ".join(f"`{form}`" for form in table[terminal])


if __name__ == "__main__":
    for language, path in PAGES.items():
        path.write_text(page(language), encoding="utf-8")
