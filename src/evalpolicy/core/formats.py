"""Names of file formats: one spelling each."""

from __future__ import annotations

import mimetypes


def canonical_format(text: str) -> str:
    """The format's name in upper case: `jpg`, `JPEG` and `image/jpeg` are all `JPEG`."""
    name = text.strip().lower().removeprefix(".")
    kind = name if "/" in name else mimetypes.types_map.get(f".{name}", "")
    subtype = kind.partition("/")[2]
    return (subtype if kind and not subtype.startswith(("x-", "vnd.")) else name.rpartition("/")[2]).upper()
