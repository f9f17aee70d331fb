"""Policy files, and the expressions in their cells and placeholders, to `evalpolicy.syntax.tree`.

Every line is parsed by itself, so that all broken lines of a file are reported and none hides another.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar, cast

from evalpolicy.classes import define, evolve, field
from evalpolicy.diagnostics import Diagnostics
from evalpolicy.limits import Limits
from evalpolicy.source import SourceFile, Span
from evalpolicy.syntax import problems, tree
from evalpolicy.syntax.beginnings import begins_longer_keyword, begins_with
from evalpolicy.syntax.build_declarations import TreeBuilder
from evalpolicy.syntax.copies import without_copies
from evalpolicy.syntax.grammar import CLAUSES, clause_openers, tables
from evalpolicy.syntax.keywords import DECLARATIONS, keyword_language, keywords
from evalpolicy.syntax.lalr import ParserState, Token, Tree, Unexpected
from evalpolicy.syntax.lexer import Feed, tokens
from evalpolicy.syntax.lines import TABLES, Group, Line, read_groups
from evalpolicy.syntax.rejoined import rejoin
from evalpolicy.syntax.scanning import Lexeme
from evalpolicy.syntax.tree.nodes import mover
from evalpolicy.wording import Wording

if TYPE_CHECKING:
    from evalpolicy.syntax.slip import Slip

DEFAULT_LIMITS = Limits()
MOST_LEVELS = 5
"""No token stands in more rules that hold nothing else: what has few tokens is not deep."""

N = TypeVar("N", bound=tree.Node)


def parse_policy(file: SourceFile, diagnostics: Diagnostics, limits: Limits = DEFAULT_LIMITS) -> tree.PolicyTree:
    """The policy in `file` as written. What cannot be read is reported and left out of the tree."""
    before = len(diagnostics.found)
    if len(file.text) > limits.policy_bytes:
        problems.file_too_big(diagnostics, "bytes", limits.policy_bytes)
        return tree.PolicyTree((), complete=False)
    if file.line_count > limits.policy_lines:
        problems.file_too_big(diagnostics, "lines", limits.policy_lines)
        return tree.PolicyTree((), complete=False)
    groups, stray = read_groups(file, diagnostics, limits)
    if stray:
        _report_stray(stray[0], diagnostics)
    elif not groups:
        problems.empty_file(diagnostics)
    reader = _ClauseReader(diagnostics, limits)
    found = [_declaration(group, diagnostics, limits, reader) for group in without_copies(groups, file, diagnostics)]
    declarations = tuple(declaration for declaration in found if declaration is not None)
    return tree.PolicyTree(declarations, complete=not diagnostics.unread(problems.TOLD_ONCE, before))


def _report_stray(item: Line | tree.Row, diagnostics: Diagnostics) -> None:
    if isinstance(item, tree.Row):
        problems.table_outside(diagnostics, item.span, None)
    else:
        problems.text_before_declaration(diagnostics, item.lexemes[0].span.to(item.lexemes[-1].span), _declarations(diagnostics.file))


def _declarations(file: SourceFile) -> Wording:
    """The keywords of declarations; where the file has none of either keyword language, in that of the message."""
    words = {line.split()[0] for line in map(file.line, range(1, file.line_count + 1)) if line.strip()}
    spoken = words.isdisjoint(keywords().by_first_word)
    spelt = [keywords().spelling(terminal) for terminal in DECLARATIONS]
    return Wording("、".join(f"`{each.zh if spoken else each.en}`" for each in spelt), ", ".join(f"`{each.en}`" for each in spelt))


def _declaration(group: Group, diagnostics: Diagnostics, limits: Limits, reader: _ClauseReader) -> tree.Declaration | None:
    terminal = group.terminal
    if terminal is None:
        from evalpolicy.syntax.headers import read_as_meant

        terminal = read_as_meant(group, diagnostics)
        if terminal is None:
            return None
    rejoin(group, terminal, diagnostics)
    header: tree.Declaration | None = None
    if group.header.sound:
        header = parse_lexemes("declaration", group.header.lexemes, group.header.span, diagnostics, limits)
    clauses = _clauses(group, terminal, diagnostics, limits, reader)
    if header is None:
        from evalpolicy.syntax.headers import without_its_text

        lexemes = without_its_text(group.header, terminal, diagnostics.file, limits)
        # What is wrong with the line is told: of the lines below it more may be wrong.
        header = None if lexemes is None else parse_lexemes("declaration", lexemes, group.header.span, Diagnostics(diagnostics.file), limits)
    if header is None:
        return None
    end = group.body[-1].span if group.body else header.span
    return evolve(header, span=header.span.to(end), clauses=tuple(clauses))


@define(eq=False)
class _ClauseReader:
    """Reads the clauses of one file. Examples say the same again and again, so that what is written the same is read once."""

    diagnostics: Diagnostics
    limits: Limits
    _read: dict[tuple[str, str], tuple[int, tree.Clause]] = field(factory=dict)
    _movers: dict[tuple[str, str], Callable[[int], tree.Clause]] = field(factory=dict)

    def known(self, start: str, line: Line) -> tree.Clause | None:
        """The clause on a line where it was read already, and nothing was wrong with it."""
        known = None if line.written is None else self._read.get((start, line.written))
        if known is None or line.written is None:
            return None
        move = self._movers.get((start, line.written))
        if move is None:
            move = self._movers[start, line.written] = mover(known[1])
        return move(line.number - known[0])

    def clause(self, start: str, line: Line) -> tree.Clause | None:
        """The clause on a line; None where it is none, which is reported."""
        before = len(self.diagnostics.found)
        clause: tree.Clause | None = parse_lexemes(start, line.lexemes, line.span, self.diagnostics, self.limits)
        if clause is not None and line.written is not None and len(self.diagnostics.found) == before:
            self._read[start, line.written] = line.number, clause
        return clause


def _clauses(group: Group, terminal: str, diagnostics: Diagnostics, limits: Limits, reader: _ClauseReader) -> list[tree.Clause]:
    clauses: list[tree.Clause] = []
    rows: list[tree.Row] = []
    for item in [*group.body, None]:
        if isinstance(item, tree.Row):
            rows.append(item)
            continue
        if rows:
            table = _table(rows, terminal, diagnostics, limits)
            clauses += [] if table is None else [table]
            rows = []
        clause = None if item is None or not item.sound else reader.known(CLAUSES[terminal], item)
        if clause is None and item is not None and item.sound:
            clause = _clause(_unjoined(item, terminal, diagnostics, limits), group, terminal, diagnostics, limits, reader)
        clauses += [] if clause is None else [clause]
    return clauses


def _clause(
    line: Line, group: Group, terminal: str, diagnostics: Diagnostics, limits: Limits, reader: _ClauseReader
) -> tree.Clause | None:
    start = CLAUSES[terminal]
    language = keyword_language(group.header.lexemes[0].text)
    if begins_longer_keyword(start, line.lexemes):
        from evalpolicy.syntax.left_out import keyword_left_out
        from evalpolicy.syntax.slip import understood

        left_out = keyword_left_out(start, line.lexemes, language, diagnostics.file) if understood(start, line.lexemes) is None else None
        if left_out is not None:
            return cast("tree.Clause | None", _mended(left_out, diagnostics, limits))
    if not begins_with(start, line.lexemes):
        from evalpolicy.syntax.expectations import begins_like_a_clause, report_beginning
        from evalpolicy.syntax.slips import slip_at_the_beginning

        slip = slip_at_the_beginning(start, line.lexemes, not begins_like_a_clause(line, start), language, diagnostics)
        if slip is None:
            report_beginning(line, group, diagnostics)
            return None
        return cast("tree.Clause | None", _mended(slip, diagnostics, limits))
    return reader.clause(start, line)


def _unjoined(line: Line, terminal: str, diagnostics: Diagnostics, limits: Limits) -> Line:
    """The line; or, where it does not make sense because its end runs on into the next clause, that next clause. The end is reported."""
    if len(line.pieces) == 1:
        return line
    openers = clause_openers(terminal)
    at = next((index for index, (lexemes, _) in enumerate(line.pieces) if index > 0 and lexemes[0].text in openers), None)
    if at is None:
        return line
    unsaid = Diagnostics(diagnostics.file)
    parse_lexemes(CLAUSES[terminal], line.lexemes, line.span, unsaid, limits)
    if not unsaid.errors:
        return line
    problems.runs_on(diagnostics, line.pieces[at - 1][0][-1])
    rest = Line([], True)
    for lexemes, sound in line.pieces[at:]:
        rest.join(lexemes, sound)
    return _unjoined(rest, terminal, diagnostics, limits)


def _table(rows: list[tree.Row], terminal: str, diagnostics: Diagnostics, limits: Limits) -> tree.Table | None:
    span = rows[0].span.to(rows[-1].span)
    if terminal not in TABLES:
        problems.table_outside(diagnostics, rows[0].span, keywords().spelling(terminal).en)
        return None
    if len(rows) > limits.table_rows:
        problems.table_too_long(diagnostics, rows[limits.table_rows].span, limits.table_rows)
        return None
    return tree.Table(span, tuple(rows))


def read_tree(start: str, feed: Feed) -> Tree | Token:
    """What the grammar's `start` makes of the feed. Raises `Unexpected` where it makes nothing of it."""
    state = ParserState(tables(), start)
    for token in tokens(feed, state):
        state.take(token)
    return state.finished()


