"""Punctuation, quotes and names as prose and word processors have them."""

from __future__ import annotations

import re
from collections.abc import Callable

from evalpolicy.syntax.keywords import DECLARATIONS, keywords
from evalpolicy.syntax.misspelt import SPACED
from evalpolicy.syntax.notations.notation import Meant, Notation, helped, plain, spelt
from evalpolicy.wording import Wording

_QUOTES = Wording("文字要放在引号里", "texts stand in quotes")
_ROUND = Wording("这里只用圆括号", "only round brackets are used here")
_BRACES = Wording("这里不用花括号", "there are no braces here")
_TEXT = r"\"[^\"]*\"|“[^”]*”"
_OPENING = r"^\s*(?P<opening>[^\W\d]\w*)"
"""The first word of a line."""


def _quoted(match: re.Match[str]) -> Meant | None:
    return Meant(f'"{match["text"]}"')


def _quoted_elsewhere(match: re.Match[str]) -> Meant | None:
    return Meant(f'"{match["text"] if match["text"] is not None else match["inside"]}"')


def _after_keyword(match: re.Match[str]) -> Meant | None:
    if match["opening"] not in keywords().by_first_word:
        return None
    return Meant(
        "" if match.string[match.end("at") :][:1].isspace() else " ", Wording(f"删去 `{match['at'].strip()}`", f"remove `{match['at'].strip()}`")
    )


def _declared(meant: Callable[[re.Match[str]], Meant | None]) -> Callable[[re.Match[str]], Meant | None]:
    """The same in a line that opens a declaration only."""
    return lambda match: meant(match) if keywords().declaration(match["opening"]) in DECLARATIONS else None


def _in_round(match: re.Match[str]) -> Meant:
    """A name by itself needs no brackets."""
    inside = match["inside"].strip()
    return Meant(inside if re.fullmatch(r"\w[\w.]*", inside) else f"({inside})")


def _underscored(match: re.Match[str]) -> Meant | None:
    return Meant(re.sub(r"\s+", "_", match["at"].strip()))


def _nameless(match: re.Match[str]) -> Meant | None:
    if keywords().declaration(match["opening"]) in (None, "EXAMPLE"):
        return None
    word = match["opening"]
    return Meant(None, Wording(f'`{word}` 后面先写代号，再写标题，如 `{word} a1 "…"`', f'write a name before the title, as in `{word} a1 "…"`'))


