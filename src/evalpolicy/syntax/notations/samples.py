"""Samples in the names of the file that they are told of."""

from __future__ import annotations

import re

from evalpolicy.source import SourceFile
from evalpolicy.syntax.notations.notation import spelt
from evalpolicy.wording import Wording

SOURCE, PLACE = "SOURCE", "PLACE"


def with_names(said: Wording, file: SourceFile) -> Wording:
    """The wording with a source of the file in the place of `SOURCE`, and a place that the file cites in that of `PLACE`."""
    if SOURCE not in said.zh:
        return said
    source = _first(rf"^\s*{spelt('SOURCE')}\s+([^\W\d]\w*)", file)
    place = _first(rf"^\s*{spelt('CITE')}\s+[^\W\d]\w*\s+[\"“]([^\"“”]+)[\"”]\s*[\"“]", file)
    zh = said.zh.replace(SOURCE, source or "来源代号").replace(PLACE, place or "第几节")
    en = said.en.replace(SOURCE, source or "SOURCE").replace(PLACE, place or "section")
    return Wording(zh, en)


def _first(pattern: str, file: SourceFile) -> str | None:
    found = re.search(pattern, file.text, re.MULTILINE)
    return None if found is None else found[1]
