"""What can be wrong with the characters, the lines and the tables of a policy file, said in both languages.

What the grammar finds wrong is in `evalpolicy.syntax.expectations`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalpolicy.diagnostics import Diagnostics, Fix, Related
from evalpolicy.source import Span
from evalpolicy.wording import Wording

if TYPE_CHECKING:
    from evalpolicy.syntax.scanning import Lexeme

TOLD_ONCE = frozenset({"left-over", "row-without-bars", "invisible-character", "pasted-twice"})
"""Codes of what is read nevertheless: a line is sound in spite of them."""

_CLOSERS = {'"': '"', "＂": '"', "“": "”"}


# --- characters ------------------------------------------------------------------------------


def unclosed_quote(diagnostics: Diagnostics, span: Span, opening: str) -> None:
    """A text without its closing quote."""
    closing = _CLOSERS[opening]
    diagnostics.error(
        "unclosed-quote",
        span,
        Wording("引号没有闭合", "this quote is not closed"),
        Wording(f"在文字末尾补上 {closing} ；一段文字不能跨行", f"end the text with {closing} ; a text does not go on in the next line"),
    )


def unopened_quote(diagnostics: Diagnostics, span: Span, closing: str = "”") -> None:
    """A closing quote by itself."""
    opening = "“" if closing == "”" else closing
    diagnostics.error(
        "unopened-quote",
        span,
        Wording(f"这里的 {closing} 没有对应的 {opening}", f"this {closing} closes no quote"),
        Wording('文字以 “ 或 " 开头', 'a text begins with “ or "'),
    )


def unclosed_name(diagnostics: Diagnostics, span: Span) -> None:
    """A name without its 」."""
    diagnostics.error(
        "unclosed-name",
        span,
        Wording("名称的「没有闭合", "this 「 is not closed"),
        Wording("在名称末尾补上」", "end the name with 」"),
    )


def empty_name(diagnostics: Diagnostics, span: Span) -> None:
    """「」 without anything in it."""
    diagnostics.error("empty-name", span, Wording("名称是空的", "this name is empty"), Wording("在「」里写名称", "write the name between 「 and 」"))


def unexpected_character(diagnostics: Diagnostics, span: Span, character: str) -> None:
    """A character that begins nothing."""
    shown = character if character.isprintable() else f"U+{ord(character):04X}"
    diagnostics.error(
        "unexpected-character",
        span,
        Wording(f"这里不能有字符 `{shown}`", f"the character `{shown}` has no meaning here"),
        Wording("文字要放在引号里，含有特殊字符的名称要放在「」里", "put texts in quotes, and names with special characters in 「」"),
    )


def invisible_character(diagnostics: Diagnostics, span: Span, characters: str) -> None:
    """A character without width, in the middle of a word."""
    shown = f"U+{ord(characters[0]):04X}"
    diagnostics.error(
        "invisible-character",
        span,
        Wording(f"这个词中间有一个看不见的字符（{shown}）", f"there is a character that nobody sees ({shown}) within this word"),
        Wording("删去它，或者把这个词重新打一遍", "remove it, or type the word anew"),
        fix=Fix(span, ""),
    )


def too_long(diagnostics: Diagnostics, span: Span, code: str, limit: int) -> None:
    """A text, a name or a number beyond its limit."""
    what = {"text-too-long": Wording("文字", "text"), "name-too-long": Wording("名称", "name"), "number-too-long": Wording("数", "number")}[code]
    diagnostics.error(
        code,
        span,
        Wording(f"{what.zh}太长", f"this {what.en} is too long"),
        Wording(f"最多 {limit} 个字符", f"at most {limit} characters are read"),
    )


def grouped_number(diagnostics: Diagnostics, span: Span, text: str) -> None:
    """`1,000`."""
    diagnostics.error(
        "grouped-number",
        span,
        Wording("数里不能有逗号", "a number has no commas in it"),
        Wording(
            f"写成 {text.replace(',', '')}；如果是几个数，逗号后加空格",
            f"write {text.replace(',', '')}; if these are several numbers, put a space after each comma",
        ),
    )


def no_such_date(diagnostics: Diagnostics, span: Span, text: str) -> None:
    """`2024-02-30`."""
    diagnostics.error(
        "no-such-date",
        span,
        Wording(f"没有 {text} 这一天", f"there is no day {text}"),
        Wording("日期写作 年-月-日，如 2024-09-21；做减法时减号两边加空格", "a date is year-month-day, as in 2024-09-21; put spaces around a minus"),
    )


def no_such_time(diagnostics: Diagnostics, span: Span, text: str) -> None:
    """`24:30`."""
    diagnostics.error(
        "no-such-time",
        span,
        Wording(f"没有 {text} 这个时刻", f"there is no time {text}"),
        Wording("时刻从 00:00 到 23:59；一天结束之时写作次日 00:00", "times are 00:00 to 23:59; the end of a day is 00:00 of the next"),
    )


def no_such_month(diagnostics: Diagnostics, span: Span) -> None:
    """`2024-13`."""
    diagnostics.error(
        "no-such-month",
        span,
        Wording("没有这个月份", "there is no such month"),
        Wording("月份写作 `2024-11` 或 `November 2024`", "a month is written 2024-11 or November 2024"),
    )


def not_whole(diagnostics: Diagnostics, span: Span, zh: str, en: str) -> None:
    """A figure with decimals where a count is meant."""
    diagnostics.error(
        "not-whole",
        span,
        Wording(f"{zh}要是整数", f"{en} must be a whole number"),
        Wording("写一个没有小数的数", "write a number without decimals"),
    )


def repeated_option(diagnostics: Diagnostics, span: Span, first: Span) -> None:
    """An option of a fact stated twice."""
    diagnostics.error(
        "repeated-option",
        span,
        Wording("这一项已经写过了", "this is stated twice"),
        Wording("只保留一处", "keep one of them"),
        (Related(first, Wording("第一次写在这里", "it is stated here first")),),
    )


# --- lines -----------------------------------------------------------------------------------


def runs_on(diagnostics: Diagnostics, last: Lexeme) -> None:
    """A line that ends in a comma or an operator, above one that begins a clause of its own."""
    fix = Fix(last.span, "") if last.kind == "COMMA" else None
    diagnostics.error(
        "incomplete-line",
        last.span,
        Wording(f"这一行以 `{last.text}` 结尾，还没有写完", f"this line ends with `{last.text}`: something is missing after it"),
        Wording(f"补上后面的内容，或删去 `{last.text}`", f"write what is missing, or remove `{last.text}`"),
        fix=fix,
    )


def unclosed_bracket(diagnostics: Diagnostics, span: Span) -> None:
    """A bracket that nothing closes."""
    diagnostics.error(
        "unclosed-bracket",
        span,
        Wording("括号没有闭合", "this bracket is not closed"),
        Wording("补上 )", "close it with )"),
    )


def unopened_bracket(diagnostics: Diagnostics, span: Span) -> None:
    """A closing bracket by itself."""
    diagnostics.error(
        "unopened-bracket",
        span,
        Wording("这里的 ) 没有对应的 (", "this bracket closes nothing"),
        Wording("删去它，或补上 (", "remove it, or open it with ("),
    )


def nested_too_deeply(diagnostics: Diagnostics, span: Span, limit: int) -> None:
    """Brackets or expressions beyond the limit."""
    diagnostics.error(
        "nested-too-deeply",
        span,
        Wording("括号或式子套得太深", "brackets or expressions are nested too deeply"),
        Wording(f"最多 {limit} 层；用 `define` 把式子拆开", f"at most {limit} levels are read; split the expression with `define`"),
    )


def text_before_declaration(diagnostics: Diagnostics, span: Span, names: Wording) -> None:
    """A line above the first declaration; `names`: the keywords of declarations, listed."""
    diagnostics.error(
        "text-before-declaration",
        span,
        Wording("这一行不属于任何声明", "this line is not part of a declaration"),
        Wording(f"声明以这些词开头：{names.zh}；注释以 # 开头", f"a declaration begins with one of {names.en}; a comment begins with #"),
    )


def table_outside(diagnostics: Diagnostics, span: Span, declaration: str | None) -> None:
    """A table where no table may be; `declaration` None: above the first declaration."""
    zh = "任何声明之外" if declaration is None else f"`{declaration}` 里"
    en = "outside a declaration" if declaration is None else f"in a `{declaration}`"
    diagnostics.error(
        "table-outside",
        span,
        Wording(f"{zh}不能有表格", f"there can be no table {en}"),
        Wording(
            "表格只写在 `catalog` 和 `fee` 里；一行不能以 | 接续上一行",
            "tables stand in a `catalog` or a `fee`; a line that begins with | is a table row",
        ),
    )


def table_too_long(diagnostics: Diagnostics, span: Span, limit: int) -> None:
    """A table beyond its limit."""
    diagnostics.error(
        "table-too-long",
        span,
        Wording("表格太长", "this table is too long"),
        Wording(f"最多 {limit} 行", f"at most {limit} rows are read"),
    )


def empty_file(diagnostics: Diagnostics) -> None:
    """A file without declarations."""
    diagnostics.error(
        "empty-file",
        Span(1, 1, 1, 1),
        Wording("文件里没有任何声明", "there is no declaration in this file"),
        Wording('以 `policy 代号 "标题"` 开头', 'begin it with `policy ID "title"`'),
    )


# --- files -----------------------------------------------------------------------------------


def unreadable_file(diagnostics: Diagnostics, reason: Wording) -> None:
    """A file that the system does not let us read."""
    diagnostics.error(
        "unreadable-file",
        Span(1, 1, 1, 1),
        Wording(f"读不了这个文件：{reason.zh}", f"this file cannot be read: {reason.en}"),
        Wording("检查路径和权限", "check the path and the permissions"),
    )


def file_too_big(diagnostics: Diagnostics, what: str, limit: int) -> None:
    """A file beyond its limit of bytes or lines."""
    zh = {"bytes": "字节", "lines": "行"}[what]
    diagnostics.error(
        "file-too-big",
        Span(1, 1, 1, 1),
        Wording(f"文件太大，最多 {limit} {zh}", f"this file is too big; at most {limit} {what} are read"),
        Wording("把它拆成几个政策", "split it into several policies"),
    )


def not_utf8(diagnostics: Diagnostics, span: Span, encoding: str | None = None) -> None:
    """Bytes that are no UTF-8; `encoding` is what they seem to be."""
    diagnostics.error(
        "not-utf-8",
        span,
        Wording(
            "文件不是 UTF-8 编码" + (f"，看来是 {encoding}" if encoding else ""),
            "this file is not in UTF-8" + (f"; it seems to be {encoding}" if encoding else ""),
        ),
        Wording(
            "另存为 UTF-8（记事本：另存为 → 编码 → UTF-8；WPS：另存为 → 纯文本 → 编码选 UTF-8）",
            "save it as UTF-8 (Notepad: Save As, Encoding, UTF-8; WPS: Save As, plain text, encoding UTF-8)",
        ),
    )


def nul_character(diagnostics: Diagnostics, span: Span) -> None:
    """A NUL, as in files that are no text."""
    diagnostics.error(
        "nul-character",
        span,
        Wording("文件里有空字符，它可能不是文本文件", "there is a NUL character; this may be no text file"),
        Wording("另存为纯文本，编码选 UTF-8", "save it as plain text in UTF-8"),
    )


# --- templates -------------------------------------------------------------------------------


def unclosed_brace(diagnostics: Diagnostics, span: Span) -> None:
    """A placeholder without its }."""
    diagnostics.error(
        "unclosed-brace",
        span,
        Wording("这里的 { 没有闭合", "this { is not closed"),
        Wording("补上 }；要写花括号本身就写 {{", "close it with }; a brace itself is written {{"),
    )


def unopened_brace(diagnostics: Diagnostics, span: Span) -> None:
    """A } by itself."""
    diagnostics.error(
        "unopened-brace",
        span,
        Wording("这里的 } 没有对应的 {", "this } closes nothing"),
        Wording("要写花括号本身就写 }}", "a brace itself is written }}"),
    )


def empty_placeholder(diagnostics: Diagnostics, span: Span) -> None:
    """`{}`."""
    diagnostics.error(
        "empty-placeholder",
        span,
        Wording("花括号里是空的", "there is nothing between the braces"),
        Wording("在花括号里写要填入的值，如 {count}", "write the value to fill in, as in {count}"),
    )
