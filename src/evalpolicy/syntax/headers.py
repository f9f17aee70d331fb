"""Lines that were meant to open a declaration, and whose first word is no keyword: misspelt, run together with the name, or behind it."""

from __future__ import annotations

from evalpolicy.diagnostics import Diagnostic, Diagnostics, Fix
from evalpolicy.nearness import likeness, nearest
from evalpolicy.syntax.grammar import clause_words
from evalpolicy.syntax.joined import joined_header
from evalpolicy.syntax.keywords import DECLARATIONS, keyword_language, keywords
from evalpolicy.syntax.lines import Group, Line, opens_declaration
from evalpolicy.syntax.scanning import Lexeme
from evalpolicy.syntax.slips import in_the_wrong_order, is_stray, stray_letter, turned
from evalpolicy.wording import Wording


def meant_header(line: Line, in_example: bool, diagnostics: Diagnostics) -> Group | None:
    """The declaration that a line opens which does not begin with a keyword; None where it opens none. All but a misspelt keyword is told here."""
    if _is_turned_header(line, in_example):
        diagnostics.read_on_after(in_the_wrong_order(line.lexemes[:1], line.lexemes[1:2], diagnostics.file))
        line.lexemes[:] = turned(line.lexemes, 0, 1, 2)
        return Group(keywords().declaration(line.lexemes[0].text), line)
    if len(line.lexemes) > 2 and is_stray(line.lexemes[0]) and opens_declaration(line.lexemes[1:], in_example, True):
        diagnostics.read_on_after(stray_letter(line.lexemes.pop(0), diagnostics.file))
        return Group(keywords().declaration(line.lexemes[0].text), line)
    parted = joined_header(line.lexemes, diagnostics.file)
    if parted is not None:
        line.lexemes[:], told = parted
        diagnostics.read_on_after(told)
        return Group(keywords().declaration(line.lexemes[0].text), line)
    meant = _misspells_declaration(line)
    return None if meant is None else Group(None, line, meant)


def read_as_field_or_fact(line: Line, within: str | None, diagnostics: Diagnostics) -> None:
    """Have `fact` in a record read as `field`, and `field` before a name with an owner as `fact`: the one stands where the other is meant.

    `within`: the terminal of the declaration above.
    """
    opening = line.said[0]
    if len(line.said) < 4 or opening.kind != "WORD" or line.said[1].kind not in ("WORD", "QUOTED_NAME"):
        return
    owned = line.said[2].kind == "DOT"
    written = "FACT" if keywords().declaration(opening.text) == "FACT" else "FIELD" if "FIELD" in keywords().of_word(opening.text) else None
    if written == "FACT" and within == "RECORD" and opening.span.column > 1 and line.said[2].kind == "COLON":
        meant, said = "FIELD", Wording("记录里的字段", "a field of a record")
    elif written == "FIELD" and owned:
        meant, said = "FACT", Wording("“谁.什么”这样的事实", "a fact with its owner")
    else:
        return
    spelling = keywords().spelling(meant).text(keyword_language(opening.text))
    opening = line.lexemes[0]
    told = Diagnostic(
        "fact-path",
        "error",
        diagnostics.file,
        opening.span,
        Wording(f"{said.zh}以 `{spelling}` 开头，不是 `{opening.text}`", f"{said.en} begins with `{spelling}`, not `{opening.text}`"),
        Wording(f"改成 `{spelling}`", f"write `{spelling}`"),
        fix=Fix(opening.span, spelling),
    )
    diagnostics.read_on_after(told)
    line.lexemes[0] = Lexeme("WORD", spelling, opening.span)
    line.written = None


def _misspells_declaration(line: Line) -> str | None:
    """The keyword of a declaration that a line's first word is nearer to than to that of any clause."""
    first = line.lexemes[0]
    if first.kind != "WORD":
        return None
    openers = {spelling for terminal in DECLARATIONS for spelling in keywords().all_spellings(terminal)}
    near = nearest(first.text, sorted(clause_words() | openers), n=2, cutoff=0.75 if first.text.isascii() else 0.5)
    if len(near) > 1 and not first.text.isascii() and likeness(first.text, near[0]) == likeness(first.text, near[1]):
        # Two words of two characters that each differ in one: what stands behind tells them apart.
        near = [word for word in near if word in openers] if _has_header_form(line) else []
    return near[0] if near and near[0] in openers else None


def _is_turned_header(line: Line, in_example: bool) -> bool:
    """Whether a line is a header whose name stands before its keyword: `notice source "…"`."""
    first, third = line.lexemes[0], line.lexemes[2] if len(line.lexemes) > 2 else None
    if first.kind not in ("WORD", "QUOTED_NAME") or first.text in keywords().by_first_word or third is None or third.kind != "TEXT":
        return False
    return opens_declaration(turned(line.lexemes, 0, 1, 2), in_example, False) and keywords().declaration(line.lexemes[1].text) != "EXAMPLE"


def _has_header_form(line: Line) -> bool:
    """Whether a line could be a header but for its first word: a name, then a text, a colon, an equals sign or nothing."""
    kinds = [lexeme.kind for lexeme in line.lexemes[1:3]]
    return kinds[:1] in (["WORD"], ["QUOTED_NAME"]) and (len(kinds) == 1 or kinds[1] in ("TEXT", "COLON", "EQUAL", "DOT"))
