"""`file`: the files that a step takes, as requirements.

`exactly one`: just one file is at one of the named places, of the format and within the sizes. `at least one`: one or more. `nothing else`: every
file is at a place that the declaration names. Extensions are compared without case, everything else to the character.
"""

from __future__ import annotations

from collections.abc import Sequence

from evalpolicy.classes import define, field
from evalpolicy.core import terms as t
from evalpolicy.core.formats import canonical_format
from evalpolicy.language.expression import resolve_template
from evalpolicy.language.model import FileDemand, Requirement
from evalpolicy.language.resolution import Resolution
from evalpolicy.language.symbols import Scope
from evalpolicy.language.types import MOST_BYTES, NumberType, TextType
from evalpolicy.source import Span
from evalpolicy.syntax import tree

Alternative = tuple[t.Term, t.Term, str | None]


@define
class FileClauses:
    """The file lines of one declaration, at one step."""

    resolution: Resolution
    step: str | None
    clauses: Sequence[tree.Clause]
    _known: dict[Span, Alternative | None] = field(factory=dict)

    def requirement(self, clause: tree.FileClause) -> Requirement | None:
        """What one line asks."""
        if self.step is None:
            zh, en = "`file` 要写在步骤里，或写在有 `at` 的规则里", "`file` belongs in a step, or in a rule with `at`"
            self.resolution.error("file-without-step", clause.span, zh, en, "加上一行，例如：`at materials`", "add a line such as: `at materials`")
            return None
        rows = t.Rows(self.step, "files", self.resolution.symbols.fresh_row("file").variable, span=clause.span)
        nothing_else = clause.quantity == "nothing_else"
        lines = [each for each in self.clauses if isinstance(each, tree.FileClause)] if nothing_else else [clause]
        alternatives = [self._once(path) for line in lines for path in line.paths]
        if any(alternative is None for alternative in alternatives):
            return None
        places = tuple(alternative for alternative in alternatives if alternative is not None)
        at_place = t.Or(tuple(_at(place, rows.variable) for place in places), span=clause.span)
        format = None if clause.format is None else canonical_format(clause.format.text)
        sizes = tuple((op, size.value) for op, size in clause.sizes if isinstance(size, tree.Size))
        demand = FileDemand(self.step, clause.quantity, places, format, sizes, rows)
        text = " / ".join(path.text for line in lines for path in line.paths)
        if nothing_else:
            return Requirement("file", t.EveryRow(rows, t.TruthConstant(True), at_place, span=clause.span), text, clause.span, demand)
        conditions: list[t.Term] = [at_place]
        if format is not None:
            named = t.RowFact(rows.variable, "format", TextType(), "file", span=clause.span)
            conditions.append(t.Same(named, t.AtomConstant(format), span=clause.span))
        size = t.RowFact(rows.variable, "size", NumberType(0, MOST_BYTES), "file", span=clause.span)
        conditions += [t.Compare(op, size, t.QuantityConstant(limit), span=clause.span) for op, limit in sizes]
        count = t.Count(rows, t.And(tuple(conditions), span=clause.span), span=clause.span)
        op = "eq" if clause.quantity == "exactly_one" else "ge"
        return Requirement("file", t.Compare(op, count, t.QuantityConstant(1), span=clause.span), text, clause.span, demand)

    def _once(self, path: tree.Text) -> Alternative | None:
        """What a path says. `file nothing else` asks of all of them again; what is wrong with one is told once."""
        if path.span not in self._known:
            self._known[path.span] = self._alternative(path)
        return self._known[path.span]

    def _alternative(self, path: tree.Text) -> Alternative | None:
        folder, stem, extension = split_template(path.text)
        if not stem:
            zh, en = "路径里没有文件名", "the path names no file"
            help_zh, help_en = "例如 `{applicant.id}/照片/{applicant.id}.jpg`", "such as `photos/{applicant.id}.jpg`"
            self.resolution.error("file-path", path.span, zh, en, help_zh, help_en)
            return None
        if "*" in folder or "*" in stem:
            zh, en = "`*` 只能用作扩展名（`.*`）", "`*` can only stand for the extension (`.*`)"
            help_zh, help_en = "写出文件夹和文件名", "write out the folder and the name of the file"
            self.resolution.error("file-path", path.span, zh, en, help_zh, help_en)
            return None
        where = resolve_template(tree.Text(_part(path.span, 0, folder), folder), Scope(), self.resolution.symbols)
        name = resolve_template(tree.Text(_part(path.span, len(folder) + 1 if folder else 0, stem), stem), Scope(), self.resolution.symbols)
        return None if where is None or name is None else (where, name, None if extension == "*" else extension.lower())


def _part(span: Span, offset: int, text: str) -> Span:
    """Where a part of a quoted path stands, counted from the character after the quote."""
    first = span.column + 1 + offset
    return Span(span.line, first, span.end_line, first + len(text))


def split_template(path: str) -> tuple[str, str, str]:
    """Folder, stem and extension of a path whose placeholders may hold anything."""
    depth = 0
    slash = dot = -1
    for place, character in enumerate(path):
        depth += {"{": 1, "}": -1}.get(character, 0)
        if depth == 0 and character == "/":
            slash, dot = place, -1
        elif depth == 0 and character == ".":
            dot = place
    folder = path[:slash] if slash >= 0 else ""
    return (folder, path[slash + 1 :], "") if dot < 0 else (folder, path[slash + 1 : dot], path[dot + 1 :])


def _at(place: Alternative, row: str) -> t.Term:
    folder, stem, extension = place
    conditions: list[t.Term] = [
        t.Same(t.RowFact(row, "folder", TextType(), "file"), folder),
        t.Same(t.RowFact(row, "stem", TextType(), "file"), stem),
    ]
    if extension is not None:
        conditions.append(t.Same(t.RowFact(row, "extension", TextType(), "file"), t.AtomConstant(extension)))
    return t.And(tuple(conditions))
