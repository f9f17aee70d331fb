"""What a revision changes in the text of a policy, in the author's words: declarations, lines, cells of tables, stretches of time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from evalpolicy.classes import frozen
from evalpolicy.diagnostics import Diagnostics
from evalpolicy.diff.moving import later, later_words
from evalpolicy.policy import Policy
from evalpolicy.source import SourceFile, Span
from evalpolicy.syntax import tree
from evalpolicy.syntax.parser import parse_policy
from evalpolicy.wording import Wording

KINDS = {
    tree.PolicyDecl: Wording("政策", "policy"),
    tree.SourceDecl: Wording("来源", "source"),
    tree.TypeDecl: Wording("类型", "type"),
    tree.RecordDecl: Wording("记录", "record"),
    tree.FactDecl: Wording("事实", "fact"),
    tree.CatalogDecl: Wording("目录", "catalog"),
    tree.ParameterDecl: Wording("参数", "parameter"),
    tree.ReadingDecl: Wording("理解", "reading"),
    tree.DefineDecl: Wording("定义", "definition"),
    tree.RuleDecl: Wording("规则", "rule"),
    tree.ExceptionDecl: Wording("例外", "exception"),
    tree.StepDecl: Wording("步骤", "step"),
    tree.FeeDecl: Wording("收费", "fee"),
    tree.AdjustmentDecl: Wording("费用调整", "adjustment"),
    tree.InvariantDecl: Wording("不变式", "invariant"),
    tree.ExampleDecl: Wording("例子", "example"),
}


@frozen
class StructureChange:
    """One change of the text. `change` is added, removed or changed; `old` and `new` the words on either side; `note` says what it comes to."""

    kind: Wording
    name: str
    change: str
    old: str | None
    new: str | None
    note: Wording | None = None
    line: int | None = None
    """The line of the new text, or of the old one where something was removed."""


@frozen
class _Read:
    """A policy as written, with its file."""

    file: SourceFile
    declarations: dict[tuple[type[tree.Declaration], str], tree.Declaration]
    days: int | None = None
    """By how many days its dates are taken to be later; None: as they are written."""

    def moved(self, words: str) -> str:
        """Words with their dates as they are compared."""
        return words if self.days is None else later_words(words, self.days)

    def words(self, span: Span) -> str:
        """What stands at a span, comments left out, white space evened."""
        lines = [self.file.line(number) for number in range(span.line, span.end_line + 1)]
        lines[-1] = lines[-1][: span.end_column - 1]
        lines[0] = lines[0][span.column - 1 :]
        return self.moved(" ".join(" ".join(line.split()) for line in lines))

    def header(self, declaration: tree.Declaration) -> str:
        """The first line of a declaration."""
        first = declaration.clauses[0].span.line - 1 if declaration.clauses else declaration.span.end_line
        last = max(declaration.span.line, min(first, declaration.span.end_line))
        lines = [self.file.line(number).split(" #")[0] for number in range(declaration.span.line, last + 1)]
        return self.moved(" ".join(" ".join(lines).split("\n")[0].split()))


def _read(policy: Policy, days: int | None) -> _Read:
    file = policy.model.file
    found: dict[tuple[type[tree.Declaration], str], tree.Declaration] = {}
    for declaration in parse_policy(file, Diagnostics(file), policy.limits).declarations:
        name = declaration.path.dotted if isinstance(declaration, tree.FactDecl) else declaration.name.text
        kind = tree.PolicyDecl if isinstance(declaration, tree.PolicyDecl) else type(declaration)
        found[(kind, "" if kind is tree.PolicyDecl else name)] = declaration if days is None else later(declaration, days)
    return _Read(file, found, days)


def structure_diff(old: Policy, new: Policy, days: int | None = None) -> tuple[StructureChange, ...]:
    """The changes of the text, in the order of the new file; what was removed comes last.

    `days`: the old policy's dates are taken to be so many days later, and are shown so; weekdays beside dates are passed over.
    """
    before, after = _read(old, days), _read(new, None if days is None else 0)
    changes: list[StructureChange] = []
    for key, declaration in after.declarations.items():
        other = before.declarations.get(key)
        if other is None:
            changes.append(_whole(after, declaration, "added"))
        else:
            changes += _inside(before, other, after, declaration)
    for key, declaration in before.declarations.items():
        if key not in after.declarations:
            changes.append(_whole(before, declaration, "removed"))
    return tuple(changes)


def _name(declaration: tree.Declaration) -> str:
    return declaration.path.dotted if isinstance(declaration, tree.FactDecl) else declaration.name.text


def _kind(declaration: tree.Declaration) -> Wording:
    return KINDS.get(type(declaration), Wording("", ""))


def _whole(read: _Read, declaration: tree.Declaration, change: str) -> StructureChange:
    words = read.header(declaration)
    old, new = (None, words) if change == "added" else (words, None)
    return StructureChange(_kind(declaration), _name(declaration), change, old, new, None, declaration.span.line)


def _inside(before: _Read, old: tree.Declaration, after: _Read, new: tree.Declaration) -> Iterator[StructureChange]:
    kind, name = _kind(new), _name(new)
    if before.header(old) != after.header(new):
        yield StructureChange(kind, name, "changed", before.header(old), after.header(new), None, new.span.line)
    lines_old = [clause for clause in old.clauses if not isinstance(clause, tree.Table)]
    lines_new = [clause for clause in new.clauses if not isinstance(clause, tree.Table)]
    words_old, words_new = [before.words(clause.span) for clause in lines_old], [after.words(clause.span) for clause in lines_new]
    for tag, first, last, first_, last_ in SequenceMatcher(None, words_old, words_new, autojunk=False).get_opcodes():
        if tag != "equal":
            removed = list(zip(lines_old, words_old, strict=True))[first:last]
            yield from _lines(kind, name, removed, list(zip(lines_new, words_new, strict=True))[first_:last_])
    yield from _rows(kind, name, _table(old, before), _table(new, after))


def _lines(
    kind: Wording, name: str, old: Sequence[tuple[tree.Clause, str]], new: Sequence[tuple[tree.Clause, str]]
) -> Iterator[StructureChange]:
    """Lines that changed: one of a kind against one of the same kind is a change, any other an addition or a removal."""
    left = list(old)
    for clause, words in new:
        match = next((pair for pair in left if type(pair[0]) is type(clause)), None)
        if match is None:
            yield StructureChange(kind, name, "added", None, words, None, clause.span.line)
        else:
            left.remove(match)
            yield StructureChange(kind, name, "changed", match[1], words, _shift(match[0], clause), clause.span.line)
    for clause, words in left:
        yield StructureChange(kind, name, "removed", words, None, None, clause.span.line)


def _shift(old: tree.Clause, new: tree.Clause) -> Wording | None:
    """By how much a window or a due instant moved, where both are written out."""
    match old, new:
        case tree.Window(), tree.Window():
            ends = [(_moment(old.first), _moment(new.first)), (_moment(old.last), _moment(new.last))]
        case tree.Due(), tree.Due():
            ends = [(_moment(old.instant), _moment(new.instant))]
        case _:
            return None
    said = [wording for place, (left, right) in enumerate(ends) if (wording := _moved(left, right, place + 1 == len(ends))) is not None]
    if not said:
        return None
    return Wording("，".join(wording.zh for wording in said), ", ".join(wording.en for wording in said))


def _moment(expr: tree.Expr) -> dt.datetime | None:
    match expr:
        case tree.DateLiteral(value=day):
            return dt.datetime.combine(day, dt.time())
        case tree.InstantLiteral(value=instant):
            return instant
        case _:
            return None


def _moved(left: dt.datetime | None, right: dt.datetime | None, end: bool) -> Wording | None:
    if left is None or right is None or left == right:
        return None
    days, rest = divmod(abs(right - left), dt.timedelta(days=1))
    length_zh = "".join(filter(None, [f"{days} 天" if days else "", f"{rest}" if rest else ""]))
    length_en = " ".join(filter(None, [f"{days} day{'s' if days != 1 else ''}" if days else "", f"{rest}" if rest else ""]))
    later = right > left
    what_zh, what_en = ("截止", "ends") if end else ("开始", "begins")
    return Wording(f"{what_zh}{'推迟' if later else '提前'} {length_zh}", f"{what_en} {length_en} {'later' if later else 'earlier'}")


# --- tables ----------------------------------------------------------------------------------------


@frozen
class _Table:
    """A table: its heading, and its rows by what identifies them, with the line of each."""

    heading: tuple[str, ...]
    rows: dict[tuple[str, ...], tuple[tuple[str, ...], int]]


def _table(declaration: tree.Declaration, read: _Read) -> _Table:
    rows = [row for clause in declaration.clauses if isinstance(clause, tree.Table) for row in clause.rows]
    cells = [tuple(read.moved(" ".join(cell.text.split())) for cell in row.cells) for row in rows]
    if not cells:
        return _Table((), {})
    # An item is known by its code, a row of a fee by everything but the amount.
    catalog = isinstance(declaration, tree.CatalogDecl)
    place = cells[0].index("item") if "item" in cells[0] else 0
    found: dict[tuple[str, ...], tuple[tuple[str, ...], int]] = {}
    for row, texts in zip(rows[1:], cells[1:], strict=True):
        key = (texts[place],) if catalog else texts[:-1]
        found[key] = texts, row.span.line
    return _Table(cells[0], found)


def _rows(kind: Wording, name: str, old: _Table, new: _Table) -> Iterator[StructureChange]:
    if old.heading != new.heading and old.heading and new.heading:
        yield StructureChange(kind, name, "changed", " | ".join(old.heading), " | ".join(new.heading), Wording("表头", "heading"))
    for key, (cells, line) in new.rows.items():
        if key not in old.rows:
            yield StructureChange(kind, name, "added", None, f"| {' | '.join(cells)} |", None, line)
            continue
        before = dict(zip(old.heading, old.rows[key][0], strict=False))
        for head, cell in zip(new.heading, cells, strict=False):
            if before.get(head, cell) != cell:
                where = " | ".join(filter(None, key))
                note = Wording(f"{where}：{head} {_trend(before[head], cell).zh}", f"{where}: {head} {_trend(before[head], cell).en}")
                yield StructureChange(kind, name, "changed", before[head], cell, note, line)
    for key, (cells, line) in old.rows.items():
        if key not in new.rows:
            yield StructureChange(kind, name, "removed", f"| {' | '.join(cells)} |", None, None, line)


def _trend(old: str, new: str) -> Wording:
    try:
        higher = float(new) > float(old)
    except ValueError:
        return Wording(f"由“{old}”改为“{new}”", f"changed from “{old}” to “{new}”")
    return Wording(f"由 {old} {'升' if higher else '降'}为 {new}", f"{'raised' if higher else 'lowered'} from {old} to {new}")
