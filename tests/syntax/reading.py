"""Reads policies and expressions for tests, and writes trees down without their spans."""

from __future__ import annotations

from evalpolicy import classes
from evalpolicy.diagnostics import Diagnostics
from evalpolicy.limits import Limits
from evalpolicy.source import SourceFile, Span
from evalpolicy.syntax import tree
from evalpolicy.syntax.parser import parse_policy
from evalpolicy.syntax.parts import parse_expression
from evalpolicy.syntax.problems import TOLD_ONCE


def policy(text: str, limits: Limits | None = None) -> tuple[tree.PolicyTree, Diagnostics]:
    diagnostics = Diagnostics(SourceFile("test.policy", text))
    return parse_policy(diagnostics.file, diagnostics, limits or Limits()), diagnostics


def sound(text: str) -> tree.PolicyTree:
    found, diagnostics = policy(text)
    assert [d.render() for d in diagnostics.found] == []
    assert found.complete
    return found


def only(text: str) -> tree.Declaration:
    (declaration,) = sound(text).declarations
    return declaration


def expression(text: str) -> tree.Expr:
    diagnostics = Diagnostics(SourceFile("test", text))
    found = parse_expression(text, diagnostics)
    assert [d.render() for d in diagnostics.found] == []
    assert found is not None
    return found


def codes(text: str, limits: Limits | None = None) -> list[tuple[str, Span]]:
    """The codes and spans of the errors of a policy, in the order of the file."""
    found, diagnostics = policy(text, limits)
    assert found.complete == (diagnostics.unread(TOLD_ONCE) == [])
    return [(d.code, d.span) for d in diagnostics.errors]


def shown(node: object) -> str:
    """A tree in one line: classes and what they hold; spans, and fields that hold their default, are left out."""
    match node:
        case tuple():
            return f"[{', '.join(shown(part) for part in node)}]"
        case tree.Path():
            return node.dotted
        case tree.Number():
            return f"{node.text}%" if node.percent else node.text
        case tree.Word():
            return node.text
        case tree.Text():
            return f"'{node.text}'"
        case tree.Cell():
            return f"|{node.text}|"
        case tree.Node() | tree.PolicyTree():
            parts = []
            for field in classes.fields(type(node)):
                value = getattr(node, field.name)
                if field.name != "span" and (field.default is classes.NOTHING or value != field.default):
                    parts.append(shown(value) if field.default is classes.NOTHING else f"{field.name}={shown(value)}")
            return f"{type(node).__name__}({', '.join(parts)})"
        case _:
            return str(node)


def spans(node: object) -> list[Span]:
    """The spans of a tree's nodes."""
    match node:
        case tuple():
            return [span for part in node for span in spans(part)]
        case tree.Node() | tree.PolicyTree():
            inner = [span for field in classes.fields(type(node)) if field.name != "span" for span in spans(getattr(node, field.name))]
            return [*([node.span] if isinstance(node, tree.Node) else []), *inner]
        case _:
            return []


def at(file_text: str, span: Span) -> str:
    """The text that a span of one line covers."""
    return SourceFile("", file_text).line(span.line)[span.column - 1 : span.end_column - 1]
