"""What is said to people is said in both languages of the library, side by side, so that neither can lag behind."""

from __future__ import annotations

from typing import Literal

from evalpolicy.classes import frozen

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, Language] = ("zh", "en")

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
DAYS_OF_WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
"""In English, whatever language the process speaks: `calendar` has their names in that one."""


@frozen
class Wording:
    """One sentence in Chinese and in English."""

    zh: str
    en: str

    def text(self, language: Language) -> str:
        """The sentence in `language`. Raises `UsageError` for a language that there is none in."""
        return self.zh if known_language(language) == "zh" else self.en


def known_language(language: Language) -> Language:
    """The language, where everything is said in it; else `UsageError`: what is said is never half in one language and half in another."""
    if language in LANGUAGES:
        return language
    from evalpolicy.errors import UsageError

    raise UsageError(
        f"没有语言 {language!r}；可用的：'zh'（中文）、'en'（英文）",
        f"there is no language {language!r}; there are 'zh' (Chinese) and 'en' (English)",
    )
