"""Names that a declaration cannot take: those of built-in things, and words with which an expression begins."""

from __future__ import annotations

from functools import cache

from evalpolicy.language.resolution import Resolution
from evalpolicy.syntax import tree
from evalpolicy.syntax.grammar import openers
from evalpolicy.syntax.keywords import keywords
from evalpolicy.syntax.lexer import CALLED

NOUNS = frozenset({"outcome", "status", "fee", "item", "catalog", "selection", "selections", "applicant", "application"})


@cache
def opening_words() -> frozenset[str]:
    """The words that by themselves begin an expression, in every keyword language."""
    terminals = openers("expression") - CALLED
    return frozenset(spelling for terminal in terminals for spelling in keywords().all_spellings(terminal) if " " not in spelling)


def reserved(name: tree.Word, resolution: Resolution, *, qualified: bool = False) -> bool:
    """Report a name that the language needs for itself. `qualified`: it is always written after its owner and a dot."""
    built_in = name.text in NOUNS
    if not built_in and (qualified or name.text not in opening_words() or _quoted(name, resolution)):
        return False
    other = f"{name.text}_1" if name.text.isascii() else f"{name.text}值"
    help_zh, help_en = f"换一个名称，例如 `{other}`", f"choose another name, such as `{other}`"
    if not built_in:
        help_zh += f"；或每处都写成「{name.text}」"
        help_en += f", or write 「{name.text}」 wherever it stands"
    zh, en = f"“{name.text}”是本语言自己的词", f"`{name.text}` is a word of the language"
    resolution.error("reserved-name", name.span, zh, en, help_zh, help_en)
    return True


def _quoted(name: tree.Word, resolution: Resolution) -> bool:
    return resolution.diagnostics.file.line(name.span.line)[name.span.column - 1 :].startswith("「")


def check_bare_names(resolution: Resolution) -> None:
    """Report names that are given twice among what is named without an owner: definitions, parameters, readings, steps and events."""
    found: dict[str, tree.Word] = {}
    kinds = (tree.DefineDecl, tree.ParameterDecl, tree.ReadingDecl, tree.StepDecl)
    for declaration in resolution.policy.declarations:
        if not isinstance(declaration, kinds):
            continue
        name = declaration.name
        if isinstance(declaration, tree.ParameterDecl | tree.ReadingDecl):
            reserved(name, resolution)
        other = found.setdefault(name.text, name)
        if other is not name and not any(d.name is other and type(d) is type(declaration) for d in resolution.policy.declarations):
            resolution.duplicate(name.span, name.text, "名称", "name", other.span)
