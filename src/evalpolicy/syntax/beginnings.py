"""With which keyword a line begins: asked of every line, so that what only tells of mistakes need not be imported for it."""

from __future__ import annotations

from functools import cache

from evalpolicy.syntax.grammar import openers
from evalpolicy.syntax.keywords import Phrase, keywords
from evalpolicy.syntax.lexer import Feed
from evalpolicy.syntax.scanning import Lexeme


def begins_with(start: str, lexemes: list[Lexeme]) -> bool:
    """Whether a keyword stands at the beginning that what `start` names may begin with."""
    first = lexemes[0]
    phrases = _opening_phrases(start).get(first.text) if first.kind == "WORD" else None
    if not phrases:
        return phrases is not None
    feed = Feed(lexemes)
    return any(feed.words_match(phrase) for phrase in phrases)


@cache
def _opening_phrases(start: str) -> dict[str, tuple[Phrase, ...]]:
    """The spellings of what `start` names may begin with, by their first words; none are listed where the first word is one by itself."""
    words = keywords()
    spelt = {spelling.split()[0] for terminal in openers(start) for spelling in words.all_spellings(terminal)}
    phrases = {word: [each for each in words.by_first_word[word] if not openers(start).isdisjoint(each.terminals)] for word in spelt}
    return {word: () if any(len(each.words) == 1 for each in some) else tuple(some) for word, some in phrases.items()}


def begins_longer_keyword(start: str, lexemes: list[Lexeme]) -> bool:
    """Whether a line begins with the first word of a clause of `start` that is here the first of a longer keyword: `at most`, not `at`."""
    phrases = keywords().by_first_word.get(lexemes[0].text, ()) if lexemes[0].kind == "WORD" else ()
    feed = Feed(lexemes)
    longest = next((phrase for phrase in phrases if feed.words_match(phrase)), None)
    return longest is not None and len(longest.words) > 1 and openers(start).isdisjoint(longest.terminals)
