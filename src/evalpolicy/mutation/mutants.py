"""Mutants of a policy: its text with one thing wrong, of the kinds of mistakes that an author makes."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal

from evalpolicy.classes import frozen
from evalpolicy.core.references import policy_terms
from evalpolicy.core.terms import ReadingIs
from evalpolicy.language.model import PolicyModel
from evalpolicy.mutation.words import DECLARATIONS, DROPPED, LEFT_ALONE, SWAPS, TOKEN, half_width, leading, spelt
from evalpolicy.syntax.comments import comment_start
from evalpolicy.syntax.rows import row_comment_start
from evalpolicy.wording import Wording

NAMING = ("item", "name", "also", "项目", "名称", "又名")
AMOUNTS = ("amount", "金额")
IN_CHINESE = (
    (r"^declaration dropped$", "去掉整个声明"),
    (r"^(clause|row) dropped$", "去掉这一行"),
    (r"^left open$", "改为未定"),
    (r"^adopted as (.*)$", r"改为采用 \1"),
    (r"^without (.*)$", r"去掉 \1"),
    (r"^default (.*)$", r"默认值改成 \1"),
    (r"emptied$", "清空"),
    (r" dropped$", " 去掉"),
    (r" without a doubt$", " 去掉问号"),
    (r" becomes nothing", " 去掉"),
    (r" becomes ", " 改成 "),
    (r" \(column (\d+)\)$", r"（第 \1 列）"),
)
"""How a change is said in Chinese; keys are kept in English."""


@frozen
class Mutant:
    """`text` is the policy with line `line` (from 1) changed as `change` says; `original` is that line."""

    line: int
    change: str
    original: str
    text: str

    @property
    def key(self) -> str:
        """What names it in lists: the line as it was, without its comment, and the change."""
        return f"{' '.join(self.original[: comment_start(self.original)].split())} => {self.change}"

    @property
    def wording(self) -> Wording:
        """The change, for a person."""
        chinese = self.change
        for pattern, words in IN_CHINESE:
            chinese = re.sub(pattern, words, chinese)
        return Wording(chinese, self.change)


@frozen
class _Place:
    """A line of a policy: the declaration that it is in, and whether it is the declaration's first."""

    number: int
    text: str
    kind: str
    header: bool


def mutants(model: PolicyModel) -> list[Mutant]:
    """All mutants of a policy; its examples are left out of their texts."""
    lines = without_examples(model.file.text)
    places = list(_places(lines))
    found: list[Mutant] = []
    seen: set[str] = set()
    for place in places:
        for change, replacement in _changes(place, places, model):
            text = "\n".join([*lines[: place.number - 1], *replacement, *lines[_end(place, places, change) :]])
            if text not in seen:
                seen.add(text)
                found.append(Mutant(place.number, change, place.text, text))
    return found


def without_examples(text: str) -> list[str]:
    """The lines of a policy; those of examples are empty."""
    lines, example = [], False
    for line in half_width(text).split("\n"):
        if line[:1].strip() and not line.startswith(("#", "|")):
            example = leading(line) == "example"
        lines.append("" if example else line)
    return lines


def _places(lines: list[str]) -> Iterator[_Place]:
    kind = ""
    for number, line in enumerate(lines, 1):
        first = leading(line)
        header = bool(line[:1].strip()) and first in DECLARATIONS
        kind = first if header else kind
        if first and not first.startswith("#"):
            yield _Place(number, line, kind, header)


def _end(place: _Place, places: list[_Place], change: str) -> int:
    """The number of the last line that a change replaces."""
    if change != "declaration dropped":
        return place.number
    later = [other.number for other in places if other.header and other.number > place.number]
    return later[0] - 1 if later else places[-1].number


def _changes(place: _Place, places: list[_Place], model: PolicyModel) -> Iterator[tuple[str, list[str]]]:
    """The changes of a line, each with the lines that take its place."""
    first = leading(place.text)
    if place.kind in LEFT_ALONE or first in ("cite", "message", "option", "by", "interpretation", "consequence", "implied"):
        return
    if place.header and place.kind in ("rule", "step", "exception", "adjustment", "fee"):
        yield "declaration dropped", []
    if place.kind == "reading":
        yield from _reading_changes(place, model)
        return
    if first == "|":
        yield from _row_changes(place, places, model)
        return
    if first in DROPPED and not place.header:
        yield "clause dropped", [""]
    if place.header and place.kind not in ("fact", "define", "fee"):
        return
    if first == "column":
        return
    if place.kind == "fact":
        yield from _fact_changes(place, model)
        return
    yield from ((change, [line]) for change, line in _token_changes(place.text, model))


def _reading_changes(place: _Place, model: PolicyModel) -> Iterator[tuple[str, list[str]]]:
    """An open reading is adopted in every way; an adopted one in every other way, or left open. Readings that nothing reads are left alone."""
    words = place.text.split()
    read = {term.reading for term in policy_terms(model) if isinstance(term, ReadingIs)}
    reading = next(r for r in model.readings.values() if r.span.line <= place.number <= r.span.end_line)
    if reading.id not in read:
        return
    if place.header:
        if reading.adopted is None:
            for option in reading.options:
                yield f"adopted as {option.id}", [place.text, f'  adopt {option.id} because "a mutant"']
    elif leading(place.text) == "adopt":
        yield "left open", [""]
        for option in reading.options:
            if option.id != words[1]:
                yield f"adopted as {option.id}", [place.text.replace(words[1], option.id, 1)]


