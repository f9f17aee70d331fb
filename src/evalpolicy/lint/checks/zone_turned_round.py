"""`timezone Etc/GMT+8` is eight hours behind UTC: in the names of these zones the sign is the other way round."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evalpolicy.diagnostics import Fix
from evalpolicy.language.spoken import time_zone
from evalpolicy.lint.checks.check import Check, Finding, Subject
from evalpolicy.syntax import tree
from evalpolicy.wording import Wording

ZONE = re.compile(r"Etc/GMT([+-])0?([1-9][0-9]?)")


def find(subject: Subject) -> Iterator[Finding]:
    """The zone of the policy, where it is named by an offset."""
    for declaration in subject.declared(tree.PolicyDecl):
        for setting in declaration.clauses:
            if not isinstance(setting, tree.Setting) or setting.name != "timezone" or (named := ZONE.fullmatch(setting.value.text)) is None:
                continue
            sign, hours = named.groups()
            read, contrary = "-+" if sign == "+" else "+-"
            place = time_zone(f"UTC{contrary}{hours}") or f"Etc/GMT{read}{hours}"
            says = Wording(
                f"`{named[0]}` 是 UTC{read}{hours}：这类名称里的正负号是反的",
                f"`{named[0]}` is UTC{read}{hours}: in names of this kind the sign is the other way round",
            )
            help = Wording(f"要 UTC{contrary}{hours}，写 `{place}`", f"for UTC{contrary}{hours}, write `{place}`")
            yield Finding(setting.value.span, says, help, fix=Fix(setting.value.span, place))


CHECK = Check("zone-turned-round", "warning", find, by_declaration=True)
