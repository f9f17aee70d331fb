"""Numbers that a letter has got into: `3O0`, `39r0`."""

from __future__ import annotations

import re

from evalpolicy.diagnostics import Diagnostic, Fix
from evalpolicy.source import SourceFile
from evalpolicy.syntax.scanning import Lexeme
from evalpolicy.wording import Wording

LETTERED = re.compile(r"[0-9]+[A-Za-z][0-9]*|[0-9]+[A-Za-z]{1,2}[0-9]+|[0-9]+[0-9oOlI]*[oOlI][0-9oOlI]*|[lI][0-9oOlI]*[0-9]")
"""A word that was to be a number. Figures with several letters behind them may be a number and its unit."""

LETTERS = Wording("这个数里混有字母", "there are letters in this number")

_DIGITS = str.maketrans("oOlI", "0011")


def number_meant(word: str) -> tuple[str, bool]:
    """The number that a word with letters was to be, and whether that is certain: it is where they only look like digits."""
    digits = word.translate(_DIGITS)
    return re.sub(r"[^0-9]", "", digits), digits.isdigit()


def number_help(word: str) -> Wording:
    """What to write for such a word."""
    text, certain = number_meant(word)
    if certain:
        return Wording(f"写成 `{text}`", f"write `{text}`")
    return Wording(f"写上该写的数；如果只是多打了字母，就是 `{text}`", f"write the number; if a letter was typed too much, it is `{text}`")


def lettered_number(lexeme: Lexeme, file: SourceFile) -> Diagnostic:
    """What is told of such a word where a number belongs."""
    text, certain = number_meant(lexeme.text)
    fix = Fix(lexeme.span, text) if certain else None
    return Diagnostic("unexpected-token", "error", file, lexeme.span, LETTERS, number_help(lexeme.text), fix=fix)
