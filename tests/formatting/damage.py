"""The same policy, typed otherwise: white space, line ends and full-width forms, none of which mean anything."""

from __future__ import annotations

from hypothesis import strategies as st

from evalpolicy.diagnostics import Diagnostics
from evalpolicy.limits import Limits
from evalpolicy.source import SourceFile
from evalpolicy.syntax.rows import is_row, written_cells
from evalpolicy.syntax.scanning import Lexeme, scan
from evalpolicy.testing.spelling import FULL_WIDTH

SPACES = ("", " ", "  ", "\t", "\u3000", " \u200b ", "\u00a0")


@st.composite
def retyped(draw: st.DrawFn, text: str) -> str:
    """A policy as somebody else might type it."""
    full_width = draw(st.booleans())
    choices = draw(st.lists(st.integers(0, 99), min_size=7, max_size=23))
    chooser = _Chooser(choices, full_width)
    lines = [line for each in text.split("\n") for line in chooser.line(each)]
    end = draw(st.sampled_from(("\n", "\r\n", "\r")))
    return draw(st.sampled_from(("", "\ufeff", "\n\n"))) + end.join(lines) + draw(st.sampled_from(("", end, end * 4)))


class _Chooser:
    """Goes round a few drawn numbers, so that a long policy needs no more of them than a short one."""

    def __init__(self, choices: list[int], full_width: bool) -> None:
        self.choices, self.full_width, self.at = choices, full_width, 0

    def number(self) -> int:
        self.at += 1
        return self.choices[self.at % len(self.choices)] + self.at

    def space(self, least: int) -> str:
        return SPACES[least:][self.number() % len(SPACES[least:])]

    def line(self, line: str) -> list[str]:
        if not line.strip():
            return [self.space(0)] * (1 + self.number() % 4)
        if is_row(line):
            bar = "｜" if self.full_width and self.number() % 2 else "|"
            cells = bar.join(f"{' ' * (self.number() % 3)}{cell}{' ' * (1 + self.number() % 3)}" for cell in written_cells(line))
            return [f"{' ' * (self.number() % 5)}{bar}{cells}{bar if self.number() % 3 else ''}"]
        lexemes = scan(line, 1, range(1, len(line) + 2), Diagnostics(SourceFile("", line)), Limits())
        if not lexemes:
            return [self.space(0) + line.strip()]
        return self.code(line, lexemes)

    def code(self, line: str, lexemes: list[Lexeme]) -> list[str]:
        lines = [self.space(0)]
        before = lexemes[0].span.column
        for lexeme in lexemes:
            if lexeme.span.column > before:
                lines[-1] += self.space(1)
            written = line[lexeme.span.column - 1 : lexeme.span.end_column - 1]
            literal = lexeme.kind in ("TEXT", "QUOTED_NAME") or not self.full_width or self.number() % 2
            lines[-1] += written if literal else written.translate(FULL_WIDTH)
            before = lexeme.span.end_column
            if lexeme.kind == "COMMA" and lexeme is not lexemes[-1] and self.number() % 11 == 0:
                lines += [self.space(0) + "# a comment, on a line of its own", ""] if self.number() % 3 == 0 else [self.space(0)]
                before = line.find(line[before - 1 :].lstrip(), before - 1) + 1
        lines[-1] += line[before - 1 :] + self.space(0)
        return lines
