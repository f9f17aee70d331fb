"""The rules in the languages of the engines."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

from benchmarks.peers.rules import COUNTS, MORE, RULES, STATUSES, SUMS, Term

Literal = tuple[str, list[Any], bool]
"""A comparison, its operands, and whether it is negated."""
OPPOSITE = {">": "<=", "<=": ">", "<": ">=", ">=": "<", "===": "!==", "!==": "==="}


def parts(term: Term) -> tuple[str, list[Any]]:
    """An operation and its operands; a constant is the operation "constant"."""
    if isinstance(term, dict):
        ((op, operands),) = term.items()
        return op, operands if isinstance(operands, list) else [operands]
    return "constant", [term]


def without_null(facts: dict[str, Any]) -> dict[str, Any]:
    """The facts with -1 or the empty text for what is not known."""
    rows = {name: [without_null(row) for row in facts[name]] for name in ("selections", "files") if name in facts}
    stated = {name: (-1 if name in NUMBERS else "") if value is None else value for name, value in facts.items()}
    return {**stated, **rows, **({"signed": "stated" if facts["signed"] is not None else ""} if "signed" in facts else {})}


# --- infix ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Infix:
    """A language of infix operators. `var` spells a fact by its name, inside or outside a row; `unknown` says that a fact is not known."""

    and_: str
    or_: str
    not_: str
    constants: dict[Any, str]
    choice: str
    var: Callable[[str, bool], str]
    inside: str = "({0} in {1})"
    unknown: Callable[[str], str] | None = None

    def write(self, term: Term, row: bool = False) -> str:
        """The term as text. `row`: within a row."""
        op, operands = parts(term)
        match op:
            case "constant":
                return self.constant(operands[0])
            case "var":
                return self.var(operands[0], row)
            case "===" if operands[1] is None and self.unknown is not None:
                return self.unknown(self.write(operands[0], row))
            case "in":
                return self.inside.format(self.write(operands[0], row), self.constant(operands[1]))
        written = [self.write(each, row) for each in operands]
        match op:
            case "and" | "or":
                return f"({(self.and_ if op == 'and' else self.or_).join(written)})"
            case "!":
                return f"({self.not_}{written[0]})"
            case "if":
                return self.choice.format(*written)
            case "cat" | "+":
                return f"({' + '.join(written)})"
            case _:
                return f"({written[0]} {'==' if op == '===' else op} {written[1]})"

    def constant(self, value: Any) -> str:
        """A constant as text."""
        if isinstance(value, list):
            return f"[{', '.join(map(self.constant, value))}]"
        if value is None or isinstance(value, bool):
            return self.constants[value]
        return json.dumps(value, ensure_ascii=False)

    def status(self, rule: str) -> str:
        """The status of a rule as a text, empty where it is satisfied."""
        chosen = self.constant("")
        for status, condition in list(zip(STATUSES, RULES[rule], strict=True))[::-1]:
            chosen = self.choice.format(self.write(condition), self.constant(status), chosen)
        return chosen


TRUTHS = {None: "null", True: "true", False: "false"}
CEL = Infix(" && ", " || ", "!", TRUTHS, "({0} ? {1} : {2})", lambda name, row: f"r.{name}" if row else name)
ZEN = Infix(" and ", " or ", "not ", TRUTHS, "({0} ? {1} : {2})", lambda name, row: f"#.{name}" if row else name)
NUMBERS = ("level", "size", "registered_at", "materials_at", "confirmed_at", "paid_at", "paid")
CEL_WITHOUT_NULL = Infix(
    *(" && ", " || ", "!", TRUTHS, "({0} ? {1} : {2})", lambda name, row: f"r.{name}" if row else name),
    unknown=lambda fact: f"({fact} == {-1 if fact.removeprefix('r.') in NUMBERS else chr(39) * 2})",
)
"""CEL for an implementation that compares numbers with null with an error: what is not known is -1 or the empty text."""
RULE_ENGINE = Infix(" and ", " or ", "not ", TRUTHS, "({0} ? {1} : {2})", lambda name, row: f"r.{name}" if row else name)
PYTHON = Infix(
    *(" and ", " or ", "not ", {None: "None", True: "True", False: "False"}, "({1} if {0} else {2})"),
    lambda name, row: f"{'r' if row else 'facts'}[{name!r}]",
)
CEDAR = Infix(
    *(" && ", " || ", "!", TRUTHS, "(if {0} then {1} else {2})", lambda name, row: f"context.{name}"),
    inside="{1}.contains({0})",
    unknown=lambda fact: f"(!(context has {fact.removeprefix('context.')}))",
)


# --- JsonLogic -----------------------------------------------------------------------------------


def json_logic_count(rows: str, condition: Term) -> Term:
    """How many rows a condition holds for."""
    kept = {"var": rows} if condition is True else {"filter": [{"var": rows}, condition]}
    return {"reduce": [kept, {"+": [{"var": "accumulator"}, 1]}, 0]}


def json_logic_sum(rows: str, value: Term) -> Term:
    """The sum of a value over rows."""
    return {"reduce": [{"map": [{"var": rows}, value]}, {"+": [{"var": "accumulator"}, {"var": "current"}]}, 0]}


def json_logic_status(rule: str) -> Term:
    """The status of a rule."""
    branches = [part for status, condition in zip(STATUSES, RULES[rule], strict=True) for part in (condition, status)]
    return {"if": [*branches, ""]}


# --- normal forms --------------------------------------------------------------------------------


def negation_free(term: Term, negated: bool = False) -> Term:
    """The same with `!` in front of comparisons only, where there is no opposite one."""
    op, operands = parts(term)
    match op:
        case "and" | "or":
            flipped = {"and": "or", "or": "and"}[op] if negated else op
            return {flipped: [negation_free(each, negated) for each in operands]}
        case "!":
            return negation_free(operands[0], not negated)
        case "if":
            condition, then, otherwise = operands
            return negation_free({"or": [{"and": [condition, then]}, {"and": [{"!": [condition]}, otherwise]}]}, negated)
        case "constant":
            return operands[0] is not negated
        case "var":
            return {"===": [term, not negated]}
        case _ if negated and op in OPPOSITE:
            return {OPPOSITE[op]: operands}
        case _:
            return {"!": [term]} if negated else term


def alternatives(term: Term) -> list[list[Term]]:
    """A condition as alternatives, each a list of comparisons that all hold."""
    return [each for each in _alternatives(negation_free(term)) if False not in each]


def _alternatives(term: Term) -> list[list[Term]]:
    op, operands = parts(term)
    if op == "or":
        return [each for operand in operands for each in _alternatives(operand)]
    if op == "and":
        return [[literal for each in chosen for literal in each] for chosen in product(*map(_alternatives, operands))]
    return [[]] if term is True else [[term]]


def leaves(term: Term, path: tuple[Term, ...] = ()) -> Iterator[tuple[Term, Any]]:
    """The values of a choice, each with the condition under which it is chosen."""
    op, operands = parts(term)
    if op != "if":
        yield {"and": list(path)}, term
        return
    yield from leaves(operands[1], (*path, operands[0]))
    yield from leaves(operands[2], (*path, {"!": [operands[0]]}))


# --- Rego ----------------------------------------------------------------------------------------

_REGO = Infix("; ", "", "not ", TRUTHS, "", lambda name, row: f"r.{name}" if row else _rego_name(name), inside="{0} in {1}")


def _rego_name(name: str) -> str:
    return name if name in {*COUNTS, *SUMS, *MORE} else f"input.{name}"


def _rego_literals(literals: list[Term], row: bool) -> str:
    written = [f"not {_REGO.write(each['!'][0], row)}" if "!" in each else _rego_comparison(each, row) for each in literals if each is not True]
    return "; ".join(written) or "true"


def _rego_comparison(term: Term, row: bool) -> str:
    op, operands = parts(term)
    if op == "in":
        return _REGO.write(term, row)
    return f"{_rego_operand(operands[0], row)} {op.replace('===', '==').replace('!==', '!=')} {_rego_operand(operands[1], row)}"


def _rego_operand(term: Term, row: bool) -> str:
    op, operands = parts(term)
    if op == "cat":
        return f'sprintf("{"%v" * len(operands)}", [{", ".join(_rego_operand(each, row) for each in operands)}])'
    return _REGO.write(term, row)


def rego() -> str:
    """The rules as a Rego module."""
    lines = ["package notice", "", "import rego.v1", ""]
    for name, (rows, condition) in COUNTS.items():
        sets = [f"{{i | r := input.{rows}[i]; {_rego_literals(each, True)}}}" for each in alternatives(condition)]
        lines.append(f"{name} := count({sets[0] if len(sets) == 1 else f'union({{{chr(44).join(sets)}}})'})")
    for name, (rows, value) in SUMS.items():
        for condition, constant in leaves(value):
            lines += [f"{name}_of(r) := {constant} if {{ {_rego_literals(each, True)} }}" for each in alternatives(condition)]
        lines.append(f"{name} := sum([{name}_of(r) | r := input.{rows}[_]])")
    for name, value in MORE.items():
        if "+" in value:
            lines.append(f"{name} := {_REGO.write(value)}")
        else:
            lines.append(f"default {name} := false")
            lines += [f"{name} if {{ {_rego_literals(each, False)} }}" for each in alternatives(value)]
    for rule, conditions in RULES.items():
        for place, condition in enumerate(conditions):
            earlier = "".join(f"; not {json.dumps(rule)} in {status}" for status in STATUSES[:place])
            for each in alternatives(condition):
                lines.append(f"{STATUSES[place]} contains {json.dumps(rule)} if {{ {_rego_literals(each, False)}{earlier} }}")
    lines += ["default fee := null", "fee := low if low == high"]
    lines.append('decision := {"violated": violated, "undetermined": undetermined, "pending": pending, "fee": fee}')
    return "\n".join(lines)


# --- counts for engines that cannot go over rows -------------------------------------------------


def _compiled_counts() -> Callable[[dict[str, Any]], dict[str, Any]]:
    lines = ["def counted(facts):", "    facts = dict(facts)"]
    for name, (rows, condition) in COUNTS.items():
        lines.append(f"    facts[{name!r}] = sum(1 for r in facts[{rows!r}] if {PYTHON.write(condition, True)})")
    for name, (rows, value) in SUMS.items():
        lines.append(f"    facts[{name!r}] = sum({PYTHON.write(value, True)} for r in facts[{rows!r}])")
    for name, value in MORE.items():
        lines.append(f"    facts[{name!r}] = {PYTHON.write(value)}")
    lines.append("    return {name: value for name, value in facts.items() if name not in ('selections', 'files')}")
    scope: dict[str, Any] = {}
    exec("\n".join(lines), scope)
    found: Callable[[dict[str, Any]], dict[str, Any]] = scope["counted"]
    return found


counted = _compiled_counts()
"""The facts without their lists, with everything that `rules.COUNTS`, `SUMS` and `MORE` say."""
