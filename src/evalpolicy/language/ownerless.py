"""A fact declared without whom it is of: `fact age : number`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from evalpolicy.diagnostics import Fix
from evalpolicy.language.resolution import Resolution
from evalpolicy.language.undeclared import OWNERS
from evalpolicy.syntax import tree
from evalpolicy.wording import Wording


def tell_ownerless(path: tree.Path, resolution: Resolution, owners: Sequence[str]) -> None:
    """Report it; what uses the fact is not told of. Where all uses are of one owner, it is that one's."""
    known = [*owners, *resolution.symbols.steps]
    owner, of, name = path.dotted.partition("的")
    if owner in known and name:
        written = f"{owner}.{name}"
        resolution.symbols.broken |= {name, written}
        dotted = Wording("“谁的什么”当中写一个点", "a point stands between the owner and the name")
        resolution.diagnostics.error("fact-path", path.span, dotted, Wording(f"写成 `{written}`", f"write `{written}`"), fix=Fix(path.span, written))
        return
    name = f"{owner}{of}{name}"
    resolution.symbols.broken |= {name, *(f"{owner}.{name}" for owner in known)}
    used = {owner for owner in _stated_of(name, resolution) if owner in known}
    message = Wording(f"没有写“{name}”是谁的", f"whose `{name}` is, is not said")
    fix = None
    if len(used) == 1:
        written = f"{used.pop()}.{name}"
        help = Wording(f"写成 `{written}`", f"write `{written}`")
        fix = Fix(path.span, written)
    else:
        help = Wording(
            f"申请人的写成 `applicant.{name}`，所报的一项的写成 `selection.{name}`，整份申请的写成 `application.{name}`，"
            f"某一步骤里填的写成 `步骤.{name}`",
            f"write `applicant.{name}` for one of who applies, `selection.{name}` of what is selected, `application.{name}` of the whole, "
            f"`STEP.{name}` for one that is stated at a step",
        )
    resolution.diagnostics.error("fact-path", path.span, message, help, fix=fix)


def _stated_of(name: str, resolution: Resolution) -> Iterator[str]:
    """Whose the fact is where it is used: what stands before its dot, the step that asks for it, and whose facts the lines of examples state."""
    yield from re.findall(rf"(\w+)\.{re.escape(name)}(?!\w)", resolution.diagnostics.file.text)
    for declaration in resolution.declared(tree.StepDecl):
        asked = [path.dotted for clause in declaration.clauses if isinstance(clause, tree.Asks) for path in clause.facts]
        yield from [declaration.name.text] if name in asked else []
    for example in resolution.declared(tree.ExampleDecl):
        for clause in example.clauses:
            match clause:
                case tree.ExampleApplicant(fields=fields) | tree.ExampleApplication(fields=fields) | tree.ExampleSelect(fields=fields):
                    yield from (OWNERS[type(clause)] for each in fields if each.name.text == name)
                case tree.ExampleDone(step=step, fields=fields):
                    yield from (step.text for each in fields if each.name.text == name)
