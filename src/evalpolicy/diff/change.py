"""One change of the text of a policy."""

from __future__ import annotations

from evalpolicy.classes import frozen
from evalpolicy.wording import Wording


@frozen
class StructureChange:
    """`kind` and `name` are of the declaration; `part` says what of it changed, None where it is all of it.

    `change` is added, removed, changed or renamed; `old` and `new` the author's words on either side; `note` says what it comes to.
    """

    kind: Wording
    name: str
    part: Wording | None
    change: str
    old: str | None
    new: str | None
    note: Wording | None = None
    line: int | None = None
    """The line of the new text, or of the old one where something was removed."""
