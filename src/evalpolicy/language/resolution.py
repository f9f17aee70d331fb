"""What the resolving of one policy carries along: the tree, the symbols, the diagnostics; and the remarks that many declarations share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set
from itertools import takewhile
from math import prod
from typing import TypeVar

from evalpolicy.classes import define, field
from evalpolicy.diagnostics import Diagnostics, Fix, Related, without_line_again
from evalpolicy.language.model import Citation, Source
from evalpolicy.language.symbols import Symbols
from evalpolicy.limits import Limits
from evalpolicy.nearness import nearest, surely
from evalpolicy.source import AnyPath, SourceFile, Span
from evalpolicy.syntax import tree
from evalpolicy.syntax.keywords import DECLARATIONS, keywords
from evalpolicy.wording import Wording

C = TypeVar("C", bound=tree.Clause)
D = TypeVar("D", bound=tree.Declaration)


def unreadable_names(policy: tree.PolicyTree, file: SourceFile, unread: Set[int]) -> set[str]:
    """The names that lines seem to declare whose declaration is not in the tree, because something in it is misspelt.

    Of a line that begins with the keyword of a declaration, or with no keyword at all, the second word, and those behind it that may be its name as
    well; what it declares below it: the columns and the items of a catalog. Of the lines `unread`, the fields, columns and options that they give.
    """
    if policy.complete:
        return set()
    openers = {word for terminal in DECLARATIONS for word in keywords().all_spellings(terminal)}
    # Without a fee that could be read, nothing can be known of what is to be paid.
    kept = {type(declaration) for declaration in policy.declarations}
    declared = {declaration.name.text for declaration in policy.declarations}
    found: set[str] = set()
    lost = False
    within = ""
    for number in range(1, file.line_count + 1):
        words = file.line(number).split()
        if len(words) < 2:
            continue
        # A mark may stand right behind the name: `define 月数：10`.
        name = re.split("[:：=＝]", words[1].strip("「」"))[0] or words[1]
        if words[0] in openers or (words[0] not in keywords().by_first_word and not words[0].startswith(("|", "｜", "#"))):
            lost = name not in declared
            within = name
            found |= {name} - declared
            if lost and tree.FeeDecl not in kept:
                found |= {"fee", "total"}
            if lost:
                further = list(takewhile(str.isidentifier, words[2:]))
                # The words of a name that was written with spaces.
                found |= {*further, "_".join([name, *further])} - declared
        elif (lost or number in unread) and words[0] in keywords().all_spellings("COLUMN"):
            found.add(f"item.{name}")
        elif number in unread and words[0] in keywords().all_spellings("OPTION"):
            found.add(name)
        elif number in unread and re.split("[:：=＝]", words[0])[0] in keywords().all_spellings("FIELD"):
            found.add(f"{within}.{name}")
        elif lost and words[0].startswith(("|", "｜")):
            found |= {cell.strip() for cell in file.line(number).replace("｜", "|").split("|")[1:3]}
    return found


@define
class Resolution:
    """One policy being resolved. `folder` is where the policy's file is; None where it has no file. `texts`: the files read beside it, by path."""

    policy: tree.PolicyTree
    symbols: Symbols
    folder: AnyPath | None
    limits: Limits
    texts: dict[str, str]
    sources: dict[str, Source] = field(factory=dict)
    process: tuple[str, ...] = ()
    unread: frozenset[int] = frozenset()
    """Lines that could not be read."""
    cited: dict[Span, Citation | None] = field(factory=dict)
    """Every citation as meant; None where it has a mistake."""

    @property
    def diagnostics(self) -> Diagnostics:
        """Where mistakes are collected."""
        return self.symbols.diagnostics

    @property
    def complete(self) -> bool:
        """Whether every line could be read: else what seems to be missing may only be unreadable."""
        return self.policy.complete

    def is_told_of(self, declaration: tree.Declaration) -> bool:
        """Whether something is wrong within a declaration: what it seems to lack may be what could not be read."""
        return any(declaration.span.line <= each.span.line <= declaration.span.end_line for each in self.diagnostics.errors)

    @property
    def lost_a_declaration(self) -> bool:
        """Whether the header of a declaration could not be read: what is not declared may be there."""
        return any(all(not each.span.line <= line <= each.span.end_line for each in self.policy.declarations) for line in self.unread)

    def lost_a_line(self, declaration: tree.Declaration) -> bool:
        """Whether a line of a declaration could not be read: what it seems to lack may be there."""
        return any(declaration.span.line <= line <= declaration.span.end_line for line in self.unread)

    def sample_day(self) -> str:
        """A day of the policy's own time, for showing how something is written."""
        headers = self.declared(tree.PolicyDecl)
        periods = [clause for header in headers for clause in header.clauses if isinstance(clause, tree.InForce)]
        return self.diagnostics.file.words(periods[0].first.span) if periods else "2025-03-01"

    def error(self, code: str, span: Span, zh: str, en: str, help_zh: str = "", help_en: str = "", first: Span | None = None) -> None:
        """Report a mistake; `first` is the span of an earlier declaration that it clashes with."""
        help = Wording(help_zh, help_en) if help_zh else None
        related = (Related(first, Wording("先前在这里", "first defined here")),) if first is not None else ()
        self.diagnostics.error(code, span, Wording(zh, en), help, related)

    def declared(self, kind: type[D]) -> list[D]:
        """The declarations of one kind, in the order of the file."""
        return [declaration for declaration in self.policy.declarations if type(declaration) is kind]

    def unique(self, kind: type[D], zh: str, en: str) -> dict[str, D]:
        """The declarations of one kind by their names; a second one of a name is reported."""
        found: dict[str, D] = {}
        for declaration in self.declared(kind):
            name = declaration.name.text
            if name in found:
                self.duplicate(declaration.name.span, name, zh, en, found[name].name.span)
            else:
                found[name] = declaration
        return found

    def duplicate(self, span: Span, name: str, zh: str, en: str, first: Span) -> None:
        """Report a second declaration of a name; a line, or a name in a list, that is written twice is told as that."""
        file = self.diagnostics.file
        if span.line == first.line and file.line(span.line)[first.end_column - 1 : span.column - 1].strip() in (",", "，", "、"):
            twice = Wording("这个名称写了两遍，删去一个", "the name is written twice: remove one of them")
            fix: Fix | None = Fix(Span(first.end_line, first.end_column, span.end_line, span.end_column), "")
        else:
            twice = Wording("这一行写了两遍，删去一行", "the line is written twice: remove one of them")
            fix = without_line_again(file, span, Span(first.line, first.column, first.line, first.column))
        again = fix is not None or (abs(span.line - first.line) == 1 and file.line(span.line).split() == file.line(first.line).split())
        self.diagnostics.error(
            "duplicate-name",
            span,
            Wording(f"{zh}“{name}”已经有了", f"the {en} `{name}` is already there"),
            twice if again else Wording("换一个名称，或删去其中一个", "choose another name, or delete one of the two"),
            (Related(first, Wording("先前在这里", "first defined here")),),
            fix,
        )

    def unknown(
        self,
        span: Span,
        name: str,
        known: Iterable[str],
        zh: str,
        en: str,
        code: str = "unknown-name",
        *,
        said: str | None = None,
        form: Wording | None = None,
    ) -> None:
        """Report a name that nothing has, with what is there; silent where a declaration that could not be read may have it.

        `said`: the name of what people call so; `form`: how such names look, where they are too many to be listed.
        """
        if name in self.symbols.broken:
            return
        if self._is_again(span, name):
            return
        names = list(dict.fromkeys(known))
        near = nearest(name, names, cutoff=0.6 if name.isascii() and len(name) > 3 else 0.5)
        listed = "、".join(f"`{each}`" for each in names[:12]) or "（没有）"
        listed_en = ", ".join(f"`{each}`" for each in names[:12]) or "(none)"
        there = form or Wording(f"可用的有：{listed}", f"there are: {listed_en}")
        if said is not None:
            help = Wording(f"写成 `{said}`", f"write `{said}`")
        elif near:
            help = Wording(f"是不是 `{near[0]}`？ {there.zh}", f"did you mean `{near[0]}`? {there.en[0].upper()}{there.en[1:]}")
        else:
            help = there
        certain = said or surely(name, names)
        fix = None if certain is None else Fix(span, certain)
        space = " " if zh[:1].isascii() else ""
        message = Wording(f"没有{space}{zh}“{name}”", f"there is no {en} `{name}`")
        self.diagnostics.error(code, span, message, help, fix=fix)

    def _is_again(self, span: Span, name: str) -> bool:
        """Whether a name is the keyword before it once more, as in `undetermined undetermined`; that is reported."""
        before = self.diagnostics.file.line(span.line)[: span.column - 1]
        if before.split()[-1:] != [name] or not keywords().of_word(name):
            return False
        message = Wording(f"`{name}` 写了两遍", f"`{name}` is written twice")
        fix = Fix(Span(span.line, len(before.rstrip()) + 1, span.end_line, span.end_column), "")
        self.diagnostics.error("word-twice", span, message, Wording("删去一个", "remove one of them"), fix=fix)
        return True

    def one(self, declaration: tree.Declaration, kind: type[C], keyword: str) -> C | None:
        """The one clause of a kind; a second one is reported."""
        clauses = [clause for clause in declaration.clauses if type(clause) is kind]
        for again in clauses[1:]:
            self.error(
                "clause-twice",
                again.span,
                f"`{keyword}` 写了两次",
                f"`{keyword}` is stated twice",
                "只留一行",
                "keep one of them",
                clauses[0].span,
            )
        return clauses[0] if clauses else None

    def text(
        self, declaration: tree.Declaration, kind: type[tree.Interpretation | tree.Consequence | tree.Tentative | tree.Implied], keyword: str
    ) -> str | None:
        """The text of a clause that holds just a text."""
        clause = self.one(declaration, kind, keyword)
        return None if clause is None else clause.text.text

    def required(self, declaration: tree.Declaration, clause: object, keyword: str, example: str, below: Span | None = None) -> None:
        """Report that a declaration lacks a clause, which goes `below` a line of it; not where a line of it could not be read."""
        if clause is None and not self.lost_a_line(declaration):
            name = declaration.name
            self.error(
                "clause-missing",
                below or name.span,
                f"“{name.text}”缺少 `{keyword}` 一行",
                f"`{name.text}` lacks a line `{keyword}`",
                f"加上一行，例如：`{example}`",
                f"add a line such as: `{example}`",
            )

    def count_worlds(self, span: Span, readings: Iterable[str]) -> None:
        """Report what depends on more open readings than can be gone through."""
        names = list(readings)
        worlds = prod(len(self.symbols.readings[reading].options) for reading in names)
        if worlds > self.limits.worlds:
            listed = ", ".join(names)
            self.error(
                "too-many-readings",
                span,
                f"这里取决于太多没有定下来的读法（{listed}），共 {worlds} 种组合，最多 {self.limits.worlds} 种",
                f"this depends on too many open readings ({listed}): {worlds} combinations; at most {self.limits.worlds}",
                "给其中几个写上 `adopt`",
                "`adopt` an answer for some of them",
            )

    def label(self, declaration: tree.Declaration) -> str:
        """A declaration's label, or its name where it has none."""
        return declaration.name.text if declaration.label is None else declaration.label.text

    # --- citations -------------------------------------------------------------------------------

    def citations(self, clauses: Sequence[tree.Clause]) -> tuple[Citation, ...]:
        """The citations among clauses."""
        cited = [self.citation(clause) for clause in clauses if isinstance(clause, tree.Cite)]
        return tuple(citation for citation in cited if citation is not None)

    def citation(self, cite: tree.Cite) -> Citation | None:
        """A citation whose quotes are in its source."""
        return self.cited[cite.span]
