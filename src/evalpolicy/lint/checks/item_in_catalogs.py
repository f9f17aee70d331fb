"""One name for items of several catalogs: an application that names it without its catalog cannot be placed."""

from __future__ import annotations

from collections.abc import Iterator

from evalpolicy.core.names import normalised
from evalpolicy.diagnostics import Related
from evalpolicy.language.model import Item
from evalpolicy.lint.checks.check import Check, Finding, Subject
from evalpolicy.wording import Wording


def find(subject: Subject) -> Iterator[Finding]:
    """Items with a code, name or other name that an item of an earlier catalog has, each once."""
    known: dict[str, Item] = {}
    for catalog in subject.model.catalogs.values():
        own: dict[str, Item] = {}
        for item in catalog.items:
            names = [item.code, item.name, *item.aliases]
            twin = next(((name, known[normalised(name)]) for name in names if normalised(name) in known), None)
            if twin is not None:
                name, other = twin
                says = Wording(f"目录“{other.catalog}”里也有“{name}”", f"the catalog `{other.catalog}` has “{name}” too")
                help = Wording(
                    "申请里只写这个名称就分不清是哪一个；给其中一个换个名称，或让申请写明目录",
                    "an application with the bare name is ambiguous: rename one of them, or let applications state the catalog",
                )
                yield Finding(item.span, says, help, (Related(other.span, Wording("另一个在这里", "the other one is here")),))
            own |= {normalised(name): item for name in names}
        known = own | known


CHECK = Check("item-in-catalogs", "warning", find)
