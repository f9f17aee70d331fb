"""One word misspelt: a word of a keyword, a number with letters in it, a name with a `-`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from evalpolicy.classes import frozen
from evalpolicy.diagnostics import Diagnostic, Fix
from evalpolicy.nearness import distance, nearest
from evalpolicy.source import SourceFile
from evalpolicy.syntax.figures import LETTERED, lettered_number, number_meant
from evalpolicy.syntax.keywords import DECLARATIONS, keywords
from evalpolicy.syntax.lalr import Token, Tree
from evalpolicy.syntax.scanning import Lexeme
from evalpolicy.syntax.slip import AHEAD, BACK, Slip, keyword_words, touching, understood, words_of
from evalpolicy.wording import Wording

HYPHEN = Wording("代号里不能有 `-`，用 `_`", "there is no `-` in a name; it is written with `_`")
POINT = Wording("代号里不能有 `.`，用 `_`", "there is no `.` in a name; it is written with `_`")

NAMING = DECLARATIONS.keys() - {"FACT"} | {"FIELD", "COLUMN", "OPTION", "ROUTE"}
"""Keywords in front of a new name, which has no owner."""

SPACED = Wording("代号是一个词，当中没有空格", "a name is one word")

MOST_TRIED = 6
"""Words that are tried in the place of one."""

NEAR = 0.6
"""How like a word of a keyword must be to what is written."""

LONGEST_DIFFERENCE = 2
"""Characters more or fewer."""


@frozen
class _Found:
    place: int
    word: str
    meant: Tree | Token
    edits: float


def misspelt_word(start: str, lexemes: list[Lexeme], at: int, file: SourceFile) -> Slip | None:
    """The slip where one word up to the lexeme `at` is misspelt; None where there is none, or where several may be meant."""
    for place in range(max(0, at - BACK), min(at + 1, len(lexemes))):
        slip = _number(start, lexemes, place, file) or _hyphenated(start, lexemes, place, file)
        if slip is not None:
            return slip
    found = sorted(_tried(start, lexemes, at, file), key=lambda each: each.edits)
    if not found or (len(found) > 1 and found[0].edits == found[1].edits):
        return None
    best = found[0]
    written = lexemes[best.place]
    phrase = _phrase([lexeme.text if lexeme.kind == "WORD" else "" for lexeme in _with(lexemes, best.place, best.word)], best.place)
    alone = Wording(f"没有关键词 `{written.text}`", f"there is no keyword `{written.text}`")
    within = Wording(f"这里不能写 `{written.text}`", f"`{written.text}` is not understood here")
    told = Diagnostic(
        "unknown-keyword",
        "error",
        file,
        written.span,
        alone if best.place == 0 else within,
        Wording(f"是不是想写 `{phrase}`？", f"did you mean `{phrase}`?"),
        fix=Fix(written.span, best.word),
    )
    return Slip(told, best.meant)


def _tried(start: str, lexemes: list[Lexeme], at: int, file: SourceFile) -> Iterator[_Found]:
    for place in range(max(0, at - BACK), min(at + AHEAD + 1, len(lexemes))):
        written = lexemes[place].text
        if lexemes[place].kind != "WORD" or written in keyword_words() or words_of(file.text)[written] > 1:
            continue
        for word in _near(written):
            meant = understood(start, _with(lexemes, place, word))
            if meant is not None:
                yield _Found(place, word, meant, distance(written, word))


@lru_cache(maxsize=1000)
def _near(written: str) -> tuple[str, ...]:
    alike = [word for word in sorted(keyword_words()) if word.isascii() == written.isascii() and abs(len(word) - len(written)) <= LONGEST_DIFFERENCE]
    return tuple(nearest(written, alike, n=MOST_TRIED, cutoff=NEAR if written.isascii() else 0.5))


def _with(lexemes: list[Lexeme], place: int, word: str) -> list[Lexeme]:
    return [*lexemes[:place], lexemes[place]._replace(text=word), *lexemes[place + 1 :]]


def _phrase(words: list[str], place: int) -> str:
    """The longest keyword that a word is part of."""
    spelt: list[tuple[str, ...]] = [
        tuple(words[begin:end])
        for begin in range(max(0, place - 3), place + 1)
        for end in range(place + 1, min(len(words), begin + 5) + 1)
        if keywords().of_phrase(tuple(words[begin:end]))
    ]
    spelt.append((words[place],))
    longest = max(spelt, key=len)
    return " ".join(longest)


def _number(start: str, lexemes: list[Lexeme], place: int, file: SourceFile) -> Slip | None:
    """A number with letters in it, where only a number makes sense."""
    lexeme = lexemes[place]
    if lexeme.kind != "WORD" or not LETTERED.fullmatch(lexeme.text):
        return None
    text, _ = number_meant(lexeme.text)
    meant = understood(start, [*lexemes[:place], Lexeme("NUMBER", text, lexeme.span), *lexemes[place + 1 :]])
    if meant is None:
        return None
    return Slip(lettered_number(lexeme, file), meant)


def _hyphenated(start: str, lexemes: list[Lexeme], place: int, file: SourceFile) -> Slip | None:
    """A name with `-` in it, where only a name makes sense; or with `.` or a space, where it declares something that has no owner."""
    marks = ("MINUS", "DOT") if place == 1 and not keywords().of_word(lexemes[0].text).isdisjoint(NAMING) else ("MINUS",)
    end = place + 1
    while end + 1 < len(lexemes) and lexemes[end].kind in marks and touching(lexemes[end - 1 : end + 2]):
        end += 2
    words = [lexeme for lexeme in lexemes[place:end] if lexeme.kind not in marks]
    if len(words) == 1 and "DOT" in marks:
        words = _spaced(lexemes, place, file)
        end = place + len(words)
    if len(words) < 2 or words[0].kind != "WORD" or any(lexeme.kind not in ("WORD", "NUMBER") for lexeme in words):
        return None
    span, name = words[0].span.to(words[-1].span), "_".join(lexeme.text for lexeme in words)
    meant = understood(start, [*lexemes[:place], Lexeme("WORD", name, span), *lexemes[end:]])
    if meant is None:
        return None
    between = {lexeme.kind for lexeme in lexemes[place:end]}
    said = POINT if "DOT" in between else HYPHEN if "MINUS" in between else SPACED
    return Slip(Diagnostic("unexpected-token", "error", file, span, said, Wording(f"写成 `{name}`", f"write `{name}`"), fix=Fix(span, name)), meant)


def _spaced(lexemes: list[Lexeme], place: int, file: SourceFile) -> list[Lexeme]:
    """The words of a name that is written with spaces, and elsewhere with `_`."""
    end = place
    while end < len(lexemes) and lexemes[end].kind == "WORD":
        end += 1
    words = lexemes[place:end]
    return words if words_of(file.text)["_".join(lexeme.text for lexeme in words)] > 0 else []
