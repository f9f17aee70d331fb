"""The engines, each used as its own documentation recommends for deciding many times: compiled or loaded once, asked for each application.

An engine is loaded by a function, so that one which is not installed is told and the others run. Loading gives a function from the facts of
`facts.py` (or, for engines that cannot go over rows, from the counts of `languages.counted`) to a decision.
"""

from __future__ import annotations

import itertools
import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.peers.languages import (
    CEDAR,
    CEL,
    CEL_WITHOUT_NULL,
    NUMBERS,
    RULE_ENGINE,
    ZEN,
    Infix,
    alternatives,
    json_logic_count,
    json_logic_status,
    json_logic_sum,
    negation_free,
    parts,
    rego,
    without_null,
)
from benchmarks.peers.rules import COUNTS, MORE, RULES, STATUSES, SUMS, Term

Facts = dict[str, Any]
Decision = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], int | None]
"""Ids violated, undetermined and pending, in the order of the notice; the fee in fen."""
Decide = Callable[[Facts], Decision]

ROWS = "distinct items counted in Python"
NO_ROWS = "counts and sums over selections and files, and comparisons of two facts, in Python"


@dataclass(frozen=True)
class Engine:
    """`package`: as it is installed. `rows`: it goes over selections and files by itself. `lacks`: what was done for it, uncounted."""

    package: str
    language: str
    load: Callable[[], Decide]
    rows: bool
    lacks: str


def decision(statuses: dict[str, str], facts: Facts) -> Decision:
    """A decision from the status of each rule, and the bounds of the fee."""
    found = tuple(tuple(rule for rule in RULES if statuses.get(rule) == status) for status in STATUSES)
    return found[0], found[1], found[2], facts["low"] if facts["low"] == facts["high"] else None


def first(held: set[tuple[str, str]]) -> dict[str, str]:
    """The status of each rule from the conditions that hold: the first of them counts."""
    return {rule: next((status for status in STATUSES if (rule, status) in held), "") for rule in RULES}


# --- CEL -----------------------------------------------------------------------------------------


def _cel_texts(language: Infix = CEL) -> tuple[str, str, str]:
    """Counts and amounts, comparisons, statuses: each a map."""
    counts = [f"'{name}': {rows}.filter(r, {language.write(condition, True)}).size()" for name, (rows, condition) in COUNTS.items()]
    counts += [f"'{name}': {rows}.map(r, {language.write(value, True)})" for name, (rows, value) in SUMS.items()]
    more = [f"'{name}': {language.write(value)}" for name, value in MORE.items()]
    statuses = [f"'{rule}': {language.status(rule)}" for rule in RULES]
    return f"{{{', '.join(counts)}}}", f"{{{', '.join(more)}}}", f"{{{', '.join(statuses)}}}"


def _with_sums(facts: Facts, counts: Facts) -> Facts:
    """Facts and counts in one; CEL has no sums, and compares what it was handed."""
    found = {**facts, **counts}
    found["low"], found["high"] = sum(found["low"]), sum(found["high"])
    return found


_CEL_MORE = ", ".join(f"'{name}': {CEL.write(value)}" for name, value in MORE.items())


def cel_in_cpp() -> Decide:
    from cel_expr_python import cel

    names = ["id", "audience", "selections", "files", "files_known", "registered_at", "materials_at", "confirmed_at", "paid_at"]
    names += ["certificates", "signed", "unsigned", "paid", "distinct", *COUNTS, *SUMS, *MORE]
    environment = cel.NewEnv(variables=dict.fromkeys(names, cel.Type.DYN))
    counts, more, statuses = map(environment.compile, _cel_texts())

    def decide(facts: Facts) -> Decision:
        known = _with_sums(facts, counts.eval(data=facts).plain_value())
        known |= more.eval(data=known).plain_value()
        return decision(statuses.eval(data=known).plain_value(), known)

    return decide


def cel_in_rust() -> Decide:
    import cel

    counts, more, statuses = map(cel.compile, _cel_texts())

    def decide(facts: Facts) -> Decision:
        known = _with_sums(facts, counts.execute(facts))
        known |= more.execute(known)
        return decision(statuses.execute(known), known)

    return decide


