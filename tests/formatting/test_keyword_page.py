from __future__ import annotations

import pytest

from evalpolicy.syntax.keywords import keywords
from evalpolicy.wording import Language
from tests.formatting.keyword_page import PAGES, page, sections


@pytest.mark.parametrize("language", PAGES)
def test_the_page_holds_every_keyword(language: Language) -> None:
    assert {terminal for _, terminals in sections(language) for terminal in terminals} == set(keywords().spellings["zh"])


@pytest.mark.parametrize("language", PAGES)
def test_the_page_is_as_the_table_has_it(language: Language) -> None:
    assert PAGES[language].read_text(encoding="utf-8") == page(language), "python -m tests.formatting.keyword_page writes it anew"
