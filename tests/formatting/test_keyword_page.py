from __future__ import annotations

from evalpolicy.syntax.keywords import keywords
from tests.formatting.keyword_page import PAGE, page, sections


def test_the_page_holds_every_keyword() -> None:
    assert {terminal for _, terminals in sections() for terminal in terminals} == set(keywords().spellings["zh"])


def test_the_page_is_as_the_table_has_it() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "python -m tests.formatting.keyword_page writes it anew"