def cel_in_python() -> Decide:
    import celpy

    environment = celpy.Environment()
    counts, more, statuses = (environment.program(environment.compile(text)) for text in _cel_texts(CEL_WITHOUT_NULL))

    def decide(facts: Facts) -> Decision:
        context = {name: celpy.json_to_cel(value) for name, value in without_null(facts).items()}
        known = {**context, **{str(name): value for name, value in counts.evaluate(context).items()}}
        bounds = {end: sum(int(each) for each in known[end]) for end in ("low", "high")}
        known |= {end: celpy.json_to_cel(value) for end, value in bounds.items()}
        known |= {str(name): value for name, value in more.evaluate(known).items()}
        return decision({str(rule): str(status) for rule, status in statuses.evaluate(known).items()}, bounds)

    return decide


# --- JsonLogic -----------------------------------------------------------------------------------


def _json_logic(evaluated: Callable[[Term], Callable[[Facts], Any]]) -> Decide:
    counts = evaluated([json_logic_count(*each) for each in COUNTS.values()] + [json_logic_sum(*each) for each in SUMS.values()])
    more, statuses = evaluated(list(MORE.values())), evaluated([json_logic_status(rule) for rule in RULES])

    def decide(facts: Facts) -> Decision:
        known = {**facts, **dict(zip([*COUNTS, *SUMS], map(int, counts(facts)), strict=True))}
        known |= dict(zip(MORE, more(known), strict=True))
        return decision(dict(zip(RULES, statuses(known), strict=True)), known)

    return decide


def json_logic_in_python() -> Decide:
    from json_logic import jsonLogic

    return _json_logic(lambda rule: lambda facts: jsonLogic(rule, facts))


def json_logic_in_rust() -> Decide:
    from jsonlogic_rs import apply

    return _json_logic(lambda rules: lambda facts: apply({"merge": rules}, facts))


def json_logic_compiled() -> Decide:
    from datalogic_py import Engine as DataLogic

    engine = DataLogic()

    def evaluated(rule: Term) -> Callable[[Facts], Any]:
        compiled = engine.compile(rule)
        return lambda facts: compiled.evaluate(facts)

    return _json_logic(evaluated)


# --- Rego ----------------------------------------------------------------------------------------


def _of_rego(found: Any) -> Decision:
    ids = [tuple(rule for rule in RULES if rule in set(found[status])) for status in STATUSES]
    return ids[0], ids[1], ids[2], found["fee"]


def rego_in_rust() -> Decide:
    import opa_eval

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "notice.rego"
        path.write_text(rego(), encoding="utf-8")
        engine = opa_eval.OpaEval(str(path), query="data.notice.decision")
    return lambda facts: _of_rego(engine.evaluate_parsed(json.dumps(facts)))


def rego_in_cpp() -> Decide:
    import regopy

    interpreter = regopy.Interpreter()
    interpreter.add_module("notice", rego())
    bundle = interpreter.build("x = data.notice.decision", [])

    def decide(facts: Facts) -> Decision:
        interpreter.set_input_term(json.dumps(facts, ensure_ascii=False))
        return _of_rego(json.loads(str(interpreter.query_bundle(bundle)))["bindings"]["x"])

    return decide


# --- expressions and decision graphs -------------------------------------------------------------


def zen() -> Decide:
    import zen as gorules

    counts = {name: f"count({rows}, {ZEN.write(condition, True)})" for name, (rows, condition) in COUNTS.items()}
    counts |= {name: f"sum(map({rows}, {ZEN.write(value, True)}))" for name, (rows, value) in SUMS.items()}
    stages = [counts, {name: ZEN.write(value) for name, value in MORE.items()}, {f"rules.{rule}": ZEN.status(rule) for rule in RULES}]
    nodes: list[Facts] = [{"id": "in", "name": "in", "type": "inputNode", "content": {}}]
    for place, stage in enumerate(stages):
        expressions = [{"id": key, "key": key, "value": value} for key, value in stage.items()]
        content = {"expressions": expressions, "passThrough": place < len(stages) - 1}
        if place == len(stages) - 1:
            expressions += [{"id": end, "key": end, "value": end} for end in SUMS]
        nodes.append({"id": f"stage{place}", "name": f"stage{place}", "type": "expressionNode", "content": content})
    nodes.append({"id": "out", "name": "out", "type": "outputNode", "content": {}})
    edges = [
        {"id": f"edge{place}", "type": "edge", "sourceId": source["id"], "targetId": target["id"]}
        for place, (source, target) in enumerate(itertools.pairwise(nodes))
    ]
    loaded = gorules.ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))

    def decide(facts: Facts) -> Decision:
        found = loaded.evaluate(facts)["result"]
        return decision(found["rules"], {end: int(found[end]) for end in SUMS})

    return decide


