"""The keywords: which terminal of the grammar is spelt how, in each keyword language."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from typing import Any

from evalpolicy.classes import frozen
from evalpolicy.digests import sha256
from evalpolicy.resources import grammar_text
from evalpolicy.wording import Language, Wording

DECLARATIONS = {
    "POLICY": "policy",
    "SOURCE": "source",
    "TYPE": "type_decl",
    "RECORD": "record",
    "FACT": "fact",
    "CATALOG": "catalog",
    "PARAMETER": "parameter",
    "READING": "reading",
    "DEFINE": "define",
    "RULE": "rule",
    "ADVICE": "rule",
    "EXCEPTION": "exception",
    "STEP": "step",
    "EVENT": "event",
    "FEE": "fee",
    "ADJUSTMENT": "adjustment",
    "INVARIANT": "invariant",
    "EXAMPLE": "example",
}
"""The terminals that open a declaration, and the stem of the start symbol of its clauses."""

CONTINUING = frozenset({"AND", "OR", "IMPLIES", "THEN", "ELSE", "WHERE"})
"""A line that begins with one of these goes on the line before it."""

OPERATORS = CONTINUING | {
    "NOT",
    "HAS",
    "IS",
    "IS_NOT",
    "IN",
    "NOT_IN",
    "CONTAINS",
    "BETWEEN",
    "AT_LEAST",
    "AT_MOST",
    "MORE_THAN",
    "LESS_THAN",
    "FEWER_THAN",
    "EXACTLY",
    "BEFORE",
    "AFTER",
    "ON_OR_BEFORE",
    "ON_OR_AFTER",
}
"""After one of these at its end, a line goes on in the next one."""

COMPARING = frozenset({"IS", "IS_NOT", "IS_GIVEN", "IS_NOT_GIVEN", "IS_LISTED", "IS_NOT_LISTED", "IS_STATED"}) | {
    *("IN", "NOT_IN", "CONTAINS", "BETWEEN"),
    *("EQUAL", "NOT_EQUAL", "LESS", "LESS_EQUAL", "GREATER", "GREATER_EQUAL"),
    *("AT_LEAST", "AT_MOST", "MORE_THAN", "LESS_THAN", "FEWER_THAN", "EXACTLY"),
    *("BEFORE", "AFTER", "ON_OR_BEFORE", "ON_OR_AFTER"),
}
"""What makes a condition of two values."""

LENGTHS = frozenset({"HOURS", "DAYS", "WORKING_DAYS", "WEEKS", "MONTHS", "YEARS"})
"""Units of time."""

LONGEST_OPERATOR = 3
"""Words of the longest spelling of an operator."""


_NO_TERMINALS: frozenset[str] = frozenset()


@frozen
class Phrase:
    """One spelling: its words, and the terminals that are spelt so."""

    words: tuple[str, ...]
    terminals: tuple[str, ...]
    text: str
    """The spelling as messages show it."""


@frozen(eq=False)
class Keywords:
    """All spellings of all keyword languages. `by_first_word` holds the phrases that begin with a word, longest first.

    `in_rule` holds, by language, grammar rule and terminal, the spelling that reads better there than the first one. `openers` holds the terminals of
    declarations by the words that open them, `continuing` the words that go on the line before, `last_of_operators` the last words of operators.
    """

    spellings: Mapping[Language, Mapping[str, tuple[str, ...]]]
    in_rule: Mapping[tuple[Language, str, str], str]
    nouns: Mapping[str, str]
    by_first_word: Mapping[str, tuple[Phrase, ...]]
    by_words: Mapping[tuple[str, ...], frozenset[str]]
    openers: Mapping[str, str]
    continuing: frozenset[str]
    last_of_operators: frozenset[str]
    first_words: Mapping[Language, frozenset[str]]

    def spelling(self, terminal: str) -> Wording:
        """How messages name the keyword in each language."""
        return Wording(self.spellings["zh"][terminal][0], self.spellings["en"][terminal][0])

    def is_keyword(self, terminal: str) -> bool:
        """Whether the terminal is spelt in words."""
        return terminal in self.spellings["en"]

    def of_phrase(self, words: tuple[str, ...]) -> frozenset[str]:
        """The terminals that these words spell."""
        return self.by_words.get(words, _NO_TERMINALS)

    def of_word(self, word: str) -> frozenset[str]:
        """The terminals that `word` alone spells."""
        return self.of_phrase((word,))

    def all_spellings(self, terminal: str) -> tuple[str, ...]:
        """Every spelling of the terminal, in all languages."""
        return tuple(spelling for table in self.spellings.values() for spelling in table.get(terminal, ()))

    def declaration(self, word: str) -> str | None:
        """The terminal of the declaration that a line with this first word opens."""
        return self.openers.get(word)


@cache
def grammar_data() -> dict[str, Any]:
    """The tables of the grammar and the keywords (see `evalpolicy.syntax.tables`): the file's, or where the grammar is another now, Lark's."""
    data: dict[str, Any] = json.loads(grammar_text("tables.json"))
    if data["of"] != grammar_digest():
        # Somebody works on the grammar: what it says holds, though loading takes a second longer.
        from evalpolicy.syntax.tables import made

        data = made()
    return data


def grammar_digest() -> str:
    """Tells the texts of the grammar and the keywords from any others."""
    return sha256("\0".join(grammar_text(name) for name in ("policy.lark", "keywords.toml")))


@cache
def keywords() -> Keywords:
    """The keyword table, `grammar/keywords.toml`."""
    table = grammar_data()["keywords"]
    spellings: dict[Language, dict[str, tuple[str, ...]]] = {
        "en": {terminal: tuple(forms) for terminal, forms in table["en"].items()},
        "zh": {terminal: tuple(forms) for terminal, forms in table["zh"].items()},
    }
    terminals: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for language in spellings.values():
        for terminal, forms in language.items():
            for form in forms:
                terminals[tuple(form.split())].append(terminal)
    by_first_word: dict[str, list[Phrase]] = defaultdict(list)
    for words, named in terminals.items():
        by_first_word[words[0]].append(Phrase(words, tuple(dict.fromkeys(named)), " ".join(words)))
    return Keywords(
        spellings,
        {("zh", rule, terminal): form for rule, forms in table["in_rule"]["zh"].items() for terminal, form in forms.items()},
        {form: noun for noun, forms in table["nouns"].items() for form in forms},
        {word: tuple(sorted(phrases, key=lambda phrase: -len(phrase.words))) for word, phrases in by_first_word.items()},
        {words: frozenset(named) for words, named in terminals.items()},
        {words[0]: terminal for words, named in terminals.items() for terminal in named if len(words) == 1 and terminal in DECLARATIONS},
        frozenset(words[0] for words, named in terminals.items() if len(words) == 1 and not CONTINUING.isdisjoint(named)),
        frozenset(words[-1] for words, named in terminals.items() if OPERATORS.issuperset(named)),
        {language: frozenset(form.split()[0] for forms in table.values() for form in forms) for language, table in spellings.items()},
    )


def keyword_language(*words: str) -> Language:
    """The keyword language that is written: that of the first keyword among the words."""
    for word in words:
        for language, spellings in keywords().first_words.items():
            if word in spellings:
                return language
    return "en"