MARKS = (
    Notation(
        re.compile(rf"{_OPENING}\s+(?P<at>[A-Za-z]\w*(?: [A-Za-z0-9]\w*)+)\s+[\"“]"),
        SPACED,
        _declared(_underscored),
    ),
    Notation(
        re.compile(rf"{_OPENING}\s+\w+\s+(?P<at>(?P<text>[\u4e00-\u9fff][^\s\"“”:=]*))\s*$"),
        Wording("标题要放在引号里", "a title stands in quotes"),
        _declared(_quoted),
    ),
    Notation(re.compile(rf"{_OPENING}\s+(?P<at>[\"“][^\"“”]*[\"”])\s*$"), Wording("这里缺少代号", "the name is missing here"), _nameless),
    Notation(
        re.compile(rf"^\s*{spelt('FACT', 'FIELD', 'COLUMN', 'PARAMETER')}\s+(?P<at>:)"),
        Wording("这里缺少代号", "the name is missing here"),
        helped("冒号前面写代号", "write a name before the colon"),
    ),
    Notation(re.compile(rf"{_OPENING}(?P<at>\s*:)"), Wording("关键词后面不写冒号", "there is no colon behind a keyword"), _after_keyword),
    Notation(re.compile(rf"{_OPENING}\s+\w+(?P<at>\s*:)\s*[\"“]"), Wording("代号后面不写冒号", "there is no colon behind a name"), _after_keyword),
    Notation(re.compile(rf"{_OPENING}\s*(?P<at>=)(?!=)"), Wording("关键词后面不写等号", "there is no `=` behind a keyword"), _after_keyword),
    Notation(re.compile(r"(?P<at>[『《](?P<text>[^』》]*)[』》])"), _QUOTES, _quoted, quotes=True),
    Notation(
        re.compile(r"\bis\s+(?P<at>['‘](?P<text>\w+)['’])"),
        Wording("值不放在单引号里", "a value has no single quotes"),
        lambda match: Meant(match["text"]),
    ),
    Notation(
        re.compile(r"(?P<at>['‘’`](?P<text>[^'‘’`]*)['’‘`])"), Wording("文字要放在双引号里", "texts stand in double quotes"), _quoted, quotes=True
    ),
    Notation(re.compile(r"(?P<at>„(?P<text>[^„“”\"]*)[“”\"]|«\s*(?P<inside>[^«»]*?)\s*»)"), _QUOTES, _quoted_elsewhere, quotes=True),
    Notation(
        re.compile(r"(?P<at>[”](?P<text>[^“”\"\s](?:[^“”\"]*[^“”\"\s])?)[“”\"])"),
        Wording("前一个引号写反了", "the first quote is the wrong way round"),
        _quoted,
        quotes=True,
    ),
    Notation(
        re.compile(r"(?P<at>“(?P<text>[^“”\"]*)“)\s*$"), Wording("后一个引号写反了", "the last quote is the wrong way round"), _quoted, quotes=True
    ),
    Notation(
        re.compile(r"(?P<at>“(?P<text>[^“”\"]*)\")\s*$"),
        Wording('这段文字以 “ 开头，却以 " 结尾', 'this text begins with “ and ends with "'),
        _quoted,
        quotes=True,
    ),
    Notation(
        re.compile(r"(?<!\S)(?P<at>\"(?P<before>[^\"]*)\"(?P<text>[^\s\",|“”]+)\"(?P<after>[^\"]*)\")(?![^\s,|#])"),
        Wording("文字里面的引号写作“ ”", "quotes within a text are “ and ”"),
        lambda match: Meant(f'"{match["before"]}“{match["text"]}”{match["after"]}"'),
    ),
    Notation(re.compile(r"(?<![/:])(?P<at>//+|/\*|<!--)"), Wording("注释以 # 开头", "a comment begins with #"), plain("#")),
    Notation(
        re.compile(r"(?P<at>[【〔〖](?P<text>(?=[^】〕〗]*[\u4e00-\u9fff])[^\s【】〔〕〖〗<>=]+)[】〕〗])"),
        _QUOTES,
        lambda match: None if keywords().of_word(match["text"]) else _quoted(match),
    ),
    Notation(re.compile(r"(?P<at>[\[【〔〖](?P<inside>[^\[\]【】〔〕〖〗]*)[\]】〕〗])"), _ROUND, _in_round),
    Notation(re.compile(r"\S(?P<at>\s*\{)\s*$|^\s*(?P<closing>\})\s*$"), _BRACES, plain("")),
    Notation(re.compile(r"^(?P<at>\s*\}[;,]?)\s*$"), _BRACES, plain("")),
    Notation(
        re.compile(r"(?P<at>\s*(?:[;:!]+|(?<!\.)\.))\s*$"),
        Wording("行尾不写标点", "a line has no punctuation at its end"),
        plain(""),
        everywhere=True,
    ),
    Notation(
        re.compile(r"(?P<at>\s*,)\s*$"),
        Wording("行尾不写标点", "a line has no punctuation at its end"),
        plain(""),
        frozenset({"unexpected-token"}),
        only=True,
    ),
    Notation(
        re.compile(rf"^\s*{spelt('FACT', 'FIELD', 'COLUMN', 'PARAMETER')}\s+[\w.「」]+\s*(?:{_TEXT})?\s*(?P<at>;)"),
        Wording("名称和它的类型之间写冒号", "a colon stands between a name and its type"),
        plain(":"),
    ),
    Notation(re.compile(r"(?P<at>;)"), Wording("各项之间用逗号", "things are separated by commas"), plain(",")),
    Notation(
        re.compile(r"(?P<at>—+|…+)"),
        Wording("这里不能有这个标点", "this mark has no meaning here"),
        helped("删去它；减号写 `-`，一段时间的起止之间写 `..`", "remove it; a minus is written `-`, a period with `..`"),
    ),
)