def rule_engine() -> Decide:
    import rule_engine as rules

    counts = {name: rules.Rule(f"[r for r in {rows} if {RULE_ENGINE.write(condition, True)}].length") for name, (rows, condition) in COUNTS.items()}
    sums = {name: rules.Rule(f"$sum([{RULE_ENGINE.write(value, True)} for r in {rows}])") for name, (rows, value) in SUMS.items()}
    more = {name: rules.Rule(RULE_ENGINE.write(value)) for name, value in MORE.items()}
    statuses = {rule: rules.Rule(RULE_ENGINE.status(rule)) for rule in RULES}

    def decide(facts: Facts) -> Decision:
        known = {**facts, **{name: int(rule.evaluate(facts)) for name, rule in (*counts.items(), *sums.items())}}
        known |= {name: rule.evaluate(known) for name, rule in more.items()}
        return decision({rule: each.evaluate(known) for rule, each in statuses.items()}, known)

    return decide


# --- engines that do not go over rows ------------------------------------------------------------

_NUMERIC = {">": "greater_than", "<": "less_than", ">=": "greater_than_or_equal_to", "<=": "less_than_or_equal_to"}


def business_rules() -> Decide:
    from business_rules import actions, run_all, variables

    kinds = {"numeric": variables.numeric_rule_variable, "boolean": variables.boolean_rule_variable, "string": variables.string_rule_variable}
    declared: Facts = {}

    def variable(name: str, kind: str, value: Callable[[Any], Any]) -> str:
        value.__name__ = name
        declared[name] = kinds[kind](value)
        return name

    def condition(term: Term) -> Facts:
        op, operands = parts(term)
        if op in ("and", "or"):
            return {"all" if op == "and" else "any": [condition(each) for each in operands]}
        name, value = operands[0]["var"], operands[1]
        if value is None:
            known = variable(f"{name}_known", "boolean", lambda self: self.facts[name] is not None)
            return {"name": known, "operator": "is_true" if op == "!==" else "is_false", "value": True}
        if isinstance(value, bool):
            stated = variable(f"{name}_is_{value}".lower(), "boolean", lambda self: self.facts[name] is value)
            return {"name": stated, "operator": "is_true" if op == "===" else "is_false", "value": True}
        if isinstance(value, str):
            return {"name": variable(name, "string", lambda self: self.facts[name] or ""), "operator": "equal_to", "value": value}
        return {"name": variable(name, "numeric", lambda self: self.facts[name] or 0), "operator": _NUMERIC[op], "value": value}

    rules = [
        {"conditions": condition({"and": [negation_free(each)]}), "actions": [{"name": "found", "params": {"rule": rule, "status": status}}]}
        for rule, conditions in RULES.items()
        for status, each in zip(STATUSES, conditions, strict=True)
        if each is not False
    ]

    class Actions(actions.BaseActions):  # type: ignore[misc]  # the package has no types
        def __init__(self) -> None:
            self.held: set[tuple[str, str]] = set()

        @actions.rule_action(params={"rule": "text", "status": "text"})  # type: ignore[untyped-decorator]
        def found(self, rule: str, status: str) -> None:
            self.held.add((rule, status))

    def start(self: Any, facts: Facts) -> None:
        self.facts = facts

    about = type("About", (variables.BaseVariables,), {"__init__": start, **declared})

    def decide(facts: Facts) -> Decision:
        acted = Actions()
        run_all(rule_list=rules, defined_variables=about(facts), defined_actions=acted, stop_on_first_trigger=False)
        return decision(first(acted.held), facts)

    return decide


