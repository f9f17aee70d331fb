"""What a part of a policy says, apart from how it is written.

Two parts say the same where their sayings are equal: the keywords of either language, layout, and the order of what has none make no difference.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

from evalpolicy.classes import fields
from evalpolicy.diagnostics import Diagnostics
from evalpolicy.limits import Limits
from evalpolicy.source import SourceFile
from evalpolicy.syntax import tree
from evalpolicy.syntax.parts import parse_template

WRITING = frozenset({(tree.Node, "span"), (tree.Number, "text")})
"""The fields that tell where and how something is written. All others are compared."""

UNORDERED = frozenset(
    {
        (tree.Membership, "choices"),
        (tree.MinMax, "operands"),
        (tree.CellTest, "alternatives"),
        (tree.CellAlternative, "members"),
        (tree.CellValues, "values"),
        (tree.EnumValue, "aliases"),
        (tree.FactDecl, "default"),
        (tree.Default, "values"),
        (tree.FileClause, "paths"),
        (tree.FileClause, "sizes"),
        (tree.Before, "others"),
        (tree.After, "others"),
        (tree.NotWith, "others"),
        (tree.Asks, "facts"),
        (tree.Needs, "steps"),
        (tree.FieldValue, "values"),
        (tree.ExampleGiven, "values"),
        (tree.ExpectIds, "ids"),
    }
)
"""Fields that hold alternatives or sets: their order says nothing."""

FILLED_IN = frozenset({(tree.Message, "text"), (tree.FileClause, "paths"), (tree.TextLiteral, "text")})
"""Fields whose texts hold expressions in braces."""

CONSTANT = frozenset({(tree.FactDecl, "default"), (tree.Default, "values"), (tree.FieldValue, "values"), (tree.ExampleGiven, "values")})
"""Fields whose texts are values, braces and all."""

NO_NAMES: Mapping[str, str] = {}


def saying(part: Any, names: Mapping[str, str] = NO_NAMES, constant: bool = False) -> Hashable:
    """What a part of a tree (or several) says. `names`: what names are taken to be; `constant`: braces in texts mean nothing."""
    match part:
        case tree.Word(text=text):
            return "Word", names.get(text, text)
        case tree.Binary(op="and" | "or" as op):
            return op, _sorted(saying(operand, names, constant) for operand in _operands(part, op))
        case tree.Node():
            found = []
            for each in fields(type(part)):
                if not _is_writing(part, each.name):
                    found.append(_of_field(part, each.name, names, constant))
            return type(part).__name__, *found
        case tuple():
            return tuple(saying(each, names, constant) for each in part)
        case _:
            known: Hashable = part
            return known


def _of_field(node: tree.Node, name: str, names: Mapping[str, str], constant: bool) -> Hashable:
    value, place = getattr(node, name), (type(node), name)
    if place in FILLED_IN and not constant:
        texts = value if isinstance(value, tuple) else (node if isinstance(value, str) else value,)
        found = tuple(_filled_in(text, names) for text in texts)
    else:
        made = saying(value, names, constant or place in CONSTANT)
        if place not in UNORDERED or not isinstance(made, tuple):
            return made
        found = made
    return _sorted(found) if place in UNORDERED else found


def _filled_in(text: tree.Text | tree.TextLiteral, names: Mapping[str, str]) -> Hashable:
    """The parts of a text; the text as it is where its braces hold nothing that can be read."""
    if "{" not in text.text and "}" not in text.text:
        return text.text
    diagnostics = Diagnostics(SourceFile("", ""))
    parts = parse_template(text, diagnostics, Limits())
    if diagnostics.found:
        return text.text
    return tuple(part if isinstance(part, str) else saying(part[1], names) for part in parts)


def _is_writing(node: tree.Node, name: str) -> bool:
    return any(isinstance(node, owner) and name == field for owner, field in WRITING)


def _operands(expr: tree.Expr, op: str) -> list[tree.Expr]:
    """The operands of a chain of `and` or `or`, whatever brackets it has."""
    found: list[tree.Expr] = []
    waiting = [expr]
    while waiting:
        each = waiting.pop()
        if isinstance(each, tree.Binary) and each.op == op:
            waiting += [each.left, each.right]
        else:
            found.append(each)
    return found


def _sorted(parts: Any) -> tuple[Hashable, ...]:
    return tuple(sorted(parts, key=repr))
