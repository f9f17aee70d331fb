"""Builds the headers of declarations, and the clauses of examples. Clauses are added to a declaration by the parser."""

from __future__ import annotations

from typing import TypeVar

from evalpolicy.source import Span
from evalpolicy.syntax import problems, tree
from evalpolicy.syntax.build import Children, after, every, first, one, terminal, terminals
from evalpolicy.syntax.build_clauses import ClauseBuilder
from evalpolicy.syntax.lalr import Token

D = TypeVar("D", bound=tree.Declaration)


def _plain(kind: type[D], span: Span, children: Children) -> D:
    """A declaration whose header holds its name and its label."""
    return kind(span, one(children, tree.Word), first(children, tree.Text), ())


class TreeBuilder(ClauseBuilder):
    """Everything: the builder that the parser uses."""

    def policy(self, span: Span, children: Children) -> tree.PolicyDecl:
        """`policy ID "…"`."""
        return _plain(tree.PolicyDecl, span, children)

    def source(self, span: Span, children: Children) -> tree.SourceDecl:
        """`source notice "…"`."""
        return _plain(tree.SourceDecl, span, children)

    def type_decl(self, span: Span, children: Children) -> tree.TypeDecl:
        """`type level "级别" = 5 "初级" < 4 "中级"`."""
        name, label = one(children, tree.Word), first(children, tree.Text)
        return tree.TypeDecl(span, name, label, (), every(children, tree.EnumValue), "LESS" in terminals(children))

    def enum_value(self, span: Span, children: Children) -> tree.EnumValue:
        """`code "标签" also "别名"`."""
        aliases = first(children, list) or []
        return tree.EnumValue(span, one(children, tree.Word), first(children, tree.Text), tuple(aliases))

    def record(self, span: Span, children: Children) -> tree.RecordDecl:
        """`record certificate "…"`."""
        return _plain(tree.RecordDecl, span, children)

    def fact(self, span: Span, children: Children) -> tree.FactDecl:
        """`fact selection.subjects : set of subject "科目" never empty when COND`."""
        path = one(children, tree.Path)
        options = [child for child in children if isinstance(child, tuple)]
        conditions = every(children, tree.When)
        for seen in ([(name, span) for name, span, _ in options if name == kind] for kind in ("default", "choice", "never_empty")):
            for _, span in seen[1:]:
                problems.repeated_option(self._diagnostics, span, seen[0][1])
        for condition in conditions[1:]:
            problems.repeated_option(self._diagnostics, condition.span, conditions[0].span)
        names = {name for name, _, _ in options}
        return tree.FactDecl(
            span,
            tree.Word(path.span, path.dotted),
            first(children, tree.Text),
            (),
            path,
            one(children, tree.TypeRef),
            next((values for name, _, values in options if name == "default"), None),
            "choice" in names,
            "never_empty" in names,
            conditions[0].condition if conditions else None,
        )

    def fact_default(self, span: Span, children: Children) -> tuple[str, Span, tuple[tree.Expr, ...]]:
        """`default V`."""
        return "default", span, tuple(one(children, list))

    def fact_choice(self, span: Span, children: Children) -> tuple[str, Span, tuple[tree.Expr, ...]]:
        """`choice`."""
        return "choice", span, ()

    def fact_never_empty(self, span: Span, children: Children) -> tuple[str, Span, tuple[tree.Expr, ...]]:
        """`never empty`."""
        return "never_empty", span, ()

    def catalog(self, span: Span, children: Children) -> tree.CatalogDecl:
        """`catalog special "…"`."""
        return _plain(tree.CatalogDecl, span, children)

    def parameter(self, span: Span, children: Children) -> tree.ParameterDecl:
        """`parameter designated_items : set of item "…"`."""
        name, label = one(children, tree.Word), first(children, tree.Text)
        return tree.ParameterDecl(span, name, label, (), one(children, tree.TypeRef))

    def reading(self, span: Span, children: Children) -> tree.ReadingDecl:
        """`reading retakes_count "…"`."""
        return _plain(tree.ReadingDecl, span, children)

    def define(self, span: Span, children: Children) -> tree.DefineDecl:
        """`define counts of selection = X`."""
        name, label = one(children, tree.Word), first(children, tree.Text)
        return tree.DefineDecl(span, name, label, (), after(children, "OF"), one(children, tree.Expr))

    def rule(self, span: Span, children: Children) -> tree.RuleDecl:
        """`rule never_two "…"`, `advice relevant "…"`."""
        name, label = one(children, tree.Word), first(children, tree.Text)
        return tree.RuleDecl(span, name, label, (), terminal(children) == "ADVICE")

    def exception(self, span: Span, children: Children) -> tree.ExceptionDecl:
        """`exception prize_winner "…" to eligible`."""
        name, label = one(children, tree.Word), first(children, tree.Text)
        return tree.ExceptionDecl(span, name, label, (), after(children, "TO"))

    def step(self, span: Span, children: Children) -> tree.StepDecl:
        """`step registration "…"`, `event exam "…"`."""
        name, label = one(children, tree.Word), first(children, tree.Text)
        return tree.StepDecl(span, name, label, (), terminal(children) == "EVENT")

    def fee(self, span: Span, children: Children) -> tree.FeeDecl:
        """`fee evaluation "…" per selection`."""
        per = "selection" if "PER_SELECTION" in terminals(children) else "application"
        return tree.FeeDecl(span, one(children, tree.Word), first(children, tree.Text), (), per)

    def adjustment(self, span: Span, children: Children) -> tree.AdjustmentDecl:
        """`adjustment late "…" to total`."""
        name, label = one(children, tree.Word), first(children, tree.Text)
        return tree.AdjustmentDecl(span, name, label, (), after(children, "TO"))

    def invariant(self, span: Span, children: Children) -> tree.InvariantDecl:
        """`invariant one_grade "…"`."""
        return _plain(tree.InvariantDecl, span, children)

    def example(self, span: Span, children: Children) -> tree.ExampleDecl:
        """`example "…"`."""
        text = one(children, tree.Text)
        return tree.ExampleDecl(span, tree.Word(text.span, text.text), None, ())

    # --- clauses of examples ---

    def example_applicant(self, span: Span, children: Children) -> tree.ExampleApplicant:
        """`applicant id …, audience campus`."""
        return tree.ExampleApplicant(span, _fields(children))

    def example_application(self, span: Span, children: Children) -> tree.ExampleApplication:
        """`application centre "长沙"`."""
        return tree.ExampleApplication(span, _fields(children))

    def example_record(self, span: Span, children: Children) -> tree.ExampleRecord:
        """`record LIST: field value`, `record LIST: none`."""
        empty = any(getattr(child, "type", None) == "NONE" for child in children)
        return tree.ExampleRecord(span, one(children, tree.Word), () if empty else _fields(children), empty)

    def example_select(self, span: Span, children: Children) -> tree.ExampleSelect:
        """`select "焊工" in special, level 4`."""
        return tree.ExampleSelect(span, children[1], after(children, "IN"), every(children, tree.FieldValue))

    def example_done(self, span: Span, children: Children) -> tree.ExampleDone:
        """`done payment 2024-10-11 16:00, amount 520`."""
        instant = first(children, tree.InstantLiteral) or first(children, tree.DateLiteral)
        return tree.ExampleDone(span, one(children, tree.Word), instant, every(children, tree.FieldValue))

    def example_file(self, span: Span, children: Children) -> tree.ExampleFile:
        """`file materials "…" JPEG 150 KB`."""
        step, *form = every(children, tree.Word)
        return tree.ExampleFile(span, step, one(children, tree.Text), form[0] if form else None, first(children, tree.Size))

    def example_as_of(self, span: Span, children: Children) -> tree.ExampleAsOf:
        """`as of 2024-10-11 09:00`."""
        return tree.ExampleAsOf(span, one(children, tree.InstantLiteral))

    def example_given(self, span: Span, children: Children) -> tree.ExampleGiven:
        """`given PARAMETER value, value`."""
        return tree.ExampleGiven(span, one(children, tree.Word), tuple(one(children, list)))

    def example_through(self, span: Span, children: Children) -> tree.ExampleThrough:
        """`through registration`."""
        return tree.ExampleThrough(span, one(children, tree.Word))

    def expect_outcome(self, span: Span, children: Children) -> tree.ExpectOutcome:
        """`expect rejected`."""
        return tree.ExpectOutcome(span, _second_terminal(children))

    def expect_ids(self, span: Span, children: Children) -> tree.ExpectIds:
        """`expect violated a, b`."""
        return tree.ExpectIds(span, _second_terminal(children), tuple(first(children, list) or ()))

    def expect_fee(self, span: Span, children: Children) -> tree.ExpectFee:
        """`expect fee 520`."""
        return tree.ExpectFee(span, first(children, tree.Number))


def _fields(children: Children) -> tuple[tree.FieldValue, ...]:
    fields: tuple[tree.FieldValue, ...] = one(children, tuple)
    return fields


def _second_terminal(children: Children) -> str:
    return [child.type for child in children if isinstance(child, Token)][1].lower()
