"""“at least 14 days before X”: people mean 14 days or more, the language reads “not earlier than the day 14 days before X”, which is the contrary."""

from __future__ import annotations

from collections.abc import Iterator

from evalpolicy.classes import fields
from evalpolicy.lint.checks.check import Check, Finding, Subject
from evalpolicy.syntax import tree
from evalpolicy.syntax.keywords import keyword_language, keywords
from evalpolicy.wording import Wording

READ = {"ge": "ON_OR_AFTER", "gt": "AFTER", "le": "ON_OR_BEFORE", "lt": "BEFORE"}
"""How a comparison with a day is read, in the words for days."""
CONTRARY = {"ge": "ON_OR_BEFORE", "gt": "BEFORE", "le": "ON_OR_AFTER", "lt": "AFTER"}
"""What is meant where the words count the days between."""


def find(subject: Subject) -> Iterator[Finding]:
    """Comparisons in words for amounts (`at least`, not `>=`) with a day that lies so and so long before another."""
    file = subject.model.file
    for declaration in subject.written.declarations:
        language = keyword_language(file.line(declaration.span.line).split()[0])
        for compare in _comparisons(declaration):
            day = compare.right
            if compare.op not in READ or not isinstance(day, tree.Relative) or day.direction != "before":
                continue
            written = file.words(compare.span)
            words = written[len(file.words(compare.left.span)) : len(written) - len(file.words(day.span))].strip()
            if not any(words == spelt for terminal in _COUNTING for spelt in keywords().all_spellings(terminal)):
                continue
            read, contrary = (keywords().spelling(table[compare.op]).text(language) for table in (READ, CONTRARY))
            says = Wording(
                f"`{words}` 后面是一个日子，读作 `{read}`；要说的如果是相隔多久，意思正好相反",
                f"behind `{words}` stands a day, so that it is read `{read}`; if the time between is meant, that is the contrary",
            )
            when = file.words(day.span)
            help = Wording(
                f"相隔多久，写 `{contrary} {when}`；就是现在的意思，写 `{read} {when}`",
                f"where the time between is meant, write `{contrary} {when}`; where it is meant as it is read, `{read} {when}`",
            )
            yield Finding(compare.span, says, help)


_COUNTING = ("AT_LEAST", "AT_MOST", "MORE_THAN", "LESS_THAN", "FEWER_THAN")


def _comparisons(node: object) -> Iterator[tree.Compare]:
    if isinstance(node, tuple):
        for part in node:
            yield from _comparisons(part)
    elif isinstance(node, tree.Node):
        if isinstance(node, tree.Compare):
            yield node
        for field in fields(type(node)):
            yield from _comparisons(getattr(node, field.name))


CHECK = Check("earlier-or-later", "warning", find, by_declaration=True)