def parse_lexemes(start: str, lexemes: list[Lexeme], place: Span, diagnostics: Diagnostics, limits: Limits) -> Any:
    """What the grammar's `start` makes of the lexemes; None where they are no such thing, which is reported."""
    feed = Feed(lexemes)
    try:
        parsed = read_tree(start, feed)
    except Unexpected as error:
        from evalpolicy.syntax.expectations import report_unexpected
        from evalpolicy.syntax.instead import written_instead
        from evalpolicy.syntax.slips import slip_within

        at = len(lexemes) if error.token is None else feed.begun
        slip = slip_within(start, lexemes, at, diagnostics) or written_instead(start, lexemes, at, error.state.accepted(), diagnostics.file)
        if slip is not None:
            return _mended(slip, diagnostics, limits)
        report_unexpected(error, feed, place, start, diagnostics)
        return None
    return _built(parsed, len(feed.terminals), diagnostics, limits)


def _mended(slip: Slip, diagnostics: Diagnostics, limits: Limits) -> Any:
    """What a line with a slip was meant to be, None where that may be several things; the slip is reported."""
    if slip.meant is None:
        diagnostics.found.append(slip.told)
        return None
    diagnostics.read_on_after(slip.told)
    return _built(slip.meant, limits.nesting, diagnostics, limits)


def _built(parsed: Tree | Token, size: int, diagnostics: Diagnostics, limits: Limits) -> Any:
    """What was parsed, of `size` tokens; None where something is wrong with it, which is reported."""
    before = len(diagnostics.found)
    deepest = None if size * MOST_LEVELS < limits.nesting else _too_deep(parsed, limits.nesting)
    if deepest is not None:
        problems.nested_too_deeply(diagnostics, deepest, limits.nesting)
        return None
    built = TreeBuilder(diagnostics).build(parsed)
    return built if len(diagnostics.found) == before else None


def _too_deep(parsed: Tree | Token, limit: int) -> Span | None:
    """Where the tree goes deeper than `limit`, found without recursion. Chains of `not` and `implies` nest as they are long."""
    waiting: list[tuple[Tree, int]] = [(parsed, 1)] if isinstance(parsed, Tree) else []
    while waiting:
        node, depth = waiting.pop()
        depth += len(node.children) if node.rule in ("negation", "implication") else 1
        if depth > limit + 2:
            return node.span
        waiting.extend((child, depth) for child in node.children if isinstance(child, Tree))
    return None
