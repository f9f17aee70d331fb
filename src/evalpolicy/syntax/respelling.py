"""Messages name keywords as the file spells them.

What is said of a policy is written down with English keywords, in backquotes. Where the policy has Chinese keywords, these are put in their
place. A name that the author uses stays as it is, also where it is spelt as a keyword: names that are no keywords where they stand are legitimate.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from evalpolicy.classes import evolve
from evalpolicy.diagnostics import Diagnostic, Fix, Related
from evalpolicy.source import SourceFile
from evalpolicy.syntax.keywords import LENGTHS, keywords
from evalpolicy.wording import Language, Wording

_FIRST = re.compile(r"\s*([^\W\d]\w*)")
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_COMMENT = re.compile(r"[#＃].*")
_CODE = re.compile(r"`[^`]+`")
_CHECK = re.compile(r"`?[a-z]+(?:-[a-z0-9]+)+`?")
"""The code of a diagnostic, which is no piece of a policy."""
_COUNTED = re.compile(r"[0-9]\s+\Z")
"""What a length of time stands behind: there it is none of the policy's names."""
_PERIOD = re.compile(r"\bfull (?:years|months|days) from\b|\bcovered by\b")
"""What has an end that `to` names; elsewhere it names what something is for."""
NAMES = frozenset({"item", "applicant", "application"})
"""As messages mean them by themselves, the selected item, who applies and the application: names, like `catalog`. Elsewhere they are keywords too."""
_KEPT = re.compile(r'\{(?:count|items|limit)\}|"[^"]*"|“[^”]*”')


def language_of(file: SourceFile) -> Language:
    """The keyword language of a file: that of most of its lines."""
    found = {"zh": 0, "en": 0}
    for number in range(1, file.line_count + 1):
        first = _FIRST.match(file.line(number))
        for language, words in keywords().first_words.items():
            found[language] += first is not None and first[1] in words
    return "zh" if found["zh"] > found["en"] else "en"


def respelt(found: Iterable[Diagnostic], policy: SourceFile | None = None) -> list[Diagnostic]:
    """The diagnostics of a policy, with the keywords that they name as its file spells them. `policy`: that file, where they stand in others too."""
    told = list(found)
    file = policy or (told[0].file if told else None)
    if file is None or language_of(file) == "en":
        return told
    respelling = _Respelling(file.text)
    return [respelling.diagnostic(each) for each in told]


def respelt_code(text: str) -> str:
    """A piece of a policy with English keywords, with Chinese ones, word by word: for what cannot be parsed."""
    return _Respelling("").code(text)


class _Respelling:
    """`written`: the file without quotes and comments; `names`: the Latin words in it, which are names (or English keywords of its author)."""

    def __init__(self, text: str) -> None:
        self.written = _COMMENT.sub("", _KEPT.sub(" ", text))
        self.names = frozenset(_WORD.findall(self.written))

    def diagnostic(self, told: Diagnostic) -> Diagnostic:
        related = tuple(Related(each.span, self.wording(each.message)) for each in told.related)
        fix = told.fix and Fix(told.fix.span, self.code(told.fix.replacement))
        help = told.help and self.wording(told.help)
        return evolve(told, message=self.wording(told.message), help=help, related=related, fix=fix)

    def wording(self, said: Wording) -> Wording:
        zh, en = (_CODE.sub(lambda match: self.code(match[0]), text) for text in (said.zh, said.en))
        return Wording(zh, en)

    def _is_name(self, text: str, start: int, end: int) -> bool:
        """Whether a word of a piece is the name of what is applied with: all of the piece, or before a dot."""
        return text[start:end] in NAMES and (text.strip("`") == text[start:end] or text[end : end + 1] == ".")

    def code(self, text: str) -> str:
        """A piece of a policy, as far as it is keywords."""
        if _CHECK.fullmatch(text) is not None:
            return text
        pieces: list[str] = []
        at = 0
        while at < len(text):
            kept = _KEPT.match(text, at)
            word = kept or _WORD.match(text, at)
            if word is None:
                pieces.append(text[at])
                at += 1
            elif kept is not None or text[at - 1 : at] == "." or self._is_name(text, at, word.end()):
                pieces.append(word[0])
                at = word.end()
            else:
                spelling, at = self._phrase(text, at) or (word[0], word.end())
                pieces.append(spelling)
        return "".join(pieces)

    def _phrase(self, text: str, at: int) -> tuple[str, int] | None:
        """The Chinese spelling of the longest keyword that stands in the text, and where it ends."""
        word = _WORD.match(text, at)
        for phrase in keywords().by_first_word.get(word[0], ()) if word else ():
            end = at + len(phrase.text)
            if text[at:end] != phrase.text or (end < len(text) and (text[end].isalnum() or text[end] == "_")):
                continue
            if _COUNTED.search(text, 0, at) is not None and not LENGTHS.isdisjoint(phrase.terminals):
                return keywords().spelling(phrase.terminals[0]).zh, end
            if phrase.text != "item" and (phrase.text not in self.written if len(phrase.words) > 1 else phrase.text not in self.names):
                between_days = phrase.text == "to" and _PERIOD.search(text, 0, at) is not None
                return keywords().in_rule["zh", "full_units", "TO"] if between_days else keywords().spelling(phrase.terminals[0]).zh, end
        return None
