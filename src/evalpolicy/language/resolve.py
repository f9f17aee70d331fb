"""From a policy as written to the policy as meant.

Names first, then what only needs names, then expressions; so the order of declarations does not matter. Every mistake becomes a diagnostic
and what is sound goes on, without a word about what depends on something already reported.
"""

from __future__ import annotations

from evalpolicy.diagnostics import Diagnostics
from evalpolicy.digests import sha256
from evalpolicy.language.adjustment import TOTAL, Adjustments
from evalpolicy.language.catalog import resolve_catalog_names, resolve_catalogs, resolve_columns
from evalpolicy.language.citation import resolve_citations
from evalpolicy.language.completeness import with_complete_tables
from evalpolicy.language.definition import Definitions
from evalpolicy.language.dependencies import Dependencies, reference_order
from evalpolicy.language.enumeration import resolve_types
from evalpolicy.language.event import Events, register
from evalpolicy.language.example import resolve_examples
from evalpolicy.language.exception import Exceptions
from evalpolicy.language.fact import resolve_facts, resolve_records
from evalpolicy.language.fee import Fees
from evalpolicy.language.header import Header, place_of, resolve_header
from evalpolicy.language.invariant import resolve_invariants
from evalpolicy.language.model import PolicyModel, Rule
from evalpolicy.language.parameter import resolve_parameter_defaults, resolve_parameters
from evalpolicy.language.reading import resolve_readings
from evalpolicy.language.reserved import check_bare_names, reserved
from evalpolicy.language.resolution import Resolution, unreadable_names
from evalpolicy.language.rule import Rules
from evalpolicy.language.source import resolve_sources
from evalpolicy.language.step import Steps
from evalpolicy.language.symbols import Symbols, no_definition
from evalpolicy.limits import Limits
from evalpolicy.nearness import nearest
from evalpolicy.source import AnyPath, SourceFile
from evalpolicy.syntax import tree
from evalpolicy.syntax.problems import TOLD_ONCE


def resolve_policy(
    policy: tree.PolicyTree, file: SourceFile, folder: AnyPath | None, diagnostics: Diagnostics, limits: Limits, texts: dict[str, str]
) -> PolicyModel | None:
    """The policy as meant, as far as it is sound: all of it where `diagnostics` has no mistakes. None where its header cannot be made out.

    `texts` is filled with what is read beside it.
    """
    unread = frozenset(each.span.line for each in diagnostics.unread(TOLD_ONCE))
    resolution = Resolution(policy, Symbols(diagnostics), folder, limits, texts, unread=unread)
    symbols = resolution.symbols
    symbols.broken |= unreadable_names(policy, file, unread)
    header = resolve_header(resolution)
    resolve_sources(resolution)
    citing = resolve_citations(resolution)
    resolve_types(resolution)
    catalog_declarations = resolve_catalog_names(resolution)
    resolve_records(resolution)
    resolve_readings(resolution)
    steps, events = _step_names(resolution)
    _process(header, steps, events, resolution)
    check_bare_names(resolution)
    columns = resolve_columns(catalog_declarations, resolution)
    resolve_parameters(resolution)

    exceptions = Exceptions(resolution)
    definitions = Definitions(resolution, exceptions)
    symbols.defined_by(definitions.get)
    event_table = Events(resolution, events)
    register(event_table, definitions)
    fees = Fees(resolution, _fee_names(resolution))
    symbols.fees.update({name: declaration.per for name, declaration in fees.declared.items()})
    definitions.declare()
    adjustments = Adjustments(resolution, fees, definitions)
    adjustments.declare()
    adjustments.register()
    rule_declarations = _rule_names(resolution, steps, events)
    exceptions.declare({*rule_declarations, *definitions.declared})

    catalogs = resolve_catalogs(catalog_declarations, columns, resolution)
    resolve_facts(resolution)
    parameters = resolve_parameter_defaults(resolution)
    for name in reference_order(definitions.declared, exceptions.declared.values()):
        definitions.get(name)
    rules = Rules(resolution, definitions, exceptions, "zh" if header is None else header.messages)
    step_table = Steps(resolution, rules)
    found_rules: dict[str, Rule] = {}
    for declaration in policy.declarations:
        name = declaration.name.text
        if rule_declarations.get(name) is not declaration:
            continue
        if isinstance(declaration, tree.StepDecl):
            found_rules[name] = step_table.step(declaration)
        elif isinstance(declaration, tree.RuleDecl):
            rule = rules.rule(declaration)
            if rule is not None:
                found_rules[name] = rule
    found_definitions = definitions.all()
    found_events = {id: event_table.event(id) for id in events}
    found_fees = {name: fees.fee(name) for name in fees.declared}
    found_adjustments = {name: adjustments.adjustment(name) for name in adjustments.declared if name in adjustments.order(_target(adjustments, name))}
    invariants = resolve_invariants(resolution)
    dependencies = Dependencies(resolution, found_definitions)
    step_table.check_needs()
    dependencies.check(found_rules.values(), invariants.values())
    for declaration in list(fees.declared.values())[:1]:
        resolution.count_worlds(declaration.name.span, dependencies.open_readings("fee.total"))
    examples = resolve_examples(resolution, rule_declarations)
    # These knew of one another: parted, they go now with all that was read, and Python need not come upon them as a cycle.
    definitions.builders.clear()
    symbols.defined_by(no_definition)
    if header is None:
        return None
    model = PolicyModel(
        header.id,
        header.title,
        header.language,
        header.messages,
        symbols.timezone,
        symbols.currency,
        symbols.minor_digits,
        symbols.calendar,
        symbols.month_ends,
        header.in_force,
        resolution.process,
        resolution.sources,
        citing,
        symbols.types,
        symbols.records,
        {name: fact for (owner, name), fact in symbols.facts.items() if owner == "applicant"},
        {name: fact for (owner, name), fact in symbols.facts.items() if owner == "selection"},
        {name: fact for (owner, name), fact in symbols.facts.items() if owner == "application"},
        catalogs,
        symbols.catalog_type,
        parameters,
        symbols.readings,
        found_definitions,
        found_rules,
        step_table.steps,
        found_events,
        found_fees,
        found_adjustments,
        "fee.total" if fees.declared else None,
        invariants,
        examples,
        file,
        sha256(file.text),
    )
    return model if diagnostics.errors else with_complete_tables(model)


