"""What each piece of a line was read as, in the order of the line: for tools that write policies anew (`evalpolicy.formatting`)."""

from __future__ import annotations

from evalpolicy.classes import frozen
from evalpolicy.source import Span
from evalpolicy.syntax.keywords import keywords
from evalpolicy.syntax.lalr import Token as GrammarToken
from evalpolicy.syntax.lalr import Tree, Unexpected
from evalpolicy.syntax.lexer import Feed
from evalpolicy.syntax.parser import read_tree
from evalpolicy.syntax.scanning import Lexeme


@frozen
class Token:
    """A token of the grammar. `text` is what the lexer read: half-width, the words of a keyword with one space, a text without its quotes.

    `rule` is the grammar rule (or alias) that it stands in, and `first` whether it begins it.
    """

    terminal: str
    text: str
    span: Span
    rule: str
    first: bool

    @property
    def is_keyword(self) -> bool:
        """Whether it is spelt in words of the language, rather than in the author's."""
        return keywords().is_keyword(self.terminal)


def read_tokens(start: str, lexemes: list[Lexeme]) -> list[Token] | None:
    """The tokens of what the grammar's `start` makes of the lexemes; None where it makes nothing of them."""
    try:
        parsed = read_tree(start, Feed(lexemes))
    except Unexpected:
        return None
    found: list[Token] = []
    waiting: list[tuple[Tree | GrammarToken, str, bool]] = [(parsed, start, True)]
    while waiting:
        node, rule, first = waiting.pop()
        if isinstance(node, Tree):
            waiting.extend((child, node.rule, place == 0) for place, child in reversed(list(enumerate(node.children))))
        else:
            found.append(Token(node.type, node.text, node.span, rule, first))
    return found
