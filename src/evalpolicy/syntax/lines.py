"""Physical lines to logical lines and table rows, and these to declarations, as docs/language.md says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from evalpolicy.classes import define, field
from evalpolicy.diagnostics import Diagnostics
from evalpolicy.limits import Limits
from evalpolicy.source import SourceFile, Span
from evalpolicy.syntax import problems
from evalpolicy.syntax.grammar import clause_words
from evalpolicy.syntax.keywords import CONTINUING, DECLARATIONS, LONGEST_OPERATOR, OPERATORS, keywords
from evalpolicy.syntax.rows import is_row, read_row
from evalpolicy.syntax.scanning import Lexeme, scan
from evalpolicy.syntax.tree import Row

NOUNS = frozenset({"FEE", "CATALOG"})
"""Declarations whose keywords are also what is asked of an application."""

TABLES = frozenset({"CATALOG", "FEE"})
"""Declarations that take tables."""

_TRAILING_MARKS = frozenset(
    {"COMMA", "DOTDOT", "PLUS", "MINUS", "STAR", "SLASH", "BAR"} | {"EQUAL", "NOT_EQUAL", "LESS", "LESS_EQUAL", "GREATER", "GREATER_EQUAL"}
)

_PLAIN_BEGINNING = re.compile(r"\s*(?:$|[#＃]|(?![一二三四五六七八九十])[^\W\d_]\w)")
"""Nothing, a comment or a word: not the mark or the number of an item in a list."""

_MARK_UP = re.compile(r"[&`]|\*\*|</?[A-Za-z]")


@define(eq=False)
class Line:
    """A logical line: a header or a clause. `sound`: nothing is wrong with its characters and brackets.

    `written` is the text that it was read from, None where anything is remarked on in it: what is written alike reads alike. `depth` is how many
    brackets are open at its end, `bracketed` whether it has any at all.
    """

    _said: list[Lexeme]
    sound: bool
    written: str | None = None
    depth: int = 0
    bracketed: bool = False
    _pieces: list[tuple[list[Lexeme], bool]] = field(factory=list)
    _elsewhere: int = 0

    @classmethod
    def again(cls, known: Line, number: int) -> Line:
        """A line that is written as a known one is. Its lexemes are put on that line of the file when somebody asks where they are."""
        return cls(known._said, True, known.written, known.depth, known.bracketed, [], number)

    @property
    def said(self) -> list[Lexeme]:
        """Its lexemes, wherever they were read."""
        return self._said

    @property
    def lexemes(self) -> list[Lexeme]:
        """Its lexemes."""
        if self._elsewhere:
            self._put()
        return self._said

    @property
    def pieces(self) -> list[tuple[list[Lexeme], bool]]:
        """The lexemes of each line of the file that it is made of, and whether they are sound."""
        if self._elsewhere:
            self._put()
        return self._pieces

    @property
    def number(self) -> int:
        """The line of the file that it begins on."""
        return self._elsewhere or self._said[0].span.line

    def _put(self) -> None:
        number, self._elsewhere = self._elsewhere, 0
        self._said = [Lexeme(kind, text, Span(number, span.column, number, span.end_column)) for kind, text, span in self._said]
        self._pieces = [(self._said[:], True)]

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

    def join(self, lexemes: list[Lexeme], sound: bool, written: str | None = None) -> None:
        """The line goes on with these."""
        before = self.lexemes
        if not before:
            self.written = written
        elif self.written is not None:
            gap = "\n" * (lexemes[0].span.line - before[-1].span.end_line)
            self.written = None if written is None else f"{self.written}{gap}{written}"
        self._pieces.append((lexemes, sound))
        before.extend(lexemes)
        self.sound = self.sound and sound
        for lexeme in lexemes:
            if lexeme.kind == "LPAR":
                self.depth, self.bracketed = self.depth + 1, True
            elif lexeme.kind == "RPAR":
                self.depth, self.bracketed = max(0, self.depth - 1), True


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
    _read: dict[str, Line] = field(factory=dict)

    def read(self, number: int) -> None:
        text = self.file.line(number)
        known = self._read.get(text)
        if known is None and is_row(text):
            self.end_line()
            row = read_row(text, number)
            if row is not None:
                self._add(row)
            return
        if self._is_tabbed(text, number):
            return
        begun = self._scanned(text, number) if known is None else Line.again(known, number)
        if not begun.said:
            return
        if self._line is not None:
            if self._goes_on(self._line, begun.said):
                self._line.join(begun.lexemes, begun.sound, begun.written)
                return
            self.end_line()
        self._line = begun

    def _scanned(self, text: str, number: int) -> Line:
        """A line of the file. One without remarks is read once, however often it stands there."""
        before, written = len(self.diagnostics.found), text
        columns: Sequence[int] = range(1, len(text) + 2)
        begins = self._line is None or not (self._line.depth > 0 or _ends_open(self._line.said))
        if begins and may_hold_left_overs(text):
            from evalpolicy.syntax.pasted import without_left_overs

            text, columns = without_left_overs(text, number, self.diagnostics)
        lexemes = scan(text, number, columns, self.diagnostics, self.limits)
        remarks = self.diagnostics.found[before:]
        line = Line([], True)
        line.join(lexemes, all(each.code in problems.TOLD_ONCE for each in remarks), None if remarks else written)
        if begins and not remarks:
            self._read[written] = Line(lexemes, True, written, line.depth, line.bracketed)
        return line

    def _is_tabbed(self, text: str, number: int) -> bool:
        """Whether the line is a row without bars, in a declaration that takes tables; it is read as one."""
        if "\t" not in text and "|" not in text and "｜" not in text:
            return False
        terminal = self.groups[-1].terminal if self.groups else None
        if self._line is not None and opens_declaration(self._line.said, self._in_example, False):
            terminal = keywords().declaration(self._line.said[0].text)
        if terminal not in TABLES:
            return False
        if self._line is not None and (self._line.depth > 0 or _ends_open(self._line.said)):
            return False
        leading = frozenset(word for each in (*DECLARATIONS, *CONTINUING) for word in keywords().all_spellings(each))
        from evalpolicy.syntax.pasted import tabbed_row

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
            from evalpolicy.syntax.pasted import report_tabbed

            report_tabbed(self._tabbed, self.diagnostics)
        self._tabbed = []

    def end(self) -> None:
        """The file ends here."""
        self.end_line()
        self._tell_tabbed()

    def _goes_on(self, line: Line, lexemes: list[Lexeme]) -> bool:
        continuing = line.depth > 0 or _ends_open(line.said)
        if not continuing and not _is_continuing(lexemes[0]):
            return False
        in_example = self._in_example or _opening(line.said[0]) == "EXAMPLE"
        return not opens_declaration(lexemes, in_example, continuing)

    @property
    def _in_example(self) -> bool:
        return bool(self.groups) and "EXAMPLE" in (self.groups[-1].terminal, keywords().declaration(self.groups[-1].meant))

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
        if line.sound and line.bracketed:
            line.sound = brackets_match(line.lexemes, self.diagnostics, self.limits)
        self._add(line)

    def _add(self, item: Line | Row) -> None:
        if isinstance(item, Line):
            if self._is_fact_or_field(item.said):
                from evalpolicy.syntax.headers import read_as_field_or_fact

                read_as_field_or_fact(item, self.groups[-1].terminal if self.groups else None, self.diagnostics)
            if opens_declaration(item.said, self._in_example, False):
                self.groups.append(Group(keywords().declaration(item.said[0].text), item))
                return
            if item.said[0].text not in keywords().by_first_word:
                from evalpolicy.syntax.headers import meant_header

                meant = meant_header(item, self._in_example, self.diagnostics)
                if meant is not None:
                    self.groups.append(meant)
                    return
        (self.groups[-1].body if self.groups else self.stray).append(item)

    def _is_fact_or_field(self, lexemes: list[Lexeme]) -> bool:
        """Whether a line begins with `fact` in a record, or with `field` before a name with an owner."""
        if self.groups and self.groups[-1].terminal == "RECORD" and _opening(lexemes[0]) == "FACT":
            return True
        return len(lexemes) > 2 and lexemes[2].kind == "DOT" and lexemes[0].text in keywords().all_spellings("FIELD")


def may_hold_left_overs(line: str) -> bool:
    """Whether copying may have left something in a line: it begins with no word, or has a character of mark-up."""
    return _PLAIN_BEGINNING.match(line) is None or _MARK_UP.search(line) is not None


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


def _opening(lexeme: Lexeme) -> str | None:
    """The terminal of the declaration that a line with this first lexeme opens."""
    return keywords().declaration(lexeme.text) if lexeme.kind == "WORD" else None


def _is_continuing(lexeme: Lexeme) -> bool:
    return lexeme.kind == "WORD" and lexeme.text in keywords().continuing


def _ends_open(lexemes: list[Lexeme]) -> bool:
    """Whether a line ends in a comma or an operator. A keyword by itself is no operator, and neither is one that may be a value."""
    last = lexemes[-1]
    if last.kind in _TRAILING_MARKS:
        return True
    if last.kind != "WORD" or last.text not in keywords().last_of_operators:
        return False
    # The longest keyword decides: `nothing else` is no `else`.
    for length in reversed(range(1, min(len(lexemes), LONGEST_OPERATOR + 1))):
        words = lexemes[-length:]
        if all(word.kind == "WORD" for word in words):
            terminals = keywords().of_phrase(tuple(word.text for word in words))
            if terminals:
                return terminals <= OPERATORS
    return False


def opens_declaration(lexemes: list[Lexeme], in_example: bool, continuing: bool) -> bool:
    """Whether a line with these lexemes opens a declaration.

    `record held: …` in an example is a clause of it, also where the colon is forgotten, and `fee 300` there lacks `expect`. `fee`, `catalog` and
    others are also nouns of expressions: where a line goes on, they open a declaration only if it has the form of one.
    """
    terminal = _opening(lexemes[0])
    if terminal is None:
        return False
    third = lexemes[2] if len(lexemes) > 2 else None
    if terminal == "RECORD" and in_example:
        return third is None or third.kind == "TEXT"
    if terminal == "FEE" and in_example and len(lexemes) > 1 and lexemes[1].kind in ("NUMBER", "GROUPED"):
        return False
    if terminal in NOUNS and continuing:
        return third is not None and (third.kind == "TEXT" or third.text in ("per", "按项", "按份"))
    return True


def _recovered(line: Line) -> Iterator[Line]:
    """A line whose bracket never closes, put together anew: now a bracket goes no further than to the keyword of a clause."""
    current = Line([], True)
    for lexemes, sound in line.pieces:
        within = current.depth > 0 and not (lexemes[0].kind == "WORD" and lexemes[0].text in clause_words())
        if current.lexemes and not (within or _ends_open(current.lexemes) or _is_continuing(lexemes[0])):
            yield current
            current = Line([], True)
        current.join(lexemes, sound)
    yield current
