"""The numbers of a declaration that no words which it quotes show: when the notice changes, no quote tells that they are stale."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from decimal import Decimal

from evalpolicy.classes import fields
from evalpolicy.diagnostics import Diagnostics
from evalpolicy.lint.dates import dates_in, opens_with, without_texts
from evalpolicy.source import SourceFile
from evalpolicy.syntax import tree
from evalpolicy.syntax.parser import parse_policy

_DECIDING = (
    *(tree.CatalogDecl, tree.DefineDecl, tree.RuleDecl, tree.ExceptionDecl, tree.StepDecl, tree.FeeDecl, tree.AdjustmentDecl),
    tree.InvariantDecl,
)
"""Declarations whose numbers come from the sources; those of the others are bounds of what can be stated, or made up."""

_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?![\w]|\.\d)")
_SAID_TO_BE = re.compile(r"(?:\b(?:is|is not)|是|[(,])\s*$")
_QUOTED = re.compile(r"\d+(?:,\d{3})+|\d+(?:\.\d+)?")
_HAN = re.compile(r"[零〇一二两三四五六七八九十百]+")
_DIGITS = {**{digit: place for place, digit in enumerate("零一二三四五六七八九")}, "〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100}
_ENGLISH = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12}


def lines_with_unquoted_numbers(file: SourceFile) -> Iterator[int]:
    """Their numbers, from 1. Left out: 0 and 1, which count nothing, and the codes of declared types where something is said to be one."""
    written = parse_policy(file, Diagnostics(file)).declarations
    codes = {Decimal(value.code.text) for each in written if isinstance(each, tree.TypeDecl) for value in each.values if value.code.text.isdecimal()}
    for declaration in written:
        if not isinstance(declaration, _DECIDING):
            continue
        known = {Decimal(0), Decimal(1), *(number for quote in _quotes(declaration) for number in numbers_said(quote))}
        for line in range(declaration.span.line, declaration.span.end_line + 1):
            if opens_with(file.line(line), "COLUMN"):
                continue
            if any(number not in known for number in _numbers(file.line(line), codes, isinstance(declaration, tree.FeeDecl))):
                yield line


def numbers_said(words: str) -> Iterator[Decimal]:
    """The numbers in a text, in digits or in words."""
    for match in _QUOTED.finditer(words):
        yield Decimal(match[0].replace(",", ""))
    for match in _HAN.finditer(words):
        yield Decimal(_han(match[0]))
    for word in re.findall(r"[A-Za-z]+", words):
        if word.lower() in _ENGLISH:
            yield Decimal(_ENGLISH[word.lower()])


def _han(text: str) -> int:
    total = digit = 0
    for character in text:
        unit = _UNITS.get(character)
        total, digit = (total, _DIGITS[character]) if unit is None else (total + (digit or 1) * unit, 0)
    return total + digit


def _numbers(line: str, codes: Container[Decimal], is_fee: bool) -> Iterator[Decimal]:
    """Those of a line that are no dates, no codes and in no text. Of a row: those of its cells but the first, of a fee table those of the amount."""
    plain = list(without_texts(line))
    for start, end in dates_in(line):
        plain[start : min(end, len(plain))] = " " * (min(end, len(plain)) - start)
    code = "".join(plain)
    is_row = code.lstrip().startswith("|")
    if is_row:
        cells = code.strip().strip("|").split("|")
        code = cells[-1] if is_fee else ",".join(cells[1:])
    for match in _NUMBER.finditer(code):
        number = Decimal(match[0])
        if number not in codes or (is_row and is_fee) or not (is_row or _SAID_TO_BE.search(code, 0, match.start())):
            yield number


def _quotes(node: object) -> Iterator[str]:
    if isinstance(node, tree.Cite):
        yield from (quote.text for quote in node.quotes)
    elif isinstance(node, tree.Node):
        for field in fields(type(node)):
            yield from _quotes(getattr(node, field.name))
    elif isinstance(node, tuple):
        for part in node:
            yield from _quotes(part)