def durable_rules() -> Decide:
    from durable import lang

    held: set[tuple[str, str]] = set()

    def condition(term: Term) -> Any:
        op, operands = parts(term)
        if op in ("and", "or"):
            found = [condition(each) for each in operands]
            whole = found[0]
            for each in found[1:]:
                whole = whole & each if op == "and" else whole | each
            return whole
        fact, value = getattr(lang.m, operands[0]["var"]), operands[1]
        if value is None:
            value = -1 if operands[0]["var"] in NUMBERS else ""
        return {
            **{">": fact.__gt__, "<": fact.__lt__, ">=": fact.__ge__, "<=": fact.__le__},
            **{"===": fact.__eq__, "!==": fact.__ne__},
        }[op](value)

    def consequent(rule: str, status: str) -> Callable[[Any], None]:
        def act(context: Any) -> None:
            held.add((rule, status))

        act.__name__ = f"{rule}_{status or 'satisfied'}"
        return act

    # An event is used up by the first rule that it satisfies, in the order of their priorities: so each rule of the notice is a ruleset.
    for rule, conditions in RULES.items():
        with lang.ruleset(rule):
            for place, each in enumerate(conditions):
                if each is not False:
                    lang.when_all(lang.pri(place), condition(negation_free(each)))(consequent(rule, STATUSES[place]))
            lang.when_all(lang.pri(len(STATUSES)), +lang.m.total)(consequent(rule, ""))

    def decide(facts: Facts) -> Decision:
        held.clear()
        event = without_null(facts)
        for rule in RULES:
            lang.post(rule, event)
        return decision(first(held), facts)

    return decide


def cedar() -> Decide:
    import cedarpy

    held = [
        (rule, status, each) for rule, conditions in RULES.items() for status, each in zip(STATUSES, conditions, strict=True) if each is not False
    ]
    forbidden = [f"forbid(principal, action, resource) when {{ {CEDAR.write(each)} }};" for _, _, each in held]
    policies = cedarpy.PolicySet.from_str("\n".join(forbidden))
    names = {f"policy{place}": (rule, status) for place, (rule, status, _) in enumerate(held)}
    entities = cedarpy.Entities.from_json_str("[]")

    def decide(facts: Facts) -> Decision:
        context = {name: value for name, value in facts.items() if value is not None}
        request = {"principal": 'Applicant::"a"', "action": 'Action::"apply"', "resource": 'Notice::"2024H2"', "context": context}
        result = cedarpy.is_authorized(request, policies, entities)
        assert not result.diagnostics.errors, result.diagnostics.errors
        return decision(first({names[reason] for reason in result.diagnostics.reasons}), facts)

    return decide


def openfisca() -> Decide:
    import numpy as np
    from openfisca_core import entities, periods, simulations, taxbenefitsystems, variables

    applicant = entities.build_entity(key="applicant", plural="applicants", label="", is_person=True)
    system = taxbenefitsystems.TaxBenefitSystem([applicant])
    times = ("registered_at", "materials_at", "confirmed_at", "paid_at")
    figures = ("files_known", "certificates", "signed", "unsigned", *COUNTS, *MORE)
    audiences = {None: 0, "campus": 1, "public": 2}
    period = periods.period("2024-11")

    def vector(term: Term) -> str:
        op, operands = parts(term)
        match op:
            case "and" | "or":
                return f"({(' & ' if op == 'and' else ' | ').join(map(vector, operands))})"
            case "!":
                return f"(~{vector(operands[0])})"
            case "constant":
                return f"np.full(1, {operands[0]!r})"
            case "var":
                return f"(applicant({operands[0]!r}, period) > 0)"
            case _:
                # What is not known is -1.
                name, value = operands[0]["var"], operands[1]
                value = -1 if value is None and name != "audience" else audiences[value] if name == "audience" else int(value)
                return f"(applicant({name!r}, period) {'==' if op == '===' else op} {value})"

    def declare(name: str, formula: str | None = None) -> None:
        members: Facts = {"value_type": int, "entity": applicant, "definition_period": periods.DateUnit.MONTH, "label": name, "default_value": -1}
        if formula is not None:
            scope: Facts = {"np": np}
            exec(f"def formula(applicant, period):\n    return {formula}", scope)
            members["formula"] = scope["formula"]
        system.add_variable(type(name, (variables.Variable,), members))

    for name in (*figures, *times, "audience", "paid"):
        declare(name)
    for rule, conditions in RULES.items():
        chosen = "0"
        for place, each in list(enumerate(conditions, 1))[::-1]:
            chosen = f"np.where({vector(each)}, {place}, {chosen})"
        declare(f"rule_{rule}", f"{chosen} + np.zeros(1, int)")
    builder = simulations.SimulationBuilder()

    def decide(facts: Facts) -> Decision:
        simulation = builder.build_default_simulation(system, 1)
        for name in figures:
            simulation.set_input(name, period, np.array([-1 if facts[name] is None else int(facts[name])]))
        for name in (*times, "paid"):
            simulation.set_input(name, period, np.array([-1 if facts[name] is None else facts[name] % 2**31]))
        simulation.set_input("audience", period, np.array([audiences[facts["audience"]]]))
        found = {rule: ("", *STATUSES)[int(simulation.calculate(f"rule_{rule}", period)[0])] for rule in RULES}
        return decision(found, facts)

    return decide


