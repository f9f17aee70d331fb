"""Names of file formats: one spelling each."""

from __future__ import annotations

import unicodedata

# A table of its own: the tables of `mimetypes` depend on the machine, and give one name to formats that differ (mp3 and mpg, doc and dot).
_SPELLINGS = {
    "JPEG": ("jpg", "jpe", "jfif", "pjpeg"),
    "TIFF": ("tif",),
    "HTML": ("htm",),
    "TXT": ("plain", "text"),
    "MPEG": ("mpg", "mpe"),
    "MD": ("markdown",),
    "SVG": ("svg+xml",),
    "DOC": ("msword",),
    "DOCX": ("vnd.openxmlformats-officedocument.wordprocessingml.document",),
    "XLS": ("vnd.ms-excel",),
    "XLSX": ("vnd.openxmlformats-officedocument.spreadsheetml.sheet",),
    "PPT": ("vnd.ms-powerpoint",),
    "PPTX": ("vnd.openxmlformats-officedocument.presentationml.presentation",),
    "OFD": ("vnd.ofd",),
}
_NAMES = {spelling: name for name, spellings in _SPELLINGS.items() for spelling in spellings}


def canonical_format(text: str) -> str:
    """The format's name in upper case: `jpg`, `JPEG` and `image/jpeg` are all `JPEG`. Full width, case and white space do not matter."""
    name = "".join(unicodedata.normalize("NFKC", text).casefold().split()).partition(";")[0]
    name = name.rpartition("/")[2].removeprefix(".").removeprefix("x-")
    return _NAMES.get(name, name.upper())
