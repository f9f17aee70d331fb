"""Comments by which an author lets a finding of a check pass, with the reason.

`# lint: allow CODE because …`, in Chinese `# 检查：允许 CODE 因为……`, at the end of the line that the finding is on,
or on a line of its own above it.
Several codes are separated by commas. Mistakes that keep a policy from loading cannot be silenced.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from evalpolicy.classes import frozen
from evalpolicy.diagnostics import Diagnostic, Fix
from evalpolicy.nearness import nearest
from evalpolicy.source import SourceFile, Span
from evalpolicy.syntax.comments import comment_start
from evalpolicy.wording import Wording

OF_REVISIONS = frozenset({"citation-dropped"})
"""What `validate` says of a revision against another one. A silence of it stays in the file; nothing tells that it is no longer needed."""

_MARKED = re.compile(r"[#＃]+\s*(?:lint|检查)\s*[:：]", re.IGNORECASE)
_SILENCE = re.compile(
    r"\s*(?:allow|允许)\s+(?P<codes>[\w-]+(?:\s*[,，、]\s*[\w-]+)*)\s*(?P<because>because|因为)?[\s:：]*(?P<reason>.*)", re.IGNORECASE
)
_FORM = Wording("# 检查：允许 CODE 因为……", "# lint: allow CODE because …")


@frozen
class Silence:
    """A code that is let pass on `line`. `span` is that of the code in the comment."""

    code: str
    line: int
    span: Span


def read_silences(file: SourceFile, checks: Iterable[str]) -> tuple[list[Silence], list[Diagnostic]]:
    """The silences of a file, and what is wrong with how they are written. `checks` are the codes that can be silenced."""
    known = frozenset(checks)
    found: list[Silence] = []
    wrong: list[Diagnostic] = []
    for number in range(1, file.line_count + 1):
        line = file.line(number)
        start = comment_start(line)
        marked = None if start is None else _MARKED.match(line, start)
        if start is None or marked is None:
            continue
        whole = Span(number, start + 1, number, len(line.rstrip()) + 1)
        match = _SILENCE.fullmatch(line, marked.end())
        if match is None or (match["because"] is None and match["reason"]):
            wrong.append(_misspelt(file, whole))
        elif not match["reason"]:
            wrong.append(_without_reason(file, whole))
        else:
            target = number if line[:start].strip() else _next_line(file, number)
            for word in re.finditer(r"[\w-]+", match["codes"]):
                begin = match.start("codes") + word.start() + 1
                span = Span(number, begin, number, begin + len(word[0]))
                if word[0] in known:
                    found.append(Silence(word[0], target, span))
                else:
                    wrong.append(_unknown(file, span, word[0], known))
    return found, wrong


def apply_silences(file: SourceFile, silences: Iterable[Silence], found: Iterable[Diagnostic], all_asked: bool = True) -> Iterator[Diagnostic]:
    """What is not silenced; and, where all checks were asked, each silence that silences nothing."""
    by_place: dict[tuple[str, int], list[Silence]] = {}
    for silence in silences:
        by_place.setdefault((silence.code, silence.line), []).append(silence)
    used = set()
    for diagnostic in found:
        place = (diagnostic.code, diagnostic.span.line)
        if place in by_place:
            used.add(place)
        else:
            yield diagnostic
    for place, unused in by_place.items():
        if all_asked and place not in used:
            yield from (_unused(file, silence) for silence in unused)


def _next_line(file: SourceFile, number: int) -> int:
    """The next line that says something."""
    for following in range(number + 1, file.line_count + 1):
        text = file.line(following).strip()
        if text and text[0] not in "#＃":
            return following
    return number


# --- what is wrong with a silence ------------------------------------------------------------


def _misspelt(file: SourceFile, span: Span) -> Diagnostic:
    return Diagnostic(
        "silence-misspelt",
        "warning",
        file,
        span,
        Wording("这条“检查”注释看不懂，所以没有起作用", "this `lint` comment is not understood, so it does nothing"),
        Wording(f"写成 {_FORM.zh}", f"write {_FORM.en}"),
    )


def _without_reason(file: SourceFile, span: Span) -> Diagnostic:
    return Diagnostic(
        "silence-without-reason",
        "warning",
        file,
        span,
        Wording("这里没有写允许的理由，所以没有起作用", "no reason is given for letting this pass, so it is not let pass"),
        Wording(f"写上理由：{_FORM.zh}", f"give the reason: {_FORM.en}"),
    )


def _unknown(file: SourceFile, span: Span, code: str, known: Iterable[str]) -> Diagnostic:
    near = nearest(code, sorted(known), cutoff=0.6)
    return Diagnostic(
        "silence-unknown-code",
        "warning",
        file,
        span,
        Wording(f"没有可以这样放过的检查 `{code}`", f"there is no check `{code}` that can be let pass"),
        Wording(f"是不是 `{near[0]}`？", f"did you mean `{near[0]}`?")
        if near
        else Wording("检查的代码在方括号里，如 warning[unused-fact]", "the code of a check stands in brackets, as in warning[unused-fact]"),
        fix=Fix(span, near[0]) if near else None,
    )


def _unused(file: SourceFile, silence: Silence) -> Diagnostic:
    return Diagnostic(
        "silence-unused",
        "info",
        file,
        silence.span,
        Wording(f"这里没有 `{silence.code}` 可以放过", f"there is no `{silence.code}` here to let pass"),
        Wording("删去这条注释，或移到要放过的那一行上面", "delete the comment, or move it above the line that it is meant for"),
    )
