"""Policy files to text. A file that is no text gives diagnostics, never an exception."""

from __future__ import annotations

import os

from evalpolicy.diagnostics import Diagnostics
from evalpolicy.limits import Limits
from evalpolicy.source import AnyPath, SourceFile, Span
from evalpolicy.syntax import problems
from evalpolicy.wording import Wording

DEFAULT_LIMITS = Limits()


def read_source(path: AnyPath, limits: Limits = DEFAULT_LIMITS) -> tuple[SourceFile, Diagnostics]:
    """The policy file at `path`, with what is wrong with it as a file. With errors, its text is empty."""
    name = os.fspath(path)
    nothing = SourceFile(name, "", name)
    diagnostics = Diagnostics(nothing)
    try:
        with open(path, "rb") as stream:
            data = stream.read(limits.policy_bytes + 1)
    except OSError as error:
        from evalpolicy.reasons import of_system

        problems.unreadable_file(diagnostics, of_system(error))
        return nothing, diagnostics
    except ValueError as error:  # a path with a NUL in it
        problems.unreadable_file(diagnostics, Wording("路径里有 NUL 字符", str(error)))
        return nothing, diagnostics
    return decode_source(data, name, name, limits)


def decode_source(data: bytes, name: str, path: str | None = None, limits: Limits = DEFAULT_LIMITS) -> tuple[SourceFile, Diagnostics]:
    """The policy in `data`, with what is wrong with it as a file. With errors, its text is empty."""
    nothing = SourceFile(name, "", path)
    if len(data) > limits.policy_bytes:
        diagnostics = Diagnostics(nothing)
        problems.file_too_big(diagnostics, "bytes", limits.policy_bytes)
        return nothing, diagnostics
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        if seems := _seems(data, name, path):
            return nothing, seems
        readable = SourceFile(name, data.decode("utf-8", errors="replace"), path)
        diagnostics = Diagnostics(readable)
        problems.not_utf8(diagnostics, _span_at(data[: error.start].decode("utf-8")))
        return nothing, diagnostics
    file = SourceFile(name, text, path)
    diagnostics = Diagnostics(file)
    if "\0" in text:
        if seems := _seems(data, name, path):
            return nothing, seems
        problems.nul_character(diagnostics, _span_at(text[: text.index("\0")]))
        return nothing, diagnostics
    if file.line_count > limits.policy_lines:
        problems.file_too_big(diagnostics, "lines", limits.policy_lines)
        return nothing, diagnostics
    return file, diagnostics


def _seems(data: bytes, name: str, path: str | None) -> Diagnostics | None:
    """That a file seems to be in another encoding, shown at its first character that is not ASCII, in readable text; None where it does not."""
    from evalpolicy.syntax.encoding import seeming_text

    seeming = seeming_text(data)
    if seeming is None:
        return None
    encoding, text = seeming
    diagnostics = Diagnostics(SourceFile(name, text, path))
    first = next((at for at, character in enumerate(text) if not character.isascii()), 0)
    problems.not_utf8(diagnostics, _span_at(text[:first]), encoding)
    return diagnostics


def _span_at(before: str) -> Span:
    """The span of the character after `before`."""
    lines = before.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return Span(len(lines), len(lines[-1]) + 1, len(lines), len(lines[-1]) + 2)