def _fact_changes(place: _Place, model: PolicyModel) -> Iterator[tuple[str, list[str]]]:
    default_word, never_empty, when = spelt("default"), spelt("never empty"), spelt("when")
    for match in re.finditer(rf"\s((?:{default_word}) \S+|{never_empty}|(?:{when}) .*)", place.text):
        if '"' not in match.group():
            yield f"without {match.group(1)}", [place.text[: match.start()] + place.text[match.end() :]]
    default = re.search(rf"\s(?:{default_word}) (\S+)", place.text)
    for sibling in _siblings(default.group(1), model) if default else []:
        assert default is not None
        yield f"default {sibling}", [place.text[: default.start(1)] + sibling + place.text[default.end(1) :]]


def _row_changes(place: _Place, places: list[_Place], model: PolicyModel) -> Iterator[tuple[str, list[str]]]:
    """Changes of a table's row: dropped, one cell changed."""
    cells = place.text[: row_comment_start(place.text)].strip().strip("|").split("|")
    heading = _heading(place, places)
    if place.number == heading.number or set(place.text) <= set("|-: "):
        return
    yield "row dropped", [""]
    names = [name.strip() for name in heading.text[: row_comment_start(heading.text)].strip().strip("|").split("|")]
    for index, cell in enumerate(cells):
        if index >= len(names) or (place.kind == "catalog" and names[index] in NAMING):
            continue
        for change, changed in _cell_changes(cell.strip(), names[index] in AMOUNTS, model):
            row = [*cells[:index], f" {changed} ", *cells[index + 1 :]]
            yield f"{names[index]}: {change}", [f"  |{'|'.join(row)}|"]


def _heading(place: _Place, places: list[_Place]) -> _Place:
    header = max(other.number for other in places if other.header and other.number < place.number)
    return next(other for other in places if other.number > header and other.text.strip().startswith("|"))


def _cell_changes(cell: str, amount: bool, model: PolicyModel) -> Iterator[tuple[str, str]]:
    if cell == "":
        return
    parts = [part.strip() for part in cell.split(",")]
    if len(parts) > 1:
        for index, part in enumerate(parts):
            yield f"{part} dropped", ", ".join([*parts[:index], *parts[index + 1 :]])
    elif not amount:
        yield "emptied", "any" if cell != "any" else "one"
    for index, part in enumerate(parts):
        code = part.rstrip("?")
        siblings = [] if amount else _siblings(code, model)
        for sibling in siblings[:1]:
            yield f"{code} becomes {sibling}", ", ".join([*parts[:index], sibling + part[len(code) :], *parts[index + 1 :]])
        if part.endswith("?"):
            yield f"{code} without a doubt", ", ".join([*parts[:index], code, *parts[index + 1 :]])
        if not siblings:
            yield from (
                (f"{part}: {change}", ", ".join([*parts[:index], changed, *parts[index + 1 :]])) for change, changed in _token_changes(part, model)
            )


def _token_changes(line: str, model: PolicyModel) -> Iterator[tuple[str, str]]:
    """One token of a line changed."""
    skipped = len(line) - len(line.lstrip())
    first = leading(line)
    for match in TOKEN.finditer(line):
        for changed in _changed(match, model, first=match.start() == skipped and first in DROPPED):
            change = f"{match.group()} becomes {changed or 'nothing'} (column {_column(line, match.start())})"
            yield change, line[: match.start()] + changed + line[match.end() :]


def _column(line: str, start: int) -> int:
    """The place in a line, from 1, with its white space evened: it does not change when the line is laid out otherwise."""
    before = line[:start]
    evened = " ".join(before.split())
    return len(evened) + (1 if evened and before[-1].isspace() else 0) + 1


def _changed(match: re.Match[str], model: PolicyModel, first: bool) -> list[str]:
    found = match.group()
    match match.lastgroup:
        case "date":
            day = dt.date.fromisoformat(found)
            return [(day + dt.timedelta(days=shift)).isoformat() for shift in (-1, 1)]
        case "time":
            time = dt.datetime.combine(dt.date(2000, 1, 2), dt.time.fromisoformat(found))
            return [(time + dt.timedelta(seconds=shift)).time().isoformat() for shift in (-1, 1)]
        case "number":
            step = Decimal(1).scaleb(int(Decimal(found).as_tuple().exponent))
            return [format(value, "f") for value in (Decimal(found) - step, Decimal(found) + step) if value >= 0]
        case "word" if not first or leading(found) in ("add", "subtract", "cap", "floor"):
            return list(SWAPS[found])
        case "name":
            return _siblings(found, model)[:1]
        case "doubt":
            return [""]
        case _:
            return []


def _siblings(code: str, model: PolicyModel) -> list[str]:
    """Other codes of what declares a code: an enumeration, a reading, the catalogs, a catalog's items."""
    families = [list(type_.codes) for type_ in model.types.values()]
    families += [[option.id for option in reading.options] for reading in model.readings.values()]
    families += [list(model.catalogs), *([item.code for item in catalog.items] for catalog in model.catalogs.values())]
    families += [["yes", "no"], ["是", "否"]]
    for family in families:
        if code in family:
            place = family.index(code)
            return [*family[place + 1 :], *family[:place]]
    return []
