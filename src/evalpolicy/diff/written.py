"""A policy as its author wrote it: declarations by what they are and what they are called, and the words at each place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evalpolicy.classes import define, field
from evalpolicy.diagnostics import Diagnostics
from evalpolicy.diff.moving import later, later_words
from evalpolicy.diff.names import name_of
from evalpolicy.diff.saying import saying
from evalpolicy.limits import Limits
from evalpolicy.policy import Policy
from evalpolicy.source import SourceFile, Span
from evalpolicy.syntax import tree
from evalpolicy.syntax.parser import parse_policy
from evalpolicy.syntax.scanning import scan

Key = tuple[type[tree.Declaration], str]
THE_POLICY: Key = (tree.PolicyDecl, "")
"""There is one, whatever it is called."""


def key_of(declaration: tree.Declaration) -> Key:
    """What a declaration is found by in another version: names are unique among those of a kind."""
    return THE_POLICY if isinstance(declaration, tree.PolicyDecl) else (type(declaration), name_of(declaration))


@define(eq=False)
class Written:
    """`days`: its dates are taken to be so many days later; None: as they are written."""

    file: SourceFile
    declarations: Mapping[Key, tree.Declaration]
    days: int | None = None
    limits: Limits = field(factory=Limits)

    def words(self, span: Span) -> str:
        """What stands at a span, comments left out, white space evened."""
        lines = []
        for number in range(span.line, span.end_line + 1):
            line = self.file.line(number)
            begin = span.column - 1 if number == span.line else 0
            end = span.end_column - 1 if number == span.end_line else self._end_of(line)
            lines.append(" ".join(line[begin:end].split()))
        return self.moved(" ".join(line for line in lines if line))

    def header(self, declaration: tree.Declaration) -> str:
        """What stands above the clauses of a declaration."""
        span = declaration.span
        if not declaration.clauses:
            return self.words(span)
        above = declaration.clauses[0].span.line - 1
        last = max(span.line, above)
        return self.words(Span(span.line, span.column, last, self._end_of(self.file.line(last)) + 1))

    def moved(self, words: str) -> str:
        """Words with their dates as they are compared."""
        return words if self.days is None else later_words(words, self.days)

    def _end_of(self, line: str) -> int:
        """Where a line ends that may have a comment."""
        if "#" not in line and "＃" not in line:
            return len(line)
        lexemes = scan(line, 1, range(1, len(line) + 2), Diagnostics(self.file), self.limits)
        return lexemes[-1].span.end_column - 1 if lexemes else 0


def written(policy: Policy, days: int | None) -> Written:
    """A policy as it is written, with its dates so many days later."""
    file = policy.model.file
    declarations = parse_policy(file, Diagnostics(file), policy.limits).declarations
    return Written(file, {key_of(each): each if days is None else later(each, days) for each in declarations}, days, policy.limits)


@define(eq=False)
class Versions:
    """Two versions of a policy. `names`: what names of the old one are called in the new one."""

    old: Written
    new: Written
    names: dict[str, str] = field(factory=dict)

    def same(self, old: Any, new: Any) -> bool:
        """Whether two parts say the same, as they stand or with what was renamed."""
        said = saying(new)
        return saying(old) == said or (bool(self.names) and saying(old, self.names) == said)

    def pairs(self) -> dict[Key, Key | None]:
        """What has become of each old declaration: the key that it has now, None where it is gone. What was renamed is noted in `names`."""
        found: dict[Key, Key | None] = {key: key if key in self.new.declarations else None for key in self.old.declarations}
        again = True
        while again:
            again = False
            for key in [key for key, now in found.items() if now is None]:
                taken = {now for now in found.values() if now is not None}
                like = [now for now in self.new.declarations if now not in taken and self._renamed(key, now)]
                if len(like) == 1:
                    found[key], again = like[0], True
                    self.names[key[1].rpartition(".")[2]] = like[0][1].rpartition(".")[2]
        return found

    def _renamed(self, key: Key, now: Key) -> bool:
        """Whether two declarations differ in their names alone. Facts have to be of one owner: they are called alike within it."""
        old, new = self.old.declarations[key], self.new.declarations[now]
        if key[0] is not now[0] or key[1].rpartition(".")[0] != now[1].rpartition(".")[0]:
            return False
        names = {**self.names, key[1].rpartition(".")[2]: now[1].rpartition(".")[2], key[1]: now[1]}
        return saying(old, names) == saying(new)
