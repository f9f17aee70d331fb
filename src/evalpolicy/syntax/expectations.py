"""What the grammar finds wrong with a line: what was expected there, in plain words, and the keyword that was probably meant."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from evalpolicy.diagnostics import Diagnostic, Diagnostics, Fix
from evalpolicy.nearness import nearest, surely
from evalpolicy.source import SourceFile, Span
from evalpolicy.syntax.called import keywords_before
from evalpolicy.syntax.grammar import CLAUSES, openers
from evalpolicy.syntax.keywords import COMPARING, LENGTHS, keyword_language, keywords
from evalpolicy.syntax.lalr import END, Unexpected
from evalpolicy.syntax.left_out import begins_with_path
from evalpolicy.syntax.lexer import Feed
from evalpolicy.syntax.lines import Group, Line
from evalpolicy.syntax.scanning import MARKS, Lexeme
from evalpolicy.syntax.slip import understood
from evalpolicy.wording import Language, Wording

SHOWN = 8
"""Expectations listed before the rest is left out."""

FEW = 3
"""Declarations that are named as the homes of a clause."""

NEAR = 0.7
"""How like a keyword a word must be to suggest it."""

NEAR_HAN = 0.5
"""The same for words in Han characters, which are few."""

VERY_NEAR = 0.8
"""The same, where a word was read as a name at first."""

_PLAIN = {
    "NAME": Wording("名称", "a name"),
    "TEXT": Wording("带引号的文字", "a text in quotes"),
    "NUMBER": Wording("数", "a number"),
    "DATE": Wording("日期", "a date"),
    "TIME": Wording("时刻（如 17:00）", "a time such as 17:00"),
    "YEAR_MONTH": Wording("年月（如 2024-11）", "a month such as 2024-11"),
    "ZONE": Wording("时区（如 Asia/Shanghai）", "a time zone such as Asia/Shanghai"),
    END: Wording("行尾", "the end of the line"),
}
_MARKS = {terminal: mark for mark, terminal in reversed(MARKS.items())}
_CALCULATING = frozenset({"PLUS", "MINUS", "STAR", "SLASH", "ROUNDED_UP_TO", "ROUNDED_DOWN_TO", "ROUNDED_HALF_UP_TO", "AT"})
_LASTING = frozenset({"FULL_YEARS_FROM", "FULL_MONTHS_FROM", "FULL_DAYS_FROM", "FULL_MONTHS_COVERED_BY"})
"""What goes on with the end of a period."""
_GOING_ON = LENGTHS | {
    *("DOT", "PERCENT", "BYTES", "KILOBYTES", "MEGABYTES", "GIGABYTES"),
    *("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"),
}


# --- the keyword of a clause -----------------------------------------------------------------


def begins_like_a_clause(line: Line, start: str) -> bool:
    """Whether a line begins with the keyword of a clause of another declaration, or with a word that is near to one of those of `start`.

    A word that is spelt as a keyword is none that is misspelt, and one with a dot behind it is a name.
    """
    feed = Feed(line.lexemes)
    if begins_with_path(line.lexemes):
        return False
    return bool(standing(feed) & _anywhere()) or (not standing(feed) and _nearest(_written(feed), openers(start)) is not None)


@cache
def _anywhere() -> frozenset[str]:
    """What clauses may begin with, of any declaration."""
    return frozenset().union(*(openers(start) for start in CLAUSES.values()))


def report_beginning(line: Line, group: Group, diagnostics: Diagnostics) -> None:
    """Report a line that does not begin with a keyword of its declaration."""
    assert group.terminal is not None
    feed = Feed(line.lexemes)
    allowed = openers(CLAUSES[group.terminal])
    opening = line.lexemes[0]
    begun = standing(feed)
    name = group.header.lexemes[0].text
    zh, en = _available(allowed, name)
    if opening.kind != "WORD":
        more_zh, more_en = (
            "如果它接续上一行，上一行末尾要有逗号或运算符",
            "if it goes on from the line above, that one must end in a comma or an operator",
        )
        diagnostics.error(
            "line-without-keyword",
            opening.span,
            Wording("这一行没有以关键词开头", "this line does not begin with a keyword"),
            Wording(f"{more_zh}；{zh}", f"{more_en}; {en}"),
        )
        return
    shown = opening.text
    if begun & _anywhere() and not begins_with_path(line.lexemes):
        wording = Wording(f"`{name}` 里不能写 `{shown}`", f"`{shown}` has no place in {article(name)} `{name}`")
        near = _nearest(_written(feed), allowed)
        homes = _homes(begun, name)
        if near is not None and near != shown:
            zh, en = f"是不是想写 `{near}`？ {zh}", f"did you mean `{near}`? {en[0].upper()}{en[1:]}"
        elif homes:
            zh = f"它属于{homes}：上面是不是少了这一行声明？ {zh}"
            en = f"it belongs to {homes.replace('、', ', ')}: is the line missing that declares it? {en[0].upper()}{en[1:]}"
        diagnostics.error("clause-not-here", opening.span, wording, Wording(zh, en))
        return
    meant = _nearest(_written(feed), allowed)
    wording = Wording(f"没有关键词 `{shown}`", f"there is no keyword `{shown}`")
    if begun and not begins_with_path(line.lexemes):
        wording = Wording(f"`{name}` 里没有以 `{shown}` 开头的行", f"no line of {article(name)} `{name}` begins with `{shown}`")
        meant = meant if meant is not None and meant.startswith(shown) else None
    if meant is None:
        diagnostics.error("unknown-keyword", opening.span, wording, Wording(zh, en))
    else:
        diagnostics.error("unknown-keyword", opening.span, wording, _did_you_mean(meant), fix=_certain(shown, meant, opening.span))


def misspelt_declaration(group: Group, file: SourceFile) -> Diagnostic:
    """What is told of a line whose first word is nearly the keyword of a declaration."""
    opening = group.header.lexemes[0]
    wording = Wording(f"没有关键词 `{opening.text}`", f"there is no keyword `{opening.text}`")
    fix = _certain(opening.text, group.meant, opening.span)
    return Diagnostic("unknown-keyword", "error", file, opening.span, wording, _did_you_mean(group.meant), fix=fix)


def standing(feed: Feed) -> frozenset[str]:
    """The terminals whose spellings stand where the feed is."""
    opening = feed.lexemes[feed.index]
    phrases = keywords().by_first_word.get(opening.text, ()) if opening.kind == "WORD" else ()
    return frozenset(terminal for phrase in phrases if feed.words_match(phrase) for terminal in phrase.terminals)


def _available(allowed: Iterable[str], name: str) -> tuple[str, str]:
    """The clauses that a declaration takes, in the keyword language of its header, said in Chinese and in English."""
    language = keyword_language(name)
    spelt = [f"`{keywords().spelling(terminal).text(language)}`" for terminal in _in_order(allowed)]
    return f"`{name}` 里可以写：{'、'.join(spelt)}", f"{article(name)} `{name}` takes {', '.join(spelt)}"


def _homes(standing: Iterable[str], name: str) -> str:
    """The declarations that take a clause, where they are few."""
    taking = [terminal for terminal, start in CLAUSES.items() if not openers(start).isdisjoint(standing)]
    spelt = [f"`{keywords().spelling(terminal).text(keyword_language(name))}`" for terminal in taking]
    return "、".join(spelt) if len(spelt) <= FEW else ""


def article(name: str) -> str:
    """The indefinite article before a keyword."""
    return "an" if name[:1] in tuple("aeiou") else "a"


def _in_order(terminals: Iterable[str]) -> list[str]:
    order = list(keywords().spellings["en"])
    return sorted((terminal for terminal in terminals if keywords().is_keyword(terminal)), key=order.index)


# --- inside a line ---------------------------------------------------------------------------


def report_unexpected(error: Unexpected, feed: Feed, place: Span, start: str, diagnostics: Diagnostics) -> None:
    """Report where a line, a cell or a placeholder, what `start` names, stops making sense. `place` is where it stands."""
    token = error.token
    accepted = error.state.accepted()
    span = token.span if token is not None else _end_of(place) if feed.lexemes else place
    if "ELSE" in accepted and (token is None or token.type in ("RPAR", "COMMA")):
        diagnostics.error(
            "else-missing",
            span,
            Wording("缺少 `else`：否则取什么值？", "`else` is missing: what is the value otherwise?"),
            Wording("在末尾写 `else V`，V 是那时的值", "end it with `else V`, V being the value then"),
        )
        return
    item = _item_among_facts(feed, token is None, diagnostics)
    if item is not None:
        select = keywords().spelling("SELECT").text(keyword_language(feed.lexemes[0].text))
        diagnostics.error(
            "unexpected-token",
            item.span,
            Wording(f"`{item.text}` 是目录里的项目，不是申请人的事实", f"`{item.text}` is an item of a catalog, no fact of who applies"),
            Wording(f"另起一行：`{select} {item.text}`", f"write a line of its own: `{select} {item.text}`"),
        )
        return
    if token is not None and start in CLAUSES.values() and _two_lines(start, feed):
        shown = feed.lexemes[feed.begun].text
        wording = Wording(f"`{shown}` 要另起一行", f"`{shown}` begins a line of its own")
        diagnostics.error("unexpected-token", span, wording, Wording("在它前面换行", "break the line before it"))
        return
    if token is not None:
        meant = _nearest(_written(feed), accepted) or _nearest_from_before(feed)
        if meant is not None and feed.lexemes[feed.begun].kind == "WORD":
            shown = feed.lexemes[feed.begun].text
            wording = Wording(f"这里不能写 `{shown}`", f"`{shown}` is not understood here")
            diagnostics.error("unknown-keyword", span, wording, _did_you_mean(meant), fix=_certain(shown, meant, span))
            return
    expected = _listed(accepted, keyword_language(*(lexeme.text for lexeme in feed.lexemes if lexeme.kind == "WORD")), feed.terminals)
    if token is None:
        wording = Wording("这一行没有写完", "this ends too early")
        diagnostics.error("incomplete-line", span, wording, Wording(f"后面应有{expected.zh}", f"expected {expected.en}"))
        return
    shown = _shown(feed)
    wording = Wording(f"这里不能写 {shown}", f"{shown} does not fit here")
    diagnostics.error("unexpected-token", span, wording, _advice(feed, expected))


def _two_lines(start: str, feed: Feed) -> bool:
    """Whether two clauses stand in one line, the second from where it stops making sense."""
    begun, lexemes = feed.begun, feed.lexemes
    if begun == 0 or not standing(Feed(lexemes, begun)) & openers(start):
        return False
    return understood(start, lexemes[:begun]) is not None and understood(start, lexemes[begun:]) is not None


def _item_among_facts(feed: Feed, ended: bool, diagnostics: Diagnostics) -> Lexeme | None:
    """The item that stands by itself among the facts of an example, just before the place where the line stops making sense."""
    lexemes = feed.lexemes
    at = len(lexemes) - 1 if ended else feed.begun - 1
    if at < 1 or feed.terminals[0] not in ("APPLICANT", "APPLICATION"):
        return None
    of = keywords_before(diagnostics.file.text).get(lexemes[at].text, frozenset())
    return lexemes[at] if "SELECT" in of and lexemes[at - 1].kind in ("COMMA", "WORD") else None


def _end_of(place: Span) -> Span:
    """Just after what stands at `place`."""
    return Span(place.end_line, place.end_column, place.end_line, place.end_column + 1)


def _shown(feed: Feed) -> str:
    lexeme = feed.lexemes[feed.begun]
    return {"TEXT": f'"{lexeme.text}"', "QUOTED_NAME": f"「{lexeme.text}」"}.get(lexeme.kind, f"`{lexeme.text}`")


def _advice(feed: Feed, expected: Wording) -> Wording:
    """What was expected; and brackets, where something may stand only in them."""
    begun = feed.begun
    misread = feed.terminals[-2:-1] == ["NAME"] and standing(Feed(feed.lexemes, begun - 1)) & openers("expression")
    if misread or standing(Feed(feed.lexemes, begun)) & (openers("expression") | LENGTHS):
        return Wording(
            f"应为{expected.zh}；如果这是式子中的一部分，把它放进括号",
            f"expected {expected.en}; if it is part of an expression, put brackets around it",
        )
    return Wording(f"应为{expected.zh}", f"expected {expected.en}")


def _listed(accepted: set[str], language: Language, before: Sequence[str]) -> Wording:
    """The expectations in plain words, the most telling ones first."""
    rest = set(accepted)
    found: list[Wording] = []
    if {"NAME", "NUMBER", "LPAR"} <= rest:
        found.append(Wording("值或条件", "a value or a condition") if "IF" in rest else Wording("值", "a value"))
        rest -= openers("expression")
    if {"IS", "AT_LEAST"} <= rest:
        found.append(Wording("比较词（如 `is`、`at least`）", "a comparison such as `is` or `at least`"))
        rest -= COMPARING
    if "PLUS" in rest and len(rest - _CALCULATING - _GOING_ON) > 0:
        rest -= _CALCULATING | _GOING_ON
    elif len(rest) > SHOWN:
        rest -= _GOING_ON
    found += [word for terminal, word in _PLAIN.items() if terminal in rest and terminal != END]
    found += [_keyword(terminal, language, before) for terminal in _in_order(rest)]
    found += [Wording(f"`{mark}`", f"`{mark}`") for terminal, mark in _MARKS.items() if terminal in rest]
    found += [_PLAIN[END]] if END in rest else []
    listed = found[:SHOWN]
    more = len(found) > len(listed)
    return Wording(
        _joined([word.zh for word in listed], "、", "或", " 等" if more else ""),
        _joined([word.en for word in listed], ", ", " or ", " and others" if more else ""),
    )


def _keyword(terminal: str, language: Language, before: Sequence[str]) -> Wording:
    """A keyword as the author spells keywords, whatever the language of the message; `before`: the terminals in front of it."""
    spelling = keywords().spelling(terminal).text(language)
    if terminal == "TO" and not _LASTING.isdisjoint(before):
        spelling = keywords().in_rule.get((language, "full_units", terminal), spelling)
    return Wording(f"`{spelling}`", f"`{spelling}`")


def _joined(words: list[str], comma: str, last: str, more: str) -> str:
    if len(words) < 2 or more:
        return comma.join(words) + more
    return comma.join(words[:-1]) + last + words[-1]


# --- the keyword that was meant --------------------------------------------------------------


def _written(feed: Feed) -> list[str]:
    """The words at the feed's token, one, two and more of them together: what may have been meant as a keyword."""
    words: list[str] = []
    for lexeme in feed.lexemes[feed.begun : feed.begun + 4]:
        if lexeme.kind != "WORD":
            break
        words.append(lexeme.text)
    return [" ".join(words[: length + 1]) for length in range(len(words))]


