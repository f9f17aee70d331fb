"""Declarations as written."""

from __future__ import annotations

from evalpolicy.classes import frozen
from evalpolicy.syntax.tree.clauses import Clause
from evalpolicy.syntax.tree.expressions import Expr, Path
from evalpolicy.syntax.tree.nodes import Node, Text, Word
from evalpolicy.syntax.tree.types import TypeRef


@frozen
class Declaration(Node):
    """Any declaration: `span` is all of it, `name` its id (a `Text` for examples), `clauses` in the order written."""

    name: Word
    label: Text | None
    clauses: tuple[Clause, ...]

    @property
    def terminal(self) -> str:
        """The keyword terminal that it begins with."""
        return type(self).__name__.removesuffix("Decl").upper()


@frozen
class PolicyDecl(Declaration):
    __slots__ = ()


@frozen
class SourceDecl(Declaration):
    __slots__ = ()


@frozen
class EnumValue(Node):
    code: Word
    label: Text | None
    aliases: tuple[Text, ...]


@frozen
class TypeDecl(Declaration):
    values: tuple[EnumValue, ...]
    ordered: bool


@frozen
class RecordDecl(Declaration):
    __slots__ = ()


@frozen
class FactDecl(Declaration):
    """`name` is the whole dotted path as a `Word`; `path` its parts."""

    path: Path
    type: TypeRef
    default: tuple[Expr, ...] | None
    choice: bool
    never_empty: bool
    condition: Expr | None


@frozen
class CatalogDecl(Declaration):
    __slots__ = ()


@frozen
class ParameterDecl(Declaration):
    type: TypeRef


@frozen
class ReadingDecl(Declaration):
    __slots__ = ()


@frozen
class DefineDecl(Declaration):
    """`scope` is `selection` or a record's name, or None."""

    scope: Word | None
    value: Expr


@frozen
class RuleDecl(Declaration):
    advice: bool

    @property
    def terminal(self) -> str:
        """`rule` or `advice`."""
        return "ADVICE" if self.advice else "RULE"


@frozen
class ExceptionDecl(Declaration):
    target: Word


@frozen
class StepDecl(Declaration):
    """A step, or an event (`event`)."""

    event: bool

    @property
    def terminal(self) -> str:
        """`step` or `event`."""
        return "EVENT" if self.event else "STEP"


@frozen
class FeeDecl(Declaration):
    """`per` is selection or application."""

    per: str


@frozen
class AdjustmentDecl(Declaration):
    """`target` is a fee's name, or `total`."""

    target: Word


@frozen
class InvariantDecl(Declaration):
    __slots__ = ()


@frozen
class ExampleDecl(Declaration):
    """`name` holds the example's text."""

    __slots__ = ()


@frozen
class PolicyTree:
    """A whole file as written. `complete` is false where lines are left out that could not be read; they are reported."""

    declarations: tuple[Declaration, ...]
    complete: bool = True
