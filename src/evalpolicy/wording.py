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
        """The sentence in `language`."""
        return self.zh if language == "zh" else self.en
