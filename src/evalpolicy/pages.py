"""The page of each code: what it means, a smallest mistake that gives it, and the same repaired; in `docs/errors`, one file a code.

A page is Markdown: the code as its title, `**summary · 一句话**`, paragraphs in English and then in Chinese, and where an excerpt can show the
mistake, two blocks of code. In an English paragraph Han characters stand between backquotes only: that is how the languages are told apart.
"""

from __future__ import annotations

import re
from functools import cache

from evalpolicy.classes import frozen
from evalpolicy.resources import error_pages
from evalpolicy.wording import Language, Wording

_PAGE = re.compile(
    r"# (?P<code>[a-z0-9-]+)\n\n\*\*(?P<en>.+) · (?P<zh>.+)\*\*\n\n(?P<text>.+?)"
    r"(?:\n\n## Wrong · 写错\n\n```(?P<kind>policy|json)\n(?P<wrong>.+?)\n```\n\n## Repaired · 改正\n\n```(?P=kind)\n(?P<repaired>.+?)\n```)?\n",
    re.DOTALL,
)
_HAN = re.compile("[\u4e00-\u9fff]")


@frozen
class Example:
    """A mistake and its repair. `kind`: an excerpt of a policy (`policy`), or an application (`json`)."""

    kind: str
    wrong: str
    repaired: str


@frozen
class Page:
    """What a code means: in one line, at length, and by an example where one can show it."""

    code: str
    summary: Wording
    text: Wording
    example: Example | None

    def render(self, language: Language) -> str:
        """The page for a terminal. In Chinese, the excerpts of policies are shown with Chinese keywords too."""
        wrong, repaired = ("写错：", "改正：") if language == "zh" else ("Wrong:", "Repaired:")
        parts = [f"{self.code}: {self.summary.text(language)}", self.text.text(language)]
        if self.example is not None:
            parts += [wrong, _indented(self.example.wrong), repaired, _indented(self.example.repaired)]
            if language == "zh" and self.example.kind == "policy":
                chinese = [_in_chinese(text) for text in (self.example.wrong, self.example.repaired)]
                if chinese != [self.example.wrong, self.example.repaired]:
                    parts += ["用中文关键词，写错：", _indented(chinese[0]), repaired, _indented(chinese[1])]
        return "\n\n".join(parts)

    def markdown(self, language: Language) -> str:
        """The page without its title, for programs that show Markdown."""
        wrong, repaired = ("写错：", "改正：") if language == "zh" else ("Wrong:", "Repaired:")
        parts = [self.text.text(language)]
        if self.example is not None:
            fence = f"```{self.example.kind}"
            parts += [wrong, f"{fence}\n{self.example.wrong}\n```", repaired, f"{fence}\n{self.example.repaired}\n```"]
        return "\n\n".join(parts)


@cache
def page_codes() -> tuple[str, ...]:
    """Every code that has a page."""
    return tuple(sorted(path.stem for path in error_pages().glob("*.md") if path.stem != "README"))


@cache
def page_of(code: str) -> Page | None:
    """The page of a code; None where it has none."""
    return read_page((error_pages() / f"{code}.md").read_text(encoding="utf-8")) if code in page_codes() else None


def read_page(text: str) -> Page:
    """The page that a text is. Raises `ValueError` for a text of another form."""
    match = _PAGE.fullmatch(text)
    if match is None:
        raise ValueError(f"not a page of docs/errors: {text[:60]!r}")
    paragraphs = match["text"].split("\n\n")
    chinese = [paragraph for paragraph in paragraphs if _HAN.search(re.sub("`[^`]*`", "", paragraph))]
    english = [paragraph for paragraph in paragraphs if paragraph not in chinese]
    example = None if match["kind"] is None else Example(match["kind"], match["wrong"], match["repaired"])
    return Page(match["code"], Wording(match["zh"], match["en"]), Wording("\n\n".join(chinese), "\n\n".join(english)), example)


def _in_chinese(text: str) -> str:
    """An excerpt with Chinese keywords; what cannot be read, word by word."""
    from evalpolicy.errors import PolicyError
    from evalpolicy.formatting import format_policy
    from evalpolicy.syntax.respelling import respelt_code

    try:
        return format_policy(text, keywords="zh").rstrip("\n")
    except PolicyError:
        return "\n".join(respelt_code(line) for line in text.split("\n"))


def _indented(text: str) -> str:
    return "\n".join(f"  {line}".rstrip() for line in text.split("\n"))
