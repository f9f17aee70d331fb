"""What a notation of elsewhere is: how it looks, and how the same is written here."""

from __future__ import annotations

import re
from collections.abc import Callable

from evalpolicy.classes import field, frozen
from evalpolicy.syntax.keywords import keywords
from evalpolicy.wording import Wording


@frozen
class Meant:
    """What is written instead. `replacement`: where it is certain; `help`: where the replacement does not say it all.

    In `help`, `YYYY-09-21` and `YYYY@09` stand for the day in the year that it is probably of, and for the year of a month: one in which the
    policy is in force.
    """

    replacement: str | None = None
    help: Wording | None = None


@frozen
class Notation:
    """`pattern` finds it in a line; what its group `at` holds should be what `meant` says (None: it is no such notation after all).

    `codes`: mistakes that come of it, beside the usual ones; `only`: no others do. `everywhere`: a mistake further on may come of it.
    `quotes`: it is of quotes; nothing else explains one that is not closed.
    """

    pattern: re.Pattern[str]
    message: Wording
    meant: Callable[[re.Match[str]], Meant | None]
    codes: frozenset[str] = field(factory=frozenset)
    only: bool = False
    everywhere: bool = False
    quotes: bool = False


def plain(text: str) -> Callable[[re.Match[str]], Meant | None]:
    """The same text, whatever was found."""
    return lambda match: Meant(text)


def helped(zh: str, en: str) -> Callable[[re.Match[str]], Meant | None]:
    """No certain replacement; what to do is said."""
    return lambda match: Meant(None, Wording(zh, en))


def spelt(*terminals: str) -> str:
    """A group of a pattern for all spellings of these keywords."""
    return "(?:" + "|".join(re.escape(form) for terminal in terminals for form in keywords().all_spellings(terminal)) + ")"
