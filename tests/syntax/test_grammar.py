"""The grammar, its builder and its keywords belong together."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor

import pytest

from evalpolicy.resources import grammar_text, shipped_policies
from evalpolicy.syntax import keywords as keywords_module
from evalpolicy.syntax import tables as tables_module
from evalpolicy.syntax import tree
from evalpolicy.syntax.build_declarations import TreeBuilder
from evalpolicy.syntax.grammar import CLAUSES, STARTS, openers, tables
from evalpolicy.syntax.keywords import DECLARATIONS, LONGEST_OPERATOR, OPERATORS, keywords
from evalpolicy.syntax.lalr import END
from evalpolicy.syntax.scanning import MARKS
from evalpolicy.syntax.tables import text
from tests.syntax.reading import shown, sound
from tests.syntax.test_declarations import DECLARATIONS as EXAMPLES

SCANNED = {"NAME", "TEXT", "NUMBER", "DATE", "TIME", "YEAR_MONTH", "ZONE"}
GRAMMAR = grammar_text("policy.lark")
TABLES = json.loads(grammar_text("tables.json"))
DECLARED = re.findall(r"[A-Z_]{2,}", " ".join(re.findall(r"^%declare (.*)$", GRAMMAR, re.MULTILINE)))


def test_the_tables_are_those_that_lark_makes_of_the_grammar() -> None:
    """Where this fails: python -m evalpolicy.syntax.tables."""
    assert grammar_text("tables.json") == text()


def test_another_grammar_is_read_by_lark(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever changes the grammar sees it change, before the tables are made anew."""
    changed = grammar_text("keywords.toml").replace('"policy"', '"ordinance"')
    assert changed != grammar_text("keywords.toml")
    texts = {"keywords.toml": changed}
    for module in (keywords_module, tables_module):
        monkeypatch.setattr(module, "grammar_text", lambda name: texts.get(name) or grammar_text(name))
    data = keywords_module.grammar_data.__wrapped__()
    assert "ordinance" in json.dumps(data["keywords"])
    assert data["states"] == TABLES["states"]


def needs_builder() -> set[str]:
    """Rules and aliases that leave a tree behind, unless the builder has a method for them."""
    found = set()
    for production in tables().productions:
        if production.name != production.origin or not (production.origin.startswith("_") or (production.single and production.size == 1)):
            found.add(production.name)
    return found


def test_every_rule_has_its_builder_method() -> None:
    assert [name for name in sorted(needs_builder()) if not hasattr(TreeBuilder, name)] == []


def test_every_builder_method_has_its_rule() -> None:
    classes = [cls for cls in TreeBuilder.__mro__ if cls.__module__.startswith("evalpolicy.")]
    methods = {name for cls in classes for name in vars(cls) if not name.startswith("_")}
    assert methods - needs_builder() - SCANNED == {"build"}


def test_every_class_of_the_tree_is_built() -> None:
    """Rows, cells and tables are made by the parser; the rest by methods of the builder."""
    sources = "".join((module_text("build_expressions"), module_text("build_clauses"), module_text("build_declarations"), module_text("build")))
    abstract = {"Node", "Expr", "Clause", "Declaration", "PolicyTree", "Cell", "Row", "Table"}
    classes = {name for name, value in vars(tree).items() if isinstance(value, type) and value.__module__.startswith(tree.__name__)}
    assert {name for name in classes - abstract if f"tree.{name}" not in sources} == set()


def module_text(name: str) -> str:
    from importlib import import_module
    from inspect import getsource

    return getsource(import_module(f"evalpolicy.syntax.{name}"))


def test_keyword_tables_are_complete() -> None:
    spelt = set(DECLARED) - SCANNED - set(MARKS.values())
    assert {language: set(table) for language, table in keywords().spellings.items()} == {"en": spelt, "zh": spelt}


def test_every_terminal_is_declared_once_and_used() -> None:
    used = {symbol for state in range(len(TABLES["states"])) for symbol in tables().states[state] if symbol.isupper()} - {END}
    assert len(DECLARED) == len(set(DECLARED))
    assert set(DECLARED) == used


def test_no_two_terminals_of_one_place_are_spelt_alike() -> None:
    """`是` is both `is` and `yes`: an operand ends before the one and begins with the other, so that no place takes both."""
    alike = set()
    for actions in map(tables().states.__getitem__, range(len(TABLES["states"]))):
        spelt = defaultdict(set)
        for terminal in actions:
            for spelling in keywords().all_spellings(terminal):
                spelt[spelling].add(terminal)
        alike |= {(spelling, *sorted(terminals)) for spelling, terminals in spelt.items() if len(terminals) > 1}
    assert alike == {("是", "IS", "YES")}


def test_operators_are_no_longer_than_said() -> None:
    assert max(len(spelling.split()) for terminal in OPERATORS for spelling in keywords().all_spellings(terminal)) == LONGEST_OPERATOR


def test_clauses_begin_with_keywords() -> None:
    for start in CLAUSES.values():
        assert all(keywords().is_keyword(terminal) for terminal in openers(start))
    assert openers("declaration") == set(DECLARATIONS)
    assert set(CLAUSES.values()) < set(STARTS)


def test_no_clause_begins_like_a_declaration() -> None:
    """Except for `record` in an example, which the reader tells apart by its colon."""
    clauses = {spelling.split()[0] for start in CLAUSES.values() for terminal in openers(start) for spelling in keywords().all_spellings(terminal)}
    declarations = {spelling for terminal in DECLARATIONS for spelling in keywords().all_spellings(terminal)}
    assert clauses & declarations == {"record", "记录"}


def test_threads_share_the_parser() -> None:
    texts = [text for text, _ in EXAMPLES] * 3
    alone = [shown(sound(text)) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda text: shown(sound(text)), texts)) == alone


def test_resources_are_found() -> None:
    assert "declaration" in GRAMMAR
    assert shipped_policies().is_dir()
