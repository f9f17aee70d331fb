"""Lines that were meant to open a declaration, and whose first word is no keyword: misspelt, run together with the name, or behind it."""

from __future__ import annotations

import re

from evalpolicy.diagnostics import Diagnostic, Diagnostics, Fix
from evalpolicy.limits import Limits
from evalpolicy.nearness import likeness, nearest
from evalpolicy.source import SourceFile
from evalpolicy.syntax.expectations import misspelt_declaration, standing
from evalpolicy.syntax.grammar import CLAUSES, clause_words, openers
from evalpolicy.syntax.joined import joined_header
from evalpolicy.syntax.keywords import DECLARATIONS, keyword_language, keywords
from evalpolicy.syntax.lexer import Feed
from evalpolicy.syntax.lines import TABLES, Group, Line, opens_declaration
from evalpolicy.syntax.scanning import Lexeme, scan
from evalpolicy.syntax.slip import understood
from evalpolicy.syntax.slips import in_the_wrong_order, is_stray, stray_letter, turned
from evalpolicy.syntax.tree import Row
from evalpolicy.wording import Wording

ENDS = {
    "EXCEPTION": frozenset({"TO"}),
    "ADJUSTMENT": frozenset({"TO"}),
    "FEE": frozenset({"PER_SELECTION", "PER_APPLICATION"}),
}
"""What stands behind the text of a header and has to be known for what stands below it."""

WITH_CLAUSES = frozenset({"POLICY", "SOURCE", "RECORD", "CATALOG", "READING", "RULE", "ADVICE", "STEP", "EVENT", "INVARIANT", *ENDS})
"""Declarations that say what they say in the lines below their header, and not in the header itself."""


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


def read_as_meant(group: Group, diagnostics: Diagnostics) -> str | None:
    """Report a declaration whose keyword is misspelt, and have it read as the one that was meant: its terminal, None where it makes no sense as that.

    It makes none where a line below belongs to other declarations only.
    """
    told = misspelt_declaration(group, diagnostics.file)
    terminal, opening = keywords().declaration(group.meant), group.header.lexemes[0]
    lexemes = [Lexeme("WORD", group.meant, opening.span), *group.header.lexemes[1:]]
    if terminal is None or not group.header.sound or understood("declaration", lexemes) is None or _has_strangers(group, terminal):
        diagnostics.found.append(told)
        return None
    diagnostics.read_on_after(told)
    group.header.lexemes[:] = lexemes
    return terminal


def _has_strangers(group: Group, terminal: str) -> bool:
    """Whether a line of a declaration is a clause of others, or a row where there can be none."""
    anywhere, own = frozenset().union(*(openers(start) for start in CLAUSES.values())), openers(CLAUSES[terminal])
    for item in group.body:
        if isinstance(item, Row):
            if terminal not in TABLES:
                return True
        elif (said := standing(Feed(item.lexemes)) & anywhere) and said.isdisjoint(own):
            return True
    return False


def without_its_text(header: Line, terminal: str, file: SourceFile, limits: Limits) -> list[Lexeme] | None:
    """A header whose text cannot be read, without it, so that what stands below it is read: its name, and whose or of what it is.

    None where more than that cannot be read, or where all that it declares stands in the line itself.
    """
    said = header.lexemes
    if terminal == "EXAMPLE":
        return [said[0], Lexeme("TEXT", "", said[0].span)]
    line = file.line(header.number)
    # A name that is written with spaces is another one.
    alone = len(said) < 3 or said[2].kind != "WORD"
    named = len(said) > 1 and said[1].kind in ("WORD", "QUOTED_NAME") and alone and not line[said[1].span.end_column - 1 :][:1].strip()
    if terminal not in WITH_CLAUSES or not named:
        return None
    if terminal not in ENDS:
        return said[:2]
    for match in re.finditer(r"(?<=\s)\S", line):
        begin = match.start()
        unsaid = Diagnostics(file)
        behind = scan(line[begin:], header.number, range(begin + 1, len(line) + 2), unsaid, limits) if begin >= said[1].span.end_column else []
        if behind and not unsaid.found and standing(Feed(behind)) & ENDS[terminal] and understood("declaration", [*said[:2], *behind]) is not None:
            return [*said[:2], *behind]
    return None


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
