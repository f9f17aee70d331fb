"""What is said is said in both languages, each in its own: Chinese with Han characters, English without, but for the author's own words."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from evalpolicy import ApplicationError, load
from evalpolicy.application import Application
from evalpolicy.errors import Problem
from evalpolicy.lint.linter import lint_file
from evalpolicy.wording import Wording

from .codes import SOURCE
from .excerpts import BASE, FOLDER, PAGES, said_of_mistake

HAN = re.compile("[\u3400-\u9fff]+")
QUOTED = re.compile("`[^`]*`|“[^”]*”|「[^」]*」|\"[^\"]*\"|'[^']*'")
ENGLISH = re.compile(r"(?<![\w./-])[A-Za-z]{2,}(?: [A-Za-z]+){2,}(?![\w./-])")
"""Three words in a row, which are no name: a sentence, or part of one."""
LOCALES = ("en-US",)
MODULES = sorted(SOURCE.rglob("*.py"))


def is_in_its_languages(wording: Wording, author: str = "") -> bool:
    """Whether the Chinese is Chinese and the English English. Han characters of the English stand in quotes, or are words of the `author`'s text."""
    strange = [word for word in HAN.findall(QUOTED.sub("", wording.en)) if word not in author]
    return bool(HAN.search(wording.zh)) and bool(re.search("[A-Za-z]", wording.en)) and not strange


def said() -> Iterator[tuple[str, Wording, str]]:
    """What is told of every mistake of the pages: the code, message, help, other places; and the text of the policy."""
    for diagnostic in (each for code in PAGES for each in said_of_mistake(code)):
        for each in (diagnostic.message, diagnostic.help, *(related.message for related in diagnostic.related)):
            if each is not None:
                yield diagnostic.code, each, diagnostic.file.text


def test_what_is_said_of_policies_is_in_both_languages() -> None:
    wrong = {(code, wording.zh, wording.en) for code, wording, text in said() if not is_in_its_languages(wording, text)}
    assert wrong == set()


def test_what_is_said_of_files_is_in_both_languages(tmp_path: Path) -> None:
    path = tmp_path / "x.policy"
    for data in (None, b"", '评价"'.encode("gbk"), b"a\0b", b"\n" * 100_001):
        if data is not None:
            path.write_bytes(data)
        (diagnostic,) = lint_file(path)
        assert is_in_its_languages(diagnostic.message)
        assert diagnostic.help is not None
        assert is_in_its_languages(diagnostic.help)


@pytest.mark.parametrize("code", [code for code, page in PAGES.items() if page.example is not None and page.example.kind == "json"])
def test_what_is_said_of_applications_is_in_both_languages(code: str) -> None:
    example = PAGES[code].example
    assert example is not None
    problems: tuple[Problem, ...]
    try:
        problems = load(FOLDER / "base.policy").check(Application.from_json(example.wrong)).warnings
    except ApplicationError as error:
        problems = error.problems
    assert problems
    assert all(is_in_its_languages(problem.message, example.wrong + BASE) for problem in problems)


def literal(text: ast.expr) -> str | None:
    """What is written of a text, without what is filled in; None for what is no text, and for words that stand by themselves."""
    match text:
        case ast.Constant(value=str(written)):
            return written
        case ast.JoinedStr(values=parts):
            return "".join(part.value if isinstance(part, ast.Constant) and isinstance(part.value, str) else "`…`" for part in parts)
        case _:
            return None


def makers() -> dict[tuple[str, Path | None], set[int]]:
    """The functions and classes that take what is said in both languages, by name, and by module where they are its own.

    The places of the Chinese among the arguments; the English is next.
    """
    found: dict[tuple[str, Path | None], set[int]] = {("Wording", None): {0}}
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            inner = node.body if isinstance(node, ast.ClassDef) else [node] if isinstance(node, ast.FunctionDef) else []
            for function in inner:
                if not isinstance(function, ast.FunctionDef):
                    continue
                names = [argument.arg for argument in function.args.args if argument.arg not in ("self", "cls")]
                if "zh" in names and names[names.index("zh") + 1 :][:1] == ["en"]:
                    assert isinstance(node, ast.ClassDef | ast.FunctionDef)
                    name = node.name if function.name == "__init__" else function.name
                    found.setdefault((name, path if name.startswith("_") else None), set()).add(names.index("zh"))
    return found


MAKERS = makers()


def pairs(path: Path) -> Iterator[tuple[int, ast.expr, ast.expr]]:
    """The texts in two languages of a module: what its makers are given, `zh, en = …`, and `{"zh": …, "en": …}`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=arguments):
                for place in MAKERS.get((name, path if name.startswith("_") else None), ()):
                    if len(arguments) > place + 1:
                        yield node.lineno, arguments[place], arguments[place + 1]
            case ast.Assign(targets=[ast.Tuple(elts=[ast.Name(id=zh), ast.Name(id=en)])], value=ast.Tuple(elts=[chinese, english])):
                if {"zh", "en"} & {zh, en} or zh.replace("zh", "en") == en:
                    yield node.lineno, chinese, english
            case ast.Assign(targets=[ast.Tuple(elts=[ast.Name(id=zh), ast.Name(id=en)])], value=ast.IfExp(body=then, orelse=otherwise)):
                for each in (then, otherwise) if zh.endswith("zh") and en.endswith("en") else ():
                    if isinstance(each, ast.Tuple) and len(each.elts) == 2:
                        yield node.lineno, each.elts[0], each.elts[1]
            case ast.Dict(keys=[ast.Constant(value="zh"), ast.Constant(value="en")], values=[chinese, english]):
                yield node.lineno, chinese, english


def alternatives(text: ast.expr) -> list[ast.expr]:
    """The texts of which one is said."""
    return [*alternatives(text.body), *alternatives(text.orelse)] if isinstance(text, ast.IfExp) else [text]


@pytest.mark.parametrize("path", MODULES, ids=[path.relative_to(SOURCE).as_posix() for path in MODULES])
def test_what_is_written_in_the_source_is_in_its_language(path: Path) -> None:
    for line, zh, en in pairs(path):
        chinese, english = [literal(each) for each in alternatives(zh)], [literal(each) for each in alternatives(en)]
        for text in english:
            assert text is None or not HAN.search(QUOTED.sub("", text)), f"{path}:{line}: {text}"
        for text in chinese:
            assert text is None or not ENGLISH.search(QUOTED.sub("", text)), f"{path}:{line}: {text}"
        if len(chinese) == len(english) == 1 and chinese[0] is not None and english[0] is not None and english[0] not in LOCALES:
            bare = QUOTED.sub("", english[0])
            assert HAN.search(chinese[0]) or not re.search("[A-Za-z]{2}", bare), f"{path}:{line}: {chinese[0]}"


def test_nearly_all_that_is_said_is_looked_at() -> None:
    """The makers are found: those of errors of calls, of problems of applications, of values that do not fit."""
    assert {"Wording", "UsageError", "problem", "warn", "wrong_type", "unfit"} <= {name for name, _ in MAKERS}
    assert sum(len(list(pairs(path))) for path in MODULES) > 900
