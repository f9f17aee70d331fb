"""Sources and citations as meant."""

from __future__ import annotations

from attrs import field, frozen

from evalpolicy.source import Span


@frozen
class Source:
    """A text that the policy cites. `text` is the file's; `sha256` its hash in hex."""

    id: str
    title: str
    path: str
    text: str = field(repr=False)
    sha256: str
    span: Span


@frozen
class Citation:
    """Where a source says it: the quoted words are in the source's text, white space apart."""

    source: str
    place: str
    quotes: tuple[str, ...]
    span: Span
