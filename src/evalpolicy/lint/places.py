"""Places as other programs want them: a line and a column of the file for everything, paths as addresses."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from evalpolicy.source import Span


def written_span(span: Span) -> Span:
    """The span; what stands nowhere in the file is put at its beginning."""
    return span if span.line >= 1 else Span(1, 1, 1, 1)


def address(name: str) -> str:
    """A file's name as a URI: relative as it is, absolute with `file:`."""
    path = Path(name)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())


def slashed(name: str) -> str:
    """A file's name with `/` between its parts."""
    return Path(name).as_posix()
