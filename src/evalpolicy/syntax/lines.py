"""Physical lines to logical lines and table rows, and these to declarations, as docs/language.md says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from evalpolicy.classes import define, field
from evalpolicy.diagnostics import Diagnostics
from evalpolicy.limits import Limits
from evalpolicy.nearness import likeness, nearest
from evalpolicy.source import SourceFile, Span
from evalpolicy.syntax import problems
from evalpolicy.syntax.grammar import clause_words
from evalpolicy.syntax.joined import joined_header
from evalpolicy.syntax.keywords import CONTINUING, DECLARATIONS, LONGEST_OPERATOR, OPERATORS, keywords
from evalpolicy.syntax.pasted import TOLD_ONCE, report_tabbed, tabbed_row, without_left_overs
from evalpolicy.syntax.rows import is_row, read_row
from evalpolicy.syntax.scanning import Lexeme, scan
from evalpolicy.syntax.slips import in_the_wrong_order, is_stray, stray_letter, turned
from evalpolicy.syntax.tree import Row

NOUNS = frozenset({"FEE", "CATALOG"})
"""Declarations whose keywords are also what is asked of an application."""

TABLES = frozenset({"CATALOG", "FEE"})
"""Declarations that take tables."""

_TRAILING_MARKS = frozenset(
    {"COMMA", "DOTDOT", "PLUS", "MINUS", "STAR", "SLASH", "BAR"} | {"EQUAL", "NOT_EQUAL", "LESS", "LESS_EQUAL", "GREATER", "GREATER_EQUAL"}
)


@define(eq=False)
class Line:
    """A logical line: a header or a clause. `sound`: nothing is wrong with its characters and brackets."""

    lexemes: list[Lexeme]
    sound: bool
    depth: int = 0
    pieces: list[tuple[list[Lexeme], bool]] = field(factory=list)

    @property
    def span(self) -> Span:
        """From its first lexeme to its last."""
        return self.lexemes[0].span.to(self.lexemes[-1].span)

    @property
    def closes_more(self) -> bool:
        """Whether some bracket closes nothing on this line."""
        depth = 0
        for lexeme in self.lexemes:
            depth += {"LPAR": 1, "RPAR": -1}.get(lexeme.kind, 0)
            if depth < 0:
                return True
        return False

    def join(self, lexemes: list[Lexeme], sound: bool) -> None:
        """The line goes on with these."""
        self.pieces.append((lexemes, sound))
        self.lexemes.extend(lexemes)
        self.sound = self.sound and sound
        for lexeme in lexemes:
            self.depth = max(0, self.depth + {"LPAR": 1, "RPAR": -1}.get(lexeme.kind, 0))


@define(eq=False)
class Group:
    """A declaration's lines. `terminal` is the keyword's; None where the keyword is misspelt, and `meant` is the spelling that it is near."""

    terminal: str | None
    header: Line
    meant: str = ""
    body: list[Line | Row] = field(factory=list)


def read_groups(file: SourceFile, diagnostics: Diagnostics, limits: Limits) -> tuple[list[Group], list[Line | Row]]:
    """The declarations of a file, and the lines before the first one."""
    reader = _Reader(file, diagnostics, limits)
    for number in range(1, file.line_count + 1):
        reader.read(number)
    reader.end()
    return reader.groups, reader.stray


@define(eq=False)
class _Reader:
    file: SourceFile
    diagnostics: Diagnostics
    limits: Limits
    groups: list[Group] = field(factory=list)
    stray: list[Line | Row] = field(factory=list)
    _line: Line | None = None
    _tabbed: list[Row] = field(factory=list)
    _read: dict[str, list[Lexeme]] = field(factory=dict)

    def read(self, number: int) -> None:
        text = self.file.line(number)
        if is_row(text):
            self.end_line()
            row = read_row(text, number)
            if row is not None:
                self._add(row)
            return
        if self._is_tabbed(text, number):
            return
        lexemes, sound = self._scanned(text, number)
        if not lexemes:
            return
        if self._line is not None and self._goes_on(self._line, lexemes):
            self._line.join(lexemes, sound)
            return
        self.end_line()
        self._line = Line([], True)
        self._line.join(lexemes, sound)

    def _scanned(self, text: str, number: int) -> tuple[list[Lexeme], bool]:
        """The lexemes of a line, and whether they are sound. A line without remarks is read once, however often it stands in the file."""
        known = self._read.get(text)
        if known is not None:
            return [Lexeme(kind, said, Span(number, span.column, number, span.end_column)) for kind, said, span in known], True
        before, written = len(self.diagnostics.found), text
        columns: Sequence[int] = range(1, len(text) + 2)
        begins = self._line is None or not (self._line.depth > 0 or _ends_open(self._line.lexemes))
        if begins:
            text, columns = without_left_overs(text, number, self.diagnostics)
        lexemes = scan(text, number, columns, self.diagnostics, self.limits)
        if len(self.diagnostics.found) == before:
            if begins:
                self._read[written] = lexemes
            return lexemes, True
        return lexemes, all(each.code in TOLD_ONCE for each in self.diagnostics.found[before:])

    def _is_tabbed(self, text: str, number: int) -> bool:
        """Whether the line is a row without bars, in a declaration that takes tables; it is read as one."""
        if "\t" not in text and "|" not in text and "｜" not in text:
            return False
        terminal = self.groups[-1].terminal if self.groups else None
        if self._line is not None and _opens_declaration(self._line.lexemes, self._in_example, False):
            terminal = keywords().declaration(self._line.lexemes[0].text)
        if terminal not in TABLES:
            return False
        if self._line is not None and (self._line.depth > 0 or _ends_open(self._line.lexemes)):
            return False
        leading = frozenset(word for each in (*DECLARATIONS, *CONTINUING) for word in keywords().all_spellings(each))
        row = tabbed_row(text, number, clause_words() | leading)
        if row is None:
            return False
        self.end_line()
        if self._tabbed and self._tabbed[-1].span.line != number - 1:
            self._tell_tabbed()
        self._tabbed.append(row)
        self._add(row)
        return True

    def _tell_tabbed(self) -> None:
        if self._tabbed:
            report_tabbed(self._tabbed, self.diagnostics)
        self._tabbed = []

    def end(self) -> None:
        """The file ends here."""
        self.end_line()
        self._tell_tabbed()

    def _goes_on(self, line: Line, lexemes: list[Lexeme]) -> bool:
        continuing = line.depth > 0 or _ends_open(line.lexemes)
        if _opens_declaration(lexemes, self._in_example or _is_word(line.lexemes[0], ("EXAMPLE",)), continuing):
            return False
        return continuing or _is_word(lexemes[0], CONTINUING)

    @property
    def _in_example(self) -> bool:
        return bool(self.groups) and self.groups[-1].terminal == "EXAMPLE"

    def end_line(self) -> None:
        """The current logical line ends here."""
        line, self._line = self._line, None
        if line is None:
            return
        if line.depth > 0:
            for index, part in enumerate(_recovered(line)):
                if index > 0 and part.closes_more:  # than it opens: the rest of what is reported already
                    part.sound = False
                self._finish(part)
        else:
            self._finish(line)

    def _finish(self, line: Line) -> None:
        if line.sound:
            line.sound = brackets_match(line.lexemes, self.diagnostics, self.limits)
        self._add(line)

    def _add(self, item: Line | Row) -> None:
        if isinstance(item, Line):
            if _opens_declaration(item.lexemes, self._in_example, False):
                self.groups.append(Group(keywords().declaration(item.lexemes[0].text), item))
                return
            if _is_turned_header(item, self._in_example):
                self.diagnostics.read_on_after(in_the_wrong_order(item.lexemes[:1], item.lexemes[1:2], self.file))
                item.lexemes[:] = turned(item.lexemes, 0, 1, 2)
                self.groups.append(Group(keywords().declaration(item.lexemes[0].text), item))
                return
            if len(item.lexemes) > 2 and is_stray(item.lexemes[0]) and _opens_declaration(item.lexemes[1:], self._in_example, True):
                self.diagnostics.read_on_after(stray_letter(item.lexemes.pop(0), self.file))
                self.groups.append(Group(keywords().declaration(item.lexemes[0].text), item))
                return
            parted = joined_header(item.lexemes, self.file)
            if parted is not None:
                item.lexemes[:], told = parted
                self.diagnostics.read_on_after(told)
                self.groups.append(Group(keywords().declaration(item.lexemes[0].text), item))
                return
            meant = _misspells_declaration(item)
            if meant is not None:
                self.groups.append(Group(None, item, meant))
                return
        (self.groups[-1].body if self.groups else self.stray).append(item)


def brackets_match(lexemes: list[Lexeme], diagnostics: Diagnostics, limits: Limits) -> bool:
    """Whether every bracket has its other one, and none is too deep; reported where not."""
    opened: list[Span] = []
    for lexeme in lexemes:
        if lexeme.kind == "LPAR":
            opened.append(lexeme.span)
            if len(opened) > limits.nesting:
                problems.nested_too_deeply(diagnostics, lexeme.span, limits.nesting)
                return False
        elif lexeme.kind == "RPAR":
            if not opened:
                problems.unopened_bracket(diagnostics, lexeme.span)
                return False
            opened.pop()
    if opened:
        problems.unclosed_bracket(diagnostics, opened[-1])
    return not opened


def _is_word(lexeme: Lexeme, terminals: Iterable[str]) -> bool:
    return lexeme.kind == "WORD" and not keywords().of_word(lexeme.text).isdisjoint(terminals)


def _ends_open(lexemes: list[Lexeme]) -> bool:
    """Whether a line ends in a comma or an operator. A keyword by itself is no operator, and neither is one that may be a value."""
    if lexemes[-1].kind in _TRAILING_MARKS:
        return True
    if lexemes[-1].text not in keywords().last_words:
        return False
    # The longest keyword decides: `nothing else` is no `else`.
    for length in reversed(range(1, min(len(lexemes), LONGEST_OPERATOR + 1))):
        words = lexemes[-length:]
        if all(word.kind == "WORD" for word in words):
            terminals = keywords().of_phrase(tuple(word.text for word in words))
            if terminals:
                return terminals <= OPERATORS
    return False


def _opens_declaration(lexemes: list[Lexeme], in_example: bool, continuing: bool) -> bool:
    """Whether a line with these lexemes opens a declaration.

    `record held: …` in an example is a clause of it, and `fee 300` there lacks `expect`. `fee`, `catalog` and others are also nouns of
    expressions: where a line goes on, they open a declaration only if it has the form of one.
    """
    if not _is_word(lexemes[0], DECLARATIONS):
        return False
    terminal = keywords().declaration(lexemes[0].text)
    third = lexemes[2] if len(lexemes) > 2 else None
    if terminal == "RECORD" and in_example:
        return third is None or third.kind != "COLON"
    if terminal == "FEE" and in_example and len(lexemes) > 1 and lexemes[1].kind in ("NUMBER", "GROUPED"):
        return False
    if terminal in NOUNS and continuing:
        return third is not None and (third.kind == "TEXT" or third.text in ("per", "按项", "按份"))
    return True


def _misspells_declaration(line: Line) -> str | None:
    """The keyword of a declaration that a line's first word is nearer to than to that of any clause."""
    first = line.lexemes[0]
    if first.kind != "WORD" or first.text in keywords().by_first_word:
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
    return _opens_declaration(turned(line.lexemes, 0, 1, 2), in_example, False) and keywords().declaration(line.lexemes[1].text) != "EXAMPLE"


def _has_header_form(line: Line) -> bool:
    """Whether a line could be a header but for its first word: a name, then a text, a colon, an equals sign or nothing."""
    kinds = [lexeme.kind for lexeme in line.lexemes[1:3]]
    return kinds[:1] in (["WORD"], ["QUOTED_NAME"]) and (len(kinds) == 1 or kinds[1] in ("TEXT", "COLON", "EQUAL", "DOT"))


def _recovered(line: Line) -> Iterator[Line]:
    """A line whose bracket never closes, put together anew: now a bracket goes no further than to the keyword of a clause."""
    current = Line([], True)
    for lexemes, sound in line.pieces:
        within = current.depth > 0 and not (lexemes[0].kind == "WORD" and lexemes[0].text in clause_words())
        if current.lexemes and not (within or _ends_open(current.lexemes) or _is_word(lexemes[0], CONTINUING)):
            yield current
            current = Line([], True)
        current.join(lexemes, sound)
    yield current