def clingo() -> Decide:
    import clingo as asp

    fresh = itertools.count()

    def literal(term: Term) -> str:
        op, operands = parts(term)
        name, value = operands[0]["var"], operands[1]
        if value is None:
            return f"{'not ' if op == '===' else ''}known({name})"
        x = f"X{next(fresh)}"
        constant = json.dumps(value) if isinstance(value, str) else int(value)
        return f"fact({name},{x}), {x} {op.replace('!==', '!=').replace('===', '=')} {constant}"

    lines = ["known(N) :- fact(N,_)."]
    for rule, conditions in RULES.items():
        for status, each in zip(STATUSES, conditions, strict=True):
            lines += [f'held("{rule}","{status}") :- {", ".join(map(literal, literals))}.' for literals in alternatives(each)]
    program = "\n".join([*lines, "#show held/2."])
    wanted = sorted({*COUNTS, *MORE} | {"files_known", "certificates", "signed", "unsigned", "audience"})
    times = ("registered_at", "materials_at", "confirmed_at", "paid_at")

    def decide(facts: Facts) -> Decision:
        known = {name: value for name in (*wanted, *times) if (value := facts[name]) is not None}
        stated = [f"fact({name},{json.dumps(value) if isinstance(value, str) else int(value)})." for name, value in known.items()]
        control = asp.Control(["--warn=none"])
        control.add("base", [], program)
        control.add("base", [], "".join([*stated, *(["fact(paid,0)."] if facts["paid"] is not None else [])]))
        control.ground([("base", [])])
        held: set[tuple[str, str]] = set()
        control.solve(on_model=lambda model: held.update((each.arguments[0].string, each.arguments[1].string) for each in model.symbols(shown=True)))
        return decision(first(held), facts)

    return decide


ENGINES = (
    Engine("durable_rules", "Python DSL, Rete in C", durable_rules, False, NO_ROWS),
    Engine("zen-engine", "decision graph in Rust", zen, True, ROWS),
    Engine("business-rules", "rules as data, in Python", business_rules, False, NO_ROWS),
    Engine("datalogic-py", "JsonLogic in Rust, compiled once", json_logic_compiled, True, ROWS),
    Engine("cel-expr-python", "CEL in C++", cel_in_cpp, True, f"{ROWS}; sums of amounts in Python"),
    Engine("opa-eval", "Rego in Rust", rego_in_rust, True, ROWS),
    Engine("common-expression-language", "CEL in Rust", cel_in_rust, True, f"{ROWS}; sums of amounts in Python"),
    Engine("json-logic-qubit", "JsonLogic in Python", json_logic_in_python, True, ROWS),
    Engine("cedarpy", "Cedar in Rust", cedar, False, f"{NO_ROWS}; the fee: an answer is allow or deny"),
    Engine("jsonlogic-rs", "JsonLogic in Rust", json_logic_in_rust, True, ROWS),
    Engine("regopy", "Rego in C++", rego_in_cpp, True, ROWS),
    Engine("clingo", "answer set programming", clingo, False, NO_ROWS),
    Engine("rule-engine", "expressions, in Python", rule_engine, True, ROWS),
    Engine("openfisca-core", "NumPy formulas, in Python", openfisca, False, NO_ROWS),
    Engine("cel-python", "CEL in Python", cel_in_python, True, f"{ROWS}; sums of amounts in Python"),
)
"""Fifteen engines."""
