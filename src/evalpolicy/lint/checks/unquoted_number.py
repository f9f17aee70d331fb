"""A number, a day or a time that the quotes beside it do not show although they show others: the one was revised, and not the other."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evalpolicy.lint.checks.check import Check, Finding, Subject
from evalpolicy.lint.unquoted import Unquoted, unquoted_days_and_times, unquoted_numbers
from evalpolicy.syntax import tree
from evalpolicy.syntax.keywords import keywords
from evalpolicy.wording import Wording

MOST_SHOWN = 6
ROUNDED = ("ROUNDED_UP_TO", "ROUNDED_DOWN_TO", "ROUNDED_HALF_UP_TO")


def find(subject: Subject) -> Iterator[Finding]:
    """Of declarations whose quotes show something of the kind. Catalogs and what is rounded to are left out: they hold more than a notice says."""
    file = subject.model.file
    catalogs = [range(each.span.line, each.span.end_line + 1) for each in subject.declared(tree.CatalogDecl)]
    rounded = re.compile(rf"(?:{'|'.join(form for terminal in ROUNDED for form in keywords().all_spellings(terminal))})\s*$")
    for each in (*unquoted_numbers(file), *unquoted_days_and_times(file)):
        before = file.line(each.span.line)[: each.span.column - 1]
        if each.quoted and not rounded.search(before) and not any(each.span.line in lines for lines in catalogs):
            yield _finding(each)


def _finding(each: Unquoted) -> Finding:
    shown, more = each.quoted[:MOST_SHOWN], len(each.quoted) > MOST_SHOWN
    says = Wording(
        f"{each.words} 不在引用的词句里；那里写的是 {'、'.join(shown)}{'……' if more else ''}",
        f"{each.words} is not in the quoted words, which say {', '.join(shown)}{' …' if more else ''}",
    )
    help = Wording(
        "对照原文：改正这里，或改引原文里说这件事的词句；本来就不同的，写明理由放过",
        "look at the source: correct this, or quote the words that say so; if they are to differ, let it pass with the reason",
    )
    return Finding(each.span, says, help)


CHECK = Check("unquoted-number", "warning", find)
