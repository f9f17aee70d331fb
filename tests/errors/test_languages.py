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


def pairs(module: ast.Module) -> Iterator[tuple[int, ast.expr, ast.expr]]:
    """The texts in two languages of a module: of a `Wording`, and of `zh, en = …`."""
    for node in ast.walk(module):
        match node:
            case ast.Call(func=ast.Name(id="Wording"), args=[zh, en]):
                yield node.lineno, zh, en
            case ast.Assign(
                targets=[ast.Tuple(elts=[ast.Name(id="zh" | "help_zh"), ast.Name(id="en" | "help_en")])], value=ast.Tuple(elts=[zh, en])
            ):
                yield node.lineno, zh, en


@pytest.mark.parametrize("path", MODULES, ids=[path.relative_to(SOURCE).as_posix() for path in MODULES])
def test_what_is_written_in_the_source_is_in_its_language(path: Path) -> None:
    for line, zh, en in pairs(ast.parse(path.read_text(encoding="utf-8"))):
        chinese, english = literal(zh), literal(en)
        if chinese is None or english is None or not (chinese + english).strip():
            continue
        bare = QUOTED.sub("", english)
        assert not HAN.search(bare), f"{path}:{line}: {english}"
        assert HAN.search(chinese) or not re.search("[A-Za-z]{2}", bare), f"{path}:{line}: {chinese}"
