"""Lines whose header is missing: below another declaration they do not belong to it, or there is nothing above them.

Which header was meant is tried out: the policy is read again with one put above the lines, of a kind that takes them all and with a name that
is used and declared nowhere. Where that leaves fewer mistakes, the missing header is the mistake, and what came of it is not told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from evalpolicy.classes import evolve, frozen
from evalpolicy.diagnostics import Diagnostic, Diagnostics, Related
from evalpolicy.limits import Limits
from evalpolicy.source import SourceFile, Span
from evalpolicy.syntax.expectations import standing
from evalpolicy.syntax.grammar import CLAUSES, openers
from evalpolicy.syntax.keywords import keyword_language, keywords
from evalpolicy.syntax.lexer import Feed
from evalpolicy.syntax.lines import TABLES, Group, Line, read_groups
from evalpolicy.syntax.tree import Row
from evalpolicy.wording import Language, Wording

MOST_LINES = 10_000
"""Longer files are not read again and again."""

MOST_TRIALS = 16
"""So often a file is read again at most."""

MOST_NAMES = 2
"""Undeclared names that are tried of each kind."""

KINDS = {
    "unknown-rule": ("RULE", "STEP", "ADVICE"),
    "unknown-step": ("STEP", "EVENT"),
    "unknown-owner": ("STEP",),
    "unknown-target": ("RULE", "FEE", "STEP", "EXCEPTION"),
    "unknown-fee": ("FEE",),
    "unknown-catalog": ("CATALOG",),
    "unknown-record": ("RECORD",),
    "unknown-source": ("SOURCE",),
    "unknown-exception": ("EXCEPTION",),
    "unknown-value": ("CATALOG",),
    "unknown-name": ("READING", "STEP", "EVENT", "FEE"),
}
"""What an undeclared name may be the name of, by what is told of it."""

ORDER = (
    *("EXAMPLE", "RULE", "STEP", "FEE", "CATALOG", "EXCEPTION", "READING", "EVENT", "ADJUSTMENT", "INVARIANT", "RECORD", "SOURCE"),
    *("ADVICE", "POLICY"),
)
"""The kinds of declarations whose headers can be made up, in the order in which they are tried."""

MISPLACED = frozenset({"clause-not-here", "table-outside"})
"""What is told of lines that belong elsewhere."""

Read = Callable[[SourceFile], list[Diagnostic]]


@frozen
class _Orphans:
    """Lines below the declaration `above` (None: below nothing) that may have lost their header, which would stand on line `place`.

    `blank`: whether that line is there, and may be replaced: it is empty or, where `bare`, it is the header without its keyword.
    """

    above: Group | None
    items: tuple[Line | Row, ...]
    place: int
    blank: bool
    bare: bool = False
    written: str = ""
    """The first line, where it is bare."""

    @property
    def first(self) -> Span:
        """The first of the lines."""
        return self.items[0].span


def tell_missing_headers(file: SourceFile, found: list[Diagnostic], read: Read) -> list[Diagnostic]:
    """The diagnostics of a policy, with those that come of a missing header told as that. `read` gives the diagnostics of a text."""
    if file.line_count > MOST_LINES:
        return found
    said: list[Diagnostic] = []
    original, trials = file, MOST_TRIALS
    tried: set[int] = set()
    while trials > 0 and _errors(found):
        orphans = next((each for each in _orphans(file, found) if each.first.line not in tried), None)
        if orphans is None:
            break
        tried.add(orphans.first.line)
        waiting = list(_headers(orphans, found))
        seen: list[_Header] = []
        best: _Trial | None = None
        while waiting and trials > 0 and (best is None or best.errors > 0):
            header = waiting.pop(0)
            if header in seen:
                continue
            seen.append(header)
            trials -= 1
            trial = _try(header, orphans, file, read)
            if header.name is None:  # now the lines have been looked at, and may have said more of what was meant
                waiting[:0] = [_header(header.terminal, name, orphans) for name in _undeclared(trial.left).get(header.terminal, ())]
            if not trial.wrong and (best is None or trial.errors < best.errors):
                best = trial
        if best is not None and best.errors < len(_errors(found)) and _is_convincing(best, orphans, found):
            said.append(_told(orphans, best.header, original))
            found = best.left
            if not orphans.blank:
                break  # the lines of the changed text are no longer those of the file
            file = best.changed
    return [*said, *(evolve(each, file=original) for each in found)] if said else found


def _errors(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    return [each for each in found if each.severity == "error"]


# --- which lines may have lost their header --------------------------------------------------


def _orphans(file: SourceFile, found: list[Diagnostic]) -> Iterator[_Orphans]:
    """Those below a blank line first, then those from the first misplaced line of a declaration on."""
    groups, stray = read_groups(file, Diagnostics(file), Limits())
    if stray and not any(group.terminal == "POLICY" for group in groups):
        yield from _from(None, stray, 0, file)
    for group in groups:
        for place, item in enumerate(group.body):
            apart = _blank_above(file, item.span.line) is not None or item.span.column < group.body[0].span.column
            if isinstance(item, Line) and apart and _is_bare(item):
                yield _Orphans(group, tuple(group.body[place:]), item.span.line, blank=True, bare=True, written=file.words(item.span))
    starts = [(group, [place for place in range(len(group.body)) if _blank_above(file, group.body[place].span.line)]) for group in groups]
    for group, gaps in starts:
        for place, end in zip(gaps, [*gaps[1:], len(group.body)], strict=False):
            yield from _from(group, group.body[:end], place, file)
    misplaced = {each.span.line for each in found if each.code in MISPLACED}
    for group, gaps in starts:
        wrong = next((place for place, item in enumerate(group.body) if item.span.line in misplaced), None)
        if wrong is None or gaps:
            continue
        while wrong > 1 and _is_cite(group.body[wrong - 1]):
            wrong -= 1
        if len(group.body) - wrong > 1:  # a single line may just have been put in the wrong place
            yield from _from(group, group.body, wrong, file)


def _is_bare(line: Line) -> bool:
    """Whether a line has the form of a header without its keyword: a name and a title, or a title by itself."""
    kinds = [lexeme.kind for lexeme in line.lexemes]
    if line.span.line != line.span.end_line or standing(Feed(line.lexemes)):
        return False
    return kinds == ["TEXT"] or (kinds[0] in ("WORD", "QUOTED_NAME") and kinds[1:2] == ["TEXT"])


def _from(above: Group | None, body: list[Line | Row], place: int, file: SourceFile) -> Iterator[_Orphans]:
    line = body[place].span.line
    blank = _blank_above(file, line)
    yield _Orphans(above, tuple(body[place:]), line if blank is None else blank, blank is not None)


def _blank_above(file: SourceFile, line: int) -> int | None:
    """The blank line above a line and the comments above it; None where there is none."""
    above = line - 1
    while above >= 1 and file.line(above).strip()[:1] in ("#", "＃"):
        above -= 1
    return above if above >= 1 and not file.line(above).strip() else None


def _is_cite(item: Line | Row) -> bool:
    return isinstance(item, Line) and "CITE" in standing(Feed(item.lexemes))


# --- which header they may have had ----------------------------------------------------------


@frozen
class _Header:
    """A header, as it may have been; `name` is one that is used and declared nowhere, None where a name had to be made up."""

    terminal: str
    name: _Name | None
    text: str
    shown: str


def _headers(orphans: _Orphans, found: list[Diagnostic]) -> Iterator[_Header]:
    kinds = [kind for kind in ORDER if _takes(kind, orphans)]
    if orphans.bare:
        nameless = _bare_name(orphans) is None
        kinds = [kind for kind in kinds if (kind == "EXAMPLE") == nameless and kind != "POLICY"]
    wanted = _undeclared(found)
    inside = any(each.severity == "error" and orphans.first.line <= each.span.line <= orphans.items[-1].span.end_line for each in found)
    for kind in kinds:
        for name in [] if kind == "EXAMPLE" else wanted.get(kind, ()):
            yield _header(kind, name, orphans)
    if inside or orphans.above is None:
        for kind in kinds:
            yield _header(kind, None, orphans)


def _takes(kind: str, orphans: _Orphans) -> bool:
    """Whether a declaration of that kind takes the lines, as far as they can be read."""
    allowed, anywhere = openers(CLAUSES[kind]), frozenset().union(*(openers(start) for start in CLAUSES.values()))
    if orphans.above is None and kind != "POLICY":
        return False
    for item in orphans.items:
        if isinstance(item, Row):
            if kind not in TABLES:
                return False
        elif not (kinds := standing(Feed(item.lexemes)) & anywhere) <= allowed and kinds.isdisjoint(allowed):
            return False
    return True


@frozen
class _Name:
    """A name that is used, first at `used`, and that nothing declares."""

    text: str
    used: Span


def _undeclared(found: Iterable[Diagnostic]) -> dict[str, list[_Name]]:
    """The names that nothing declares and that are no misspellings, by the kinds of declarations that they may be of, most used first."""
    uses: dict[str, dict[str, list[Span]]] = {}
    for each in found:
        name = each.file.words(each.span).split(".")[0].strip("「」")
        for kind in KINDS.get(each.code, ()) if name and each.fix is None and " " not in name else ():
            uses.setdefault(kind, {}).setdefault(name, []).append(each.span)
    return {
        kind: [_Name(name, min(names[name])) for name in sorted(names, key=lambda name: -len(names[name]))[:MOST_NAMES]]
        for kind, names in uses.items()
    }


def _language(orphans: _Orphans) -> Language:
    words = [] if orphans.above is None else [orphans.above.header.lexemes[0].text]
    words += [item.lexemes[0].text for item in orphans.items if isinstance(item, Line)]
    return keyword_language(*words)


def _header(kind: str, name: _Name | None, orphans: _Orphans) -> _Header:
    language = _language(orphans)

    def spelt(terminal: str) -> str:
        return keywords().spelling(terminal).text(language)

    keyword = spelt(kind)
    if orphans.bare:
        line = f"{keyword} {orphans.written}"
        return _Header(kind, name if name is not None and name.text == _bare_name(orphans) else None, line, line)
    written = f"x{orphans.first.line}" if name is None else name.text if name.text.replace("_", "").isalnum() else f"「{name.text}」"
    shown = ("代号" if language == "zh" else "NAME") if name is None else written
    ends = ""
    match kind:
        case "EXAMPLE":
            return _Header(kind, None, f'{keyword} "{written}"', f'{keyword} "…"')
        case "FEE":
            ends = f" {spelt('PER_SELECTION')}"
        case "ADJUSTMENT":
            target = _target(orphans) if orphans.above is not None and orphans.above.terminal == "FEE" else "total"
            ends = f" {spelt('TO')} {target}"
        case "EXCEPTION":
            ends = f" {spelt('TO')} {_target(orphans)}"
    return _Header(kind, name, f"{keyword} {written}{ends}", f'{keyword} {shown} "…"{ends}')


def _bare_name(orphans: _Orphans) -> str | None:
    """The name in a header that has no keyword."""
    first = orphans.items[0]
    return first.lexemes[0].text if isinstance(first, Line) and first.lexemes[0].kind != "TEXT" else None


def _target(orphans: _Orphans) -> str:
    """What the declaration above is, or is an exception to."""
    above = [] if orphans.above is None else orphans.above.header.lexemes
    return above[1].text if len(above) > 1 else "x"


def _is_convincing(best: _Trial, orphans: _Orphans, found: list[Diagnostic]) -> bool:
    """Whether a header explains more than one line that is in the wrong place, beside another mistake."""
    if orphans.blank or best.header.name is not None or len(_errors(found)) - best.errors > 1:
        return True
    return not any(orphans.first.line <= each.span.line <= orphans.items[-1].span.end_line for each in _errors(best.left))


# --- trying it -------------------------------------------------------------------------------


@frozen
class _Trial:
    """A text with a header put in, and what is then told, at its place in the file. `wrong`: something is wrong with the header itself."""

    header: _Header
    changed: SourceFile
    left: list[Diagnostic]
    wrong: bool

    @property
    def errors(self) -> int:
        """How many mistakes are left."""
        return len(_errors(self.left))


def _try(header: _Header, orphans: _Orphans, file: SourceFile, read: Read) -> _Trial:
    changed = _with_line(file, orphans, header.text)
    found = read(changed)
    wrong = any(each.span.line == orphans.place for each in _errors(found))
    return _Trial(header, changed, [_moved(each, orphans, file) for each in found], wrong)


def _with_line(file: SourceFile, orphans: _Orphans, header: str) -> SourceFile:
    lines = [file.line(number) for number in range(1, file.line_count + 1)]
    lines[orphans.place - 1 : orphans.place - (0 if orphans.blank else 1)] = [header]
    return SourceFile(file.name, "\n".join(lines), file.at)


def _moved(each: Diagnostic, orphans: _Orphans, file: SourceFile) -> Diagnostic:
    """A diagnostic of the changed text at its place in the file."""
    if orphans.blank:
        return evolve(each, file=file)
    related = tuple(evolve(other, span=_lowered(other.span, orphans.place)) for other in each.related)
    fix = each.fix and evolve(each.fix, span=_lowered(each.fix.span, orphans.place))
    return evolve(each, file=file, span=_lowered(each.span, orphans.place), related=related, fix=fix)


def _lowered(span: Span, place: int) -> Span:
    return evolve(span, line=span.line - (span.line > place), end_line=span.end_line - (span.end_line > place))


def _told(orphans: _Orphans, header: _Header, file: SourceFile) -> Diagnostic:
    if orphans.bare:
        said = Wording("这一行像一条声明，但行首少了关键词", "this line looks like one that declares something, but it does not begin with a keyword")
        return Diagnostic("header-missing", "error", file, orphans.first, said, Wording(f"写成 `{header.shown}`", f"write `{header.shown}`"))
    message = Wording("这一行上面少了一行声明", "a line that declares something is missing above this one")
    if orphans.above is not None:
        above = _called(orphans.above, file)
        message = Wording(f"{message.zh}：从这里起的内容不属于上面的 `{above}`", f"{message.en}: from here on nothing belongs to `{above}` above")
    help = Wording(f"在这一行上面补一行：`{header.shown}`", f"put a line above it: `{header.shown}`")
    related: tuple[Related, ...] = ()
    if header.name is not None:
        name = header.name.text
        here = Wording(f"这里用到了“{name}”，而没有一处声明它", f"`{name}` is used here, and nothing declares it")
        related = (Related(header.name.used, here),)
    return Diagnostic("header-missing", "error", file, orphans.first, message, help, related)


def _called(group: Group, file: SourceFile) -> str:
    """The keyword and the name of a declaration."""
    lexemes = group.header.lexemes
    end = next((place for place, lexeme in enumerate(lexemes) if place > 0 and lexeme.kind in ("TEXT", "COLON", "EQUAL")), 2)
    return file.words(lexemes[0].span.to(lexemes[min(end, len(lexemes)) - 1].span))