def _nearest(written: Iterable[str], terminals: Iterable[str]) -> str | None:
    """The spelling of one of the terminals that is nearest to what is written."""
    spellings = [spelling for terminal in _in_order(terminals) for spelling in keywords().all_spellings(terminal)]
    for text in sorted(written, key=len, reverse=True):
        alike = [spelling for spelling in spellings if abs(len(spelling) - len(text)) < 4 and spelling.isascii() == text.isascii()]
        near = nearest(text, alike, cutoff=NEAR if text.isascii() else NEAR_HAN)
        if near:
            return near[0]
    return None


def _nearest_from_before(feed: Feed) -> str | None:
    """The phrase that was meant where its first word was taken by itself: `at mst`, `nt stated`."""
    if feed.begun == 0:
        return None
    phrases = [phrase.text for some in keywords().by_first_word.values() for phrase in some if len(phrase.words) > 1]
    for text in _written(Feed(feed.lexemes, begun=feed.begun - 1))[1:]:
        near = nearest(text, phrases, cutoff=VERY_NEAR)
        if near and near[0] != text:
            return near[0]
    return None


def _certain(written: str, meant: str, span: Span) -> Fix | None:
    """The change to the keyword that was meant, where it is surely that one: of two short words with a character in common one may say the
    opposite of the other."""
    return Fix(span, meant) if surely(written, [meant]) is not None else None


def _did_you_mean(spelling: str) -> Wording:
    return Wording(f"是不是想写 `{spelling}`？", f"did you mean `{spelling}`?")
