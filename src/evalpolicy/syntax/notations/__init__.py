"""What people write in the manner of a notice, a spreadsheet or another language, and how it is written here.

A mistake that stands on such words is told in these terms instead of the grammar's.
"""

from __future__ import annotations

import re
from collections import Counter

from evalpolicy.classes import evolve
from evalpolicy.diagnostics import Diagnostic, Diagnostics, Fix
from evalpolicy.source import Span
from evalpolicy.syntax.keywords import keywords
from evalpolicy.syntax.notations.amounts import AMOUNTS
from evalpolicy.syntax.notations.citing import CITING
from evalpolicy.syntax.notations.clauses import CLAUSES, SPACING
from evalpolicy.syntax.notations.conditional import CONDITIONAL
from evalpolicy.syntax.notations.conditions import CONDITIONS
from evalpolicy.syntax.notations.examples import EXAMPLES
from evalpolicy.syntax.notations.files import FILES
from evalpolicy.syntax.notations.formulas import FORMULAS
from evalpolicy.syntax.notations.marks import MARKS
from evalpolicy.syntax.notations.notation import Meant, Notation
from evalpolicy.syntax.notations.ranges import RANGES
from evalpolicy.syntax.notations.samples import with_names
from evalpolicy.syntax.notations.times import TIMES
from evalpolicy.syntax.notations.years import with_years
from evalpolicy.syntax.over_lines import texts_over_lines
from evalpolicy.syntax.scanning import HALF_WIDTH
from evalpolicy.syntax.unlike_quotes import texts_with_unlike_quotes
from evalpolicy.wording import Wording

CODES = frozenset(
    {"unexpected-token", "unexpected-character", "unknown-name", "unknown-keyword", "incomplete-line", "line-without-keyword"}
    | {"not-a-time", "unclosed-quote", "unopened-quote", "type-mismatch", "not-constant", "text-before-declaration", "else-missing"}
)
"""Mistakes that may come of another notation."""

FURTHER_ON = frozenset({"incomplete-line", "unexpected-token", "unexpected-character", "unknown-name", "unknown-keyword", "else-missing"})
"""Mistakes that may come of another notation earlier in the line."""

_TEXTS = re.compile(r"\"[^\"]*\"|“[^”]*”")

_WIDE_GAP = re.compile(r"\s{200}")
"""No author writes it, and patterns that begin with white space take as long as the square of it."""

LONGEST_LINE = 10_000
"""Characters of a line that is looked at: each look takes as long as the line is, and people do not write longer ones."""

MOST_A_LINE = 20
"""Mistakes of one line that are looked at. A line with more is no notation of elsewhere, and each look takes as long as the line is."""

NOTATIONS = (*CITING, *EXAMPLES, *CONDITIONAL, *FILES, *RANGES, *CLAUSES, *FORMULAS, *TIMES, *AMOUNTS, *CONDITIONS, *MARKS, *SPACING)


def clarify(diagnostics: Diagnostics) -> None:
    """Tell what comes of another notation in its terms, once for each place."""
    told: list[Span] = []
    found, others = texts_over_lines(texts_with_unlike_quotes(diagnostics.found))
    looked_at: Counter[int] = Counter()
    for diagnostic in others:
        looked_at[diagnostic.span.line] += 1
        clear = _clarified(diagnostic) if looked_at[diagnostic.span.line] <= MOST_A_LINE else None
        if clear is None:
            found.append(diagnostic)
        elif not any(
            place.line == clear.span.line and place.column < clear.span.end_column and clear.span.column < place.end_column for place in told
        ):
            told.append(clear.span)
            found.append(clear)
    diagnostics.found = _folded(found)


def _folded(found: list[Diagnostic]) -> list[Diagnostic]:
    """A table pasted without bars and without its heading is one mistake."""
    headless = {each.span.line: each for each in found if each.code == "heading-missing"}
    both = {each.span.line for each in found if each.code == "row-without-bars" and each.span.line in headless}
    return [
        evolve(each, help=_and(each.help, headless[each.span.line].help)) if each.code == "row-without-bars" and each.span.line in both else each
        for each in found
        if each.code != "heading-missing" or each.span.line not in both
    ]


def _and(one: Wording | None, other: Wording | None) -> Wording | None:
    return Wording(f"{one.zh}；{other.zh}", f"{one.en}; {other.en}") if one is not None and other is not None else one


def _clarified(diagnostic: Diagnostic) -> Diagnostic | None:
    span = diagnostic.span
    if span.line != span.end_line or (diagnostic.code == "unexpected-token" and diagnostic.related):
        return None  # the latter is told in the terms of other places already
    line = diagnostic.file.line(span.line)
    if len(line) > LONGEST_LINE:
        return None
    plain = line.translate(HALF_WIDTH)
    if _WIDE_GAP.search(plain) is not None:
        return None
    texts = [match.span() for match in _TEXTS.finditer(plain)]
    quotes_only = diagnostic.code in ("unclosed-quote", "unopened-quote")
    possible = [each for each in NOTATIONS if each.quotes or not quotes_only]
    told = [each for each in possible if diagnostic.code in each.codes or (diagnostic.code in CODES and not each.only)]
    # What stands where the mistake is told comes before what stands earlier in the line.
    for here in (True, False):
        for notation in told:
            for match in notation.pattern.finditer(plain):
                start, end = match.span("at")
                # What is missing at an end is told just behind it.
                behind = 1 if diagnostic.code == "incomplete-line" else 0
                touches = start < span.end_column - 1 and span.column - 1 < end + behind
                if start < 0 or not (touches if here else notation.everywhere and diagnostic.code in FURTHER_ON and end < span.column):
                    continue
                # What an author says in a text explains no mistake behind it.
                if not here and any(first < start < last for first, last in texts):
                    continue
                meant = notation.meant(match)
                if meant is not None and not _says_the_same((meant.replacement or "").strip(), match["at"].strip()):
                    return _told(diagnostic, notation, match, meant, line)
    return None


def _says_the_same(one: str, other: str) -> bool:
    """Whether two words are one, or the same keyword in two languages."""
    return one == other or not keywords().of_phrase(tuple(one.split())).isdisjoint(keywords().of_phrase(tuple(other.split())))


def _as_it_stands(replacement: str, match: re.Match[str], line: str) -> str:
    """The replacement with the words of a text as the author wrote them: their full stop is no point."""
    if "text" not in match.re.groupindex or match["text"] is None:
        return replacement
    start, end = match.span("text")
    return replacement.replace(match["text"].strip(), line[start:end].strip())


def _told(diagnostic: Diagnostic, notation: Notation, match: re.Match[str], meant: Meant, line: str) -> Diagnostic:
    number = diagnostic.span.line
    start, end = match.span("at")
    place = Span(number, start + len(line[start:end]) - len(line[start:end].lstrip()) + 1, number, end + 1)
    help, fix = meant.help, None
    if meant.replacement == "":
        removed = match["at"].strip()
        left = match.groupdict().get("number")
        help = help or Wording(
            f"删去 `{removed}`" + (f"，只写 {left}" if left else ""), f"remove `{removed}`" + (f", and write {left}" if left else "")
        )
        fix = Fix(Span(number, start + 1, number, end + 1), "")
    elif meant.replacement is not None:
        replacement = _as_it_stands(meant.replacement, match, line)
        help = help or Wording(f"写成 `{replacement.strip()}`", f"write `{replacement.strip()}`")
        fix = Fix(place, replacement)
    file = diagnostic.file
    help = None if help is None else with_names(with_years(help, file), file)
    return evolve(diagnostic, span=place, message=notation.message, help=help, related=(), fix=fix)
