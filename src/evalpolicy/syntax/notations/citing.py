"""Citations with their parts left out, bare or in another order: `cite SOURCE "place" "words"`."""

from __future__ import annotations

import re

from evalpolicy.syntax.notations.notation import Meant, Notation
from evalpolicy.wording import Wording

_CITE = r"^\s*(?:cite|依据)\s+"
_TEXT = r"(?:\"[^\"]*\"|“[^”]*”)"
_FORM = Wording(
    '`cite` 后面依次写：来源的代号、在哪一节、原文，如 `cite SOURCE "PLACE" "…"`',
    'behind `cite` stand the source\'s name, the place and the words, as in `cite SOURCE "PLACE" "…"`',
)


def _place(match: re.Match[str]) -> Meant | None:
    return Meant(f'"{match["at"].strip()}"')


CITING = (
    Notation(
        re.compile(rf"{_CITE}[^\W\d]\w*\s+(?P<at>[^\s\"“”|]+)\s+{_TEXT}"),
        Wording("在哪一节要放在引号里", "the place stands in quotes"),
        _place,
    ),
    Notation(
        re.compile(rf"{_CITE}(?P<at>{_TEXT}|《[^》]*》)"),
        Wording("这里缺少来源的代号", "the name of the source is missing here"),
        lambda match: Meant(None, _FORM),
        everywhere=True,
    ),
    Notation(
        re.compile(rf"{_CITE}[^\W\d]\w*\s+(?P<at>{_TEXT})\s*(?:#.*)?$"),
        Wording("这里只有一段文字：在哪一节，还是原文？", "there is only one text here: the place, or the words?"),
        lambda match: Meant(None, _FORM),
        everywhere=True,
    ),
    Notation(
        re.compile(rf"{_CITE}[^\W\d]\w*\s+(?P<at>[^\s\"“”]+\s+[^\"“”]+)$"),
        Wording("在哪一节和原文都要放在引号里", "the place and the words stand in quotes"),
        lambda match: Meant(None, _FORM),
    ),
)