def _target(adjustments: Adjustments, name: str) -> str:
    return adjustments.declared[name].target.text


def _step_names(resolution: Resolution) -> tuple[dict[str, tree.StepDecl], dict[str, tree.StepDecl]]:
    """The steps and the events by their names, which they share."""
    both = resolution.unique(tree.StepDecl, "步骤", "step")
    steps = {name: declaration for name, declaration in both.items() if not declaration.event}
    events = {name: declaration for name, declaration in both.items() if declaration.event}
    taking = {name for name, declaration in steps.items() if _has_files(declaration)}
    for rule in resolution.declared(tree.RuleDecl):
        places = [clause.step.text for clause in rule.clauses if isinstance(clause, tree.AtStep)]
        taking.update(places if _has_files(rule) else [])
    for name, declaration in both.items():
        if reserved(declaration.name, resolution):
            resolution.symbols.broken.add(name)
    resolution.symbols.steps.update({name: name in taking for name in steps})
    resolution.symbols.events.update(events)
    return steps, events


def _has_files(declaration: tree.Declaration) -> bool:
    return any(isinstance(clause, tree.FileClause) for clause in declaration.clauses)


def _fee_names(resolution: Resolution) -> dict[str, tree.FeeDecl]:
    """The parts of the fee by their names; none may have that of the whole."""
    found = resolution.unique(tree.FeeDecl, "收费", "fee")
    whole = found.pop(TOTAL, None)
    if whole is not None:
        zh, en = f"“{TOTAL}”是合计的名称，一项收费要有自己的名称", f"`{TOTAL}` names the whole of the fee; a part of it has a name of its own"
        help = f"换一个名称，例如 `{TOTAL}_1`", f"choose another name, such as `{TOTAL}_1`"
        resolution.error("reserved-name", whole.name.span, zh, en, *help)
        resolution.symbols.broken |= {"fee", TOTAL}
    return found


def _process(header: Header | None, steps: dict[str, tree.StepDecl], events: dict[str, tree.StepDecl], resolution: Resolution) -> None:
    """The order of the steps and events: each one of them once."""
    both = {**steps, **events}
    if header is None:
        resolution.process = tuple(both)
        return
    header_declaration = next(each for each in resolution.declared(tree.PolicyDecl))
    listed: dict[str, tree.Word] = {}
    unknown = [word for word in header.process if word.text not in both]
    for word in header.process:
        if word.text in listed:
            resolution.duplicate(word.span, word.text, "步骤", "step", listed[word.text].span)
        elif word.text not in both:
            if not resolution.lost_a_declaration:
                resolution.unknown(word.span, word.text, both, "步骤", "step", "unknown-step")
            meant = _misspelt(word, unknown, [name for name in both if all(name != other.text for other in header.process)])
            listed |= {} if meant is None else {meant: word}
        else:
            listed[word.text] = word
    missing = [name for name in both if name not in listed]
    resolution.process = (*listed, *missing)
    if not header.process:
        if missing and resolution.complete:
            below = place_of("process", header_declaration)
            resolution.required(header_declaration, None, "process", f"process {', '.join(missing)}", below)
        return
    for name in missing:
        if not resolution.lost_a_line(header_declaration):
            resolution.error(
                "process-missing",
                both[name].name.span,
                f"`process` 一行里没有“{name}”，不知道它排在第几步",
                f"`{name}` is not in the line `process`, so its place is not known",
                f"在 `policy` 下面写：`process {', '.join([*listed, *missing])}`",
                f"write below `policy`: `process {', '.join([*listed, *missing])}`",
            )


def _misspelt(word: tree.Word, unknown: list[tree.Word], missing: list[str]) -> str | None:
    """The step that one in the process stands for, which nothing is called: the only one that is missing there, or the one that is near to it."""
    if len(unknown) == len(missing) == 1:
        return missing[0]
    return next(iter(nearest(word.text, missing)), None)


def _rule_names(
    resolution: Resolution, steps: dict[str, tree.StepDecl], events: dict[str, tree.StepDecl]
) -> dict[str, tree.RuleDecl | tree.StepDecl]:
    """Rules, advice and steps by id, in the order of the file; they share one set of names, with events."""
    found: dict[str, tree.RuleDecl | tree.StepDecl] = {}
    for declaration in resolution.policy.declarations:
        name = declaration.name.text
        if isinstance(declaration, tree.RuleDecl):
            clash = found.get(name) or steps.get(name) or events.get(name)
            if clash is not None:
                resolution.duplicate(declaration.name.span, name, "规则", "rule", clash.name.span)
            else:
                found[name] = declaration
        elif isinstance(declaration, tree.StepDecl) and steps.get(name) is declaration and name not in found:
            found[name] = declaration
    resolution.symbols.rules.update(found)
    return found
