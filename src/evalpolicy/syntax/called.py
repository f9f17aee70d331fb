"""What the names of a file are names of, as far as its lines show at a glance: also where they cannot all be read."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from evalpolicy.syntax.keywords import keywords
from evalpolicy.syntax.rows import is_row, written_cells

_BEGUN_WITH = {
    "SOURCE": ("CITE",),
    "STEP": ("DONE", "AT", "NEEDS", "THROUGH"),
    "EVENT": ("DONE",),
    "READING": ("GIVEN",),
    "OPTION": ("ADOPT",),
}
"""The clauses whose keyword stands before the name of such a declaration, or of such a clause."""

_OWNERS = {"applicant": "APPLICANT", "application": "APPLICATION"}
"""Whose facts an example states behind which keyword."""


@lru_cache(maxsize=4)
def keywords_before(text: str) -> Mapping[str, frozenset[str]]:
    """The names that a policy file declares, each with the terminals of the keywords of clauses that may stand before it.

    Of a row of a catalog, that is what its first two cells hold: the code and the name of the item.
    """
    found: dict[str, frozenset[str]] = {}
    in_catalog = False
    for line in text.splitlines():
        if is_row(line):
            cells = written_cells(line) if in_catalog else []
            for name in cells[:2]:
                found.setdefault(name, frozenset({"SELECT"}))
            continue
        words = line.replace(":", " ").split(maxsplit=2)
        terminals = keywords().of_word(words[0]) if words else frozenset()
        if line[:1].strip():
            in_catalog = "CATALOG" in terminals
        if len(words) < 2:
            continue
        name = words[1].strip("「」")
        for terminal in terminals & _BEGUN_WITH.keys():
            found[name] = found.get(name, frozenset()).union(_BEGUN_WITH[terminal])
        owner, dot, fact = name.partition(".")
        if "FACT" in terminals and dot and owner in _OWNERS:
            found[fact] = found.get(fact, frozenset()) | {_OWNERS[owner]}
    return found
