"""`exception`: where a rule, a definition or another exception does not act as it says.

An exception acts where its `when` holds and no exception to it does. Of several exceptions to one target the first that acts takes effect, in the
order that `before` states. Meanings: `waive` makes a rule true (or switches an exception off), `require` takes the place of a rule's
requirements, `value` of a definition's value, `needs approval` leaves the rule undetermined until somebody approves.
"""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter

from evalpolicy.classes import define, field
from evalpolicy.core import terms as t
from evalpolicy.language.expression import resolve_truth, resolve_value
from evalpolicy.language.model import Exemption
from evalpolicy.language.resolution import Resolution
from evalpolicy.language.symbols import Scope
from evalpolicy.language.types import Type
from evalpolicy.syntax import tree

EFFECTS = (tree.Waive, tree.Require, tree.Value, tree.NeedsApproval)


@define
class Exceptions:
    """All exceptions of a policy, by their targets."""

    resolution: Resolution
    declared: dict[str, tree.ExceptionDecl] = field(factory=dict)
    value_types: dict[str, Type] = field(factory=dict)
    _done: dict[str, Exemption | None] = field(factory=dict)

    def declare(self, targets: set[str]) -> None:
        """Make the exceptions known and check their targets."""
        self.declared = self.resolution.unique(tree.ExceptionDecl, "例外", "exception")
        known = [*sorted(targets), *self.declared]
        for name, declaration in self.declared.items():
            target = declaration.target
            if target.text not in known and target.text not in self.resolution.symbols.broken:
                zh, en = "可以有例外的规则、定义或例外", "rule, definition or exception"
                self.resolution.unknown(target.span, target.text, known, zh, en, "unknown-target")
            elif target.text == name and name in targets:
                zh, en = f"“{name}”是它所针对的那个的名称，例外要有自己的名称", f"`{name}` is the name of what this is an exception to"
                help_zh, help_en = f"换一个名称，例如 `{name}_1`", f"choose another name, such as `{name}_1`"
                self.resolution.error("duplicate-name", declaration.name.span, zh, en, help_zh, help_en)
            elif target.text == name:
                zh, en = f"“{name}”不能是它自己的例外", f"`{name}` cannot be an exception to itself"
                self.resolution.error("circular", target.span, zh, en)
        self._check_circles()

    def _check_circles(self) -> None:
        """Report exceptions to each other that lead back to where they began: no rule would ever be reached."""
        sound: set[str] = set()
        for name in self.declared:
            path: list[str] = []
            while name in self.declared and name not in sound and name not in path:
                path.append(name)
                name = self.declared[name].target.text
            if name in path and self.declared[name].target.text != name:
                circle = " → ".join([*path[path.index(name) :], name])
                zh, en = f"例外绕了一圈：{circle}", f"exceptions go in a circle: {circle}"
                help_zh, help_en = "让其中一个对着规则或定义（`to` 规则）", "let one of them be `to` a rule or a definition"
                self.resolution.error("circular", self.declared[name].target.span, zh, en, help_zh, help_en)
            sound.update(path)

    def of(self, target: str, scope: Scope, value: Type | None = None) -> tuple[Exemption, ...]:
        """The exceptions to a target, the one that wins first; `value` is the type of a target that is a definition."""
        declarations = [d for d in self.declared.values() if d.target.text == target and d.name.text != target]
        found = [(d, exemption) for d in declarations if (exemption := self._exemption(d, scope, value)) is not None]
        return self._ordered(found)

    def _exemption(self, declaration: tree.ExceptionDecl, scope: Scope, value: Type | None) -> Exemption | None:
        name = declaration.name.text
        if name in self._done:
            return self._done[name]
        self._done[name] = self._resolve(declaration, scope, value)
        return self._done[name]

    def _resolve(self, declaration: tree.ExceptionDecl, scope: Scope, value: Type | None) -> Exemption | None:
        resolution = self.resolution
        conditions = [resolve_truth(clause.condition, scope, resolution.symbols) for clause in declaration.clauses if isinstance(clause, tree.When)]
        if not conditions and resolution.complete:
            resolution.required(declaration, None, "when", "when applicant.audience is public")
        effect = self._effect(declaration, scope, value)
        inner = self.of(declaration.name.text, scope)
        for exemption in inner:
            if exemption.kind != "waive":
                zh, en = "对例外的例外只能写 `waive`", "an exception to an exception can only `waive`"
                resolution.error("exception-effect", exemption.span, zh, en, "改为 `waive`", "write `waive`")
        if effect is None or any(condition is None for condition in conditions):
            return None
        kind, term, approval = effect
        sound = [condition for condition in conditions if condition is not None]
        when = sound[0] if len(sound) == 1 else t.And(tuple(sound), span=declaration.span)
        not_set_aside = [t.Not(exemption.condition, span=exemption.span) for exemption in inner]
        condition = t.And((when, *not_set_aside), span=declaration.span) if not_set_aside else when
        return Exemption(
            declaration.name.text,
            resolution.label(declaration),
            kind,
            when,
            condition,
            term,
            approval,
            resolution.citations(declaration.clauses),
            inner,
            declaration.name.span,
        )

    def _effect(self, declaration: tree.ExceptionDecl, scope: Scope, value: Type | None) -> tuple[str, t.Term, str | None] | None:
        resolution = self.resolution
        effects = [clause for clause in declaration.clauses if isinstance(clause, EFFECTS)]
        kinds = {type(clause) for clause in effects}
        if not effects or len(kinds) > 1 or (len(effects) > 1 and kinds != {tree.Require}):
            if resolution.complete:
                resolution.error(
                    "exception-effect",
                    effects[1].span if effects else declaration.name.span,
                    f"例外“{declaration.name.text}”要写明一种效果",
                    f"the exception `{declaration.name.text}` has to state one effect",
                    "写 `waive`（不适用）、`require …`（改为要求）、`value …`（改为这个值）或 `needs approval “…”` 之一",
                    "one of: `waive`, `require …`, `value …`, `needs approval “…”`",
                )
            return None
        match effects[0]:
            case tree.Waive(span=span):
                return "waive", t.TruthConstant(True, span=span), None
            case tree.NeedsApproval(span=span, by=by):
                words = f"须经{by.text}批准" if self._in_chinese() else f"needs the approval of {by.text}"
                return "approval", t.Unsettled(words, span=span), by.text
            case tree.Value(value=expr, span=span):
                if value is None:
                    zh, en = "`value` 只用于对定义（`define`）的例外", "`value` is for exceptions to a definition"
                    resolution.error("exception-effect", span, zh, en, "对规则写 `waive` 或 `require`", "for a rule write `waive` or `require`")
                    return None
                typed = resolve_value(expr, scope, resolution.symbols, value)
                if typed is None:
                    return None
                self.value_types[declaration.name.text] = typed.type
                return "value", typed.term, None
            case _:
                terms = [
                    resolve_truth(clause.condition, scope, resolution.symbols) if not clause.forbidden else self._forbidden(clause, scope)
                    for clause in effects
                    if isinstance(clause, tree.Require)
                ]
                if any(term is None for term in terms):
                    return None
                return "require", t.And(tuple(term for term in terms if term is not None), span=effects[0].span), None

    def _forbidden(self, clause: tree.Require, scope: Scope) -> t.Term | None:
        term = resolve_truth(clause.condition, scope, self.resolution.symbols)
        return None if term is None else t.Not(term, span=clause.span)

    def _in_chinese(self) -> bool:
        settings = [c for d in self.resolution.declared(tree.PolicyDecl) for c in d.clauses if isinstance(c, tree.Setting)]
        return any(setting.name == "messages" and setting.value.text == "zh" for setting in settings)

    # --- order -----------------------------------------------------------------------------------

    def _ordered(self, found: list[tuple[tree.ExceptionDecl, Exemption]]) -> tuple[Exemption, ...]:
        """In the stated order; two without one are reported unless they do the same or cannot both act."""
        names = {declaration.name.text: exemption for declaration, exemption in found}
        later: dict[str, set[str]] = {name: set() for name in names}
        for declaration, _ in found:
            for clause in declaration.clauses:
                for other in clause.others if isinstance(clause, tree.Before) else ():
                    its = self.declared.get(other.text)
                    if other.text in names:
                        later[other.text].add(declaration.name.text)
                    elif its is None or its.target.text != declaration.target.text:
                        self.resolution.unknown(other.span, other.text, names, "同一对象的例外", "exception to the same target", "unknown-exception")
        try:
            order = list(TopologicalSorter(later).static_order())
        except CycleError as error:
            circle = " → ".join(str(name) for name in error.args[1])
            zh, en = f"例外的先后绕了一圈：{circle}", f"the order of exceptions goes in a circle: {circle}"
            self.resolution.error("circular", found[0][0].name.span, zh, en)
            return ()
        self._check_order(names, later)
        return tuple(names[name] for name in order)

    def _check_order(self, names: dict[str, Exemption], later: dict[str, set[str]]) -> None:
        before = {name: reach(name, later) for name in names}
        exemptions = list(names.values())
        for place, one in enumerate(exemptions):
            for other in exemptions[place + 1 :]:
                stated = one.id in before[other.id] or other.id in before[one.id]
                same = one.effect == other.effect
                # Where something is wrong with one of them, what it means, or comes before, is not known.
                unclear = any(self.resolution.is_told_of(self.declared[each.id]) for each in (one, other))
                if not stated and not same and not unclear and not exclusive(one.condition, other.condition):
                    self.resolution.error(
                        "exceptions-unordered",
                        other.span,
                        f"例外“{one.id}”和“{other.id}”可能同时成立，没有写哪个在先",
                        f"the exceptions `{one.id}` and `{other.id}` can both act, and no order is stated",
                        f"在“{one.id}”下面加 `before {other.id}`，或反过来",
                        f"add `before {other.id}` to `{one.id}`, or the other way round",
                        one.span,
                    )


def reach(name: str, later: dict[str, set[str]]) -> set[str]:
    """Everything that comes before a name, directly or not."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        for other in later[waiting.pop()]:
            if other not in found:
                found.add(other)
                waiting.append(other)
    return found


def exclusive(one: t.Term, other: t.Term) -> bool:
    """Whether two conditions plainly cannot both hold: they want two values of one fact."""
    return any(
        left.left == right.left and isinstance(left.right, t.AtomConstant) and isinstance(right.right, t.AtomConstant) and left.right != right.right
        for left in _sames(one)
        for right in _sames(other)
    )


def _sames(term: t.Term) -> list[t.Same]:
    match term:
        case t.Same():
            return [term]
        case t.And(operands=operands):
            return [same for operand in operands for same in _sames(operand)]
        case _:
            return []
