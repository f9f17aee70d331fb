"""Lexemes to the grammar's terminals. A word is a keyword only where the parser accepts one; elsewhere it is a NAME."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from evalpolicy.classes import define, field
from evalpolicy.source import Span
from evalpolicy.syntax.keywords import Phrase, keywords
from evalpolicy.syntax.lalr import ParserState, Token
from evalpolicy.syntax.scanning import Lexeme

CALLED = frozenset({"MIN", "MAX"})
"""Keywords only where a bracket follows."""

_QUANTITY = re.compile(r"([0-9]+)([^\W\d]+)\Z")


@define(eq=False)
class Feed:
    """What the lexer reads: the lexemes of one line, cell or placeholder, and how far it has read.

    `begun` is where its last token begins, `terminals` what its tokens were taken for.
    """

    lexemes: list[Lexeme]
    index: int = 0
    begun: int = 0
    terminals: list[str] = field(factory=list)

    def words_match(self, phrase: Phrase) -> bool:
        """Whether the phrase stands here."""
        words, lexemes, index = phrase.words, self.lexemes, self.index
        if len(words) == 1:
            return lexemes[index].kind == "WORD" and lexemes[index].text == words[0]
        here = lexemes[index : index + len(words)]
        return len(here) == len(words) and all(lexeme.kind == "WORD" and lexeme.text == word for lexeme, word in zip(here, words, strict=True))

    def bracket_follows(self, words: int) -> bool:
        """Whether a bracket opens after that many words."""
        after = self.index + words
        return after < len(self.lexemes) and self.lexemes[after].kind == "LPAR"


def tokens(feed: Feed, state: ParserState) -> Iterator[Token]:
    """The tokens of the `Feed`, each chosen by what the parser accepts after the one before it."""
    lexemes, terminals = feed.lexemes, feed.terminals
    while feed.index < len(lexemes):
        feed.begun = feed.index
        lexeme = lexemes[feed.index]
        kind = lexeme.kind
        if kind == "WORD":
            token = _keyword(feed, state)
            if token is None:
                for part in _word(feed, state):
                    terminals.append(part.type)
                    yield part
                continue
        elif kind == "YEAR_MONTH" and not state.accepts("YEAR_MONTH"):
            feed.index += 1
            for part in _difference(lexeme):
                terminals.append(part.type)
                yield part
            continue
        else:
            feed.index += 1
            token = Token("NAME" if kind == "QUOTED_NAME" else kind, lexeme.text, lexeme.span)
        terminals.append(token.type)
        yield token


def _keyword(feed: Feed, state: ParserState) -> Token | None:
    """The keyword that stands next; None where none does that can stand here."""
    lexeme = feed.lexemes[feed.index]
    for phrase in keywords().by_first_word.get(lexeme.text, ()):
        length = len(phrase.words)
        if length > 1 and not feed.words_match(phrase):
            continue
        for terminal in phrase.terminals:
            if state.accepts(terminal) and (terminal not in CALLED or feed.bracket_follows(length)):
                last = feed.lexemes[feed.index + length - 1]
                feed.index += length
                return Token(terminal, phrase.text, lexeme.span if length == 1 else lexeme.span.to(last.span))
    return None


def _word(feed: Feed, state: ParserState) -> Iterable[Token]:
    """The tokens of a word that is no keyword here: a name, a time zone, or a number with its unit."""
    lexeme = feed.lexemes[feed.index]
    if state.accepts("ZONE"):
        return (_zone(feed),)
    feed.index += 1
    quantity = _QUANTITY.match(lexeme.text)
    if quantity is not None and not state.accepts("NAME") and state.accepts("NUMBER"):
        return _number_and_unit(quantity[1], quantity[2], lexeme.span, state)
    return (Token("NAME", lexeme.text, lexeme.span),)


def _zone(feed: Feed) -> Token:
    """The name of a time zone, such as `Asia/Shanghai`: all lexemes that stand without a space between them."""
    first = feed.lexemes[feed.index]
    text, span = first.text, first.span
    feed.index += 1
    while feed.index < len(feed.lexemes):
        lexeme = feed.lexemes[feed.index]
        touching = (lexeme.span.line, lexeme.span.column) == (span.end_line, span.end_column)
        if not touching or lexeme.kind not in ("SLASH", "PLUS", "MINUS", "WORD", "NUMBER"):
            break
        text, span = text + lexeme.text, span.to(lexeme.span)
        feed.index += 1
    return Token("ZONE", text, span)


def _number_and_unit(number: str, unit: str, span: Span, state: ParserState) -> Iterator[Token]:
    """`200KB`, where it can be no name."""
    middle = span.column + len(number)
    yield Token("NUMBER", number, Span(span.line, span.column, span.line, middle))
    terminals = [terminal for terminal in keywords().of_word(unit) if state.accepts(terminal)]
    yield Token(terminals[0] if terminals else "NAME", unit, Span(span.line, middle, span.line, span.end_column))


def _difference(lexeme: Lexeme) -> Iterator[Token]:
    """`2024-10` where no month can stand: two numbers and a minus."""
    span = lexeme.span
    left, right = lexeme.text.split("-")
    minus = span.column + len(left)
    yield Token("NUMBER", left, Span(span.line, span.column, span.line, minus))
    yield Token("MINUS", "-", Span(span.line, minus, span.line, minus + 1))
    yield Token("NUMBER", right, Span(span.line, minus + 1, span.line, span.end_column))
