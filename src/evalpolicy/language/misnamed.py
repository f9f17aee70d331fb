"""Mistakes that are told at their uses, moved to where they are: a declaration misspelt, a setting left out, a heading unlike its rows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evalpolicy.classes import evolve
from evalpolicy.diagnostics import Diagnostic, Diagnostics, Fix, Related
from evalpolicy.language.header import place_of
from evalpolicy.language.undeclared import tell_undeclared
from evalpolicy.nearness import nearest, surely
from evalpolicy.source import SourceFile, Span
from evalpolicy.syntax import tree
from evalpolicy.syntax.misspelt import HYPHEN
from evalpolicy.wording import Wording

SETTINGS = {
    "currency-missing": ("currency", "unknown-currency"),
    "calendar-unstated": ("calendar", "unknown-calendar"),
    "month-end-unstated": ("month_ends", None),
}
"""What is told where a setting of the policy is needed and missing: the setting, and what is told of one that means nothing."""

UNREAD = frozenset({"unknown-keyword", "unexpected-token", "unexpected-character", "keyword-left-out", "incomplete-line", "clause-not-here"}) | {
    *("line-without-keyword", "unclosed-quote", "unopened-quote", "words-swapped")
}
"""What is told of lines that cannot be read: a setting that is missing may stand in one of them."""

NAMED: dict[str, frozenset[str]] = {
    "unknown-source": frozenset({"source"}),
    "unknown-type": frozenset({"type"}),
    "unknown-record": frozenset({"record"}),
    "unknown-step": frozenset({"step"}),
    "unknown-owner": frozenset({"step"}),
    "unknown-rule": frozenset({"rule", "step"}),
    "unknown-target": frozenset({"rule", "step", "exception", "define", "fee"}),
    "unknown-fee": frozenset({"fee"}),
    "unknown-adjustment": frozenset({"adjustment"}),
    "unknown-exception": frozenset({"exception"}),
    "unknown-catalog": frozenset({"catalog"}),
    "unknown-item": frozenset({"item"}),
    "unknown-column": frozenset({"column"}),
    "unknown-option": frozenset({"option"}),
    "unknown-parameter": frozenset({"parameter"}),
    "unknown-fact": frozenset({"fact", "field"}),
    "unknown-list": frozenset({"fact"}),
    "unknown-value": frozenset({"value", "item", "catalog", "option"}),
    "unknown-name": frozenset(
        {"fact", "field", "column", "value", "define", "parameter", "reading", "step", "catalog", "item", "option", "rule", "fee"}
    ),
}
"""What a name may be the name of that nothing has, by what is told of it."""

STATED = frozenset({"fact", "field", "value", "item", "step", "option"})
"""Names that applications, or those who read decisions, know."""

NEAR = 0.65
"""How like the name that is used the declared one must be."""


def point_to_declarations(written: tree.PolicyTree, diagnostics: Diagnostics) -> None:
    """Move what is told of uses to the declaration at fault, and tell it once."""
    _settings(written, diagnostics)
    _headings(written, diagnostics)
    _rows(diagnostics)
    _misspelt_declarations(written, diagnostics)
    tell_undeclared(written, diagnostics)
    _hyphens(diagnostics)


def _headings(written: tree.PolicyTree, diagnostics: Diagnostics) -> None:
    """Where no row of a table is like its heading, the heading is wrong."""
    for declaration in written.declarations:
        rows = [row for clause in declaration.clauses if isinstance(clause, tree.Table) for row in clause.rows]
        spans = {row.span for row in rows[1:]}
        told = [each for each in diagnostics.found if each.code == "row-shape" and each.span in spans]
        lengths = {len(row.cells) for row in rows[1:]}
        if len(told) < 2 or len(told) < len(spans) or len(lengths) > 1:
            continue
        here, there = len(rows[0].cells), lengths.pop()
        first = evolve(
            told[0],
            span=rows[0].span,
            message=Wording(f"表头有 {here} 格，下面的各行都有 {there} 格", f"the heading has {here} cells, the rows below it have {there}"),
            help=Wording("让表头和各行的格数一样", "give the heading as many cells as the rows"),
            related=(Related(told[0].span, Wording("第一行在这里", "the first row is here")),),
        )
        lacking = next((each for each in diagnostics.found if each.code == "column-missing" and each.span == rows[0].span), None)
        if lacking is not None and lacking.help is not None:
            first = evolve(first, help=lacking.help)
        gone = [*told, *(each for each in diagnostics.found if _of_heading(each, rows[0].span))]
        diagnostics.found = [each for each in diagnostics.found if not any(each is row for row in gone)] + [first]


def _rows(diagnostics: Diagnostics) -> None:
    """Of a row with a cell too few or too many it is not known which column a cell is of: what is wrong in the cells is not told."""
    unsure = {each.span.line for each in diagnostics.found if each.code == "row-shape" and each.fix is None}
    diagnostics.found = [each for each in diagnostics.found if each.span.line not in unsure or each.code == "row-shape"]


def _of_heading(each: Diagnostic, heading: Span) -> bool:
    """Whether it is told of a heading that has too few or too many cells."""
    within = heading.line == each.span.line and heading.column <= each.span.column
    return within and (each.code == "column-missing" or (each.code == "unknown-column" and not each.file.words(each.span).strip("|｜ ")))


def _hyphens(diagnostics: Diagnostics) -> None:
    """A name written with `-` is wrong, whatever else is told of it at the same place: that is told of the name that was read instead."""
    hyphens = [each for each in diagnostics.found if each.message == HYPHEN]
    spans = {each.span for each in hyphens}
    diagnostics.found = [each for each in diagnostics.found if each.span not in spans or any(each is hyphen for hyphen in hyphens)]


def _settings(written: tree.PolicyTree, diagnostics: Diagnostics) -> None:
    header = next((each for each in written.declarations if isinstance(each, tree.PolicyDecl)), None)
    lost_a_line = header is not None and any(
        each.code in UNREAD and header.span.line <= each.span.line <= header.span.end_line for each in diagnostics.found
    )
    codes = {diagnostic.code for diagnostic in diagnostics.found}
    kept: list[Diagnostic] = []
    told: set[str] = set()
    for diagnostic in diagnostics.found:
        if diagnostic.code not in SETTINGS:
            kept.append(diagnostic)
        elif header is not None and not lost_a_line and SETTINGS[diagnostic.code][1] not in codes and diagnostic.code not in told:
            told.add(diagnostic.code)
            needed = Related(diagnostic.span, Wording("这里要用到", "it is needed here"))
            kept.append(evolve(diagnostic, span=place_of(SETTINGS[diagnostic.code][0], header), related=(needed,)))
    if header is not None or len(kept) > 0:
        diagnostics.found = kept


def _misspelt_declarations(written: tree.PolicyTree, diagnostics: Diagnostics) -> None:
    """Where several uses of an undeclared name are near to a declared one that nothing uses, the declaration is misspelt."""
    uses: dict[str, list[Diagnostic]] = {}
    for diagnostic in diagnostics.found:
        if (
            diagnostic.code.startswith("unknown-")
            and diagnostic.code != "unknown-keyword"
            and diagnostic.severity == "error"
            and diagnostic.span.line == diagnostic.span.end_line
        ):
            name = diagnostic.file.words(diagnostic.span).split(".")[-1].strip("「」")
            if name:
                uses.setdefault(name, []).append(diagnostic)
    if not uses:
        return
    everything = list(_declared(written))
    for name, told in uses.items():
        kinds = NAMED.get(told[0].code, frozenset())
        declared = {declared: span for kind, declared, span in everything if kind in kinds}
        kind_of = {declared: kind for kind, declared, _ in everything if kind in kinds}
        unused = [each for each in declared if _occurrences(each, diagnostics.file) < 2]
        twice = next((each for each in unused if len(each.split()) > 1 and set(each.split()) == {name}), None)
        if twice is not None:
            first = _written_twice(twice, declared[twice], name, told[0])
            diagnostics.found = [each for each in diagnostics.found if not any(each is use for use in told)] + [first]
            continue
        near = nearest(name, unused, n=2, cutoff=NEAR)
        if not near and len(told) > 1:
            near = [each for each in unused if _part_of(each, name)]
        if not near or declared[near[0]].line == told[0].span.line:
            continue
        span = declared[near[0]]
        if len(told) < 2:
            here = Related(span, Wording("这个名称没有别处用到", "this name is used nowhere"))
            place = diagnostics.found.index(told[0])
            # Either end may be the wrong one; it matters which, where applications state the name.
            fix = None if kind_of[near[0]] in STATED else told[0].fix
            diagnostics.found[place] = evolve(told[0], related=(*told[0].related, here), fix=fix)
            continue
        first = evolve(
            told[0],
            span=span,
            message=Wording(
                f"别处都没有用到“{near[0]}”，却有 {len(told)} 处用了没有声明的“{name}”",
                f"nothing uses `{near[0]}`, and {len(told)} places use `{name}`, which is not declared",
            ),
            help=Wording(f"这里是不是 `{name}`？", f"did you mean `{name}` here?"),
            related=(Related(told[0].span, Wording("第一处在这里", "the first of them is here")), *_others(near[1:], declared)),
            fix=Fix(span, name) if len(near) == 1 and surely(near[0], [name]) is not None else None,
        )
        diagnostics.found = [each for each in diagnostics.found if not any(each is use for use in told)] + [first]


def _written_twice(twice: str, span: Span, name: str, use: Diagnostic) -> Diagnostic:
    """The name of a declaration that is one word twice, where the word by itself is used."""
    says = Wording(f"名称“{twice}”是同一个词写了两遍，别处用的是“{name}”", f"the name `{twice}` is one word twice; other places use `{name}`")
    here = Related(use.span, Wording("第一处在这里", "the first of them is here"))
    return evolve(use, span=span, message=says, help=Wording(f"写成 `{name}`", f"write `{name}`"), related=(here,), fix=Fix(span, name))


def _others(near: list[str], declared: dict[str, Span]) -> Iterator[Related]:
    """Other declared names that nothing uses: the slip may be in one of them."""
    for other in near:
        yield Related(declared[other], Wording(f"“{other}”也没有别处用到", f"nothing uses `{other}` either"))


def _part_of(one: str, other: str) -> bool:
    """Whether one of two names is a good part of the other one: a letter or two stand in very many."""
    shorter, longer = sorted((one, other), key=len)
    return 1 < len(shorter) >= len(longer) / 3 and shorter in longer


def _occurrences(word: str, file: SourceFile) -> int:
    return len(re.findall(rf"(?<!\w){re.escape(word)}(?!\w)", file.text))


def _declared(written: tree.PolicyTree) -> Iterator[tuple[str, str, Span]]:
    """The names that declarations and their clauses give: of what, the name, where."""
    for declaration in written.declarations:
        match declaration:
            case tree.ExampleDecl() | tree.PolicyDecl():
                continue
            case tree.FactDecl(path=path):
                yield "fact", path.parts[-1].text, path.parts[-1].span
                continue
            case tree.TypeDecl(values=values):
                yield from (("value", value.code.text, value.code.span) for value in values)
        yield type(declaration).__name__.removesuffix("Decl").lower(), declaration.name.text, declaration.name.span
        for clause in declaration.clauses:
            match clause:
                case tree.Field(name=name) | tree.Column(name=name) | tree.Option(name=name):
                    yield type(clause).__name__.lower(), name.text, name.span
                case tree.Table(rows=rows) if isinstance(declaration, tree.CatalogDecl):
                    yield from (("item", row.cells[0].text, row.cells[0].span) for row in rows)
