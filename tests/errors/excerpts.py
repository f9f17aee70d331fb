"""The examples of the pages, made into whole policies and applications as docs/errors/README.md says."""

from __future__ import annotations

from functools import cache

from evalpolicy import ApplicationError, load
from evalpolicy.application import Application
from evalpolicy.diagnostics import Diagnostic
from evalpolicy.lint.linter import lint_text
from evalpolicy.pages import Example, Page, page_codes, page_of
from evalpolicy.resources import error_pages

FOLDER = error_pages()
BASE = (FOLDER / "base.policy").read_text(encoding="utf-8")
PAGES: dict[str, Page] = {code: page for code in page_codes() if (page := page_of(code)) is not None}


def policies(example: Example) -> tuple[str, str]:
    """The whole policy with the mistake, and with its repair."""
    wrong, repaired = f"\n{example.wrong}\n", f"\n{example.repaired}\n"
    if f"\n{BASE}".count(repaired) == 1:
        return f"\n{BASE}".replace(repaired, wrong)[1:], BASE
    if example.repaired.startswith("policy "):
        return wrong[1:], repaired[1:]
    return BASE + wrong, BASE + repaired


@cache
def said_of_mistake(code: str) -> tuple[Diagnostic, ...]:
    """What lint says of the policy with the mistake of a page, in a file whose name wants escaping; nothing where the page shows none."""
    example = PAGES[code].example
    if example is None or example.kind != "policy":
        return ()
    return tuple(lint_text(policies(example)[0], name="a folder, 规则/base.policy", folder=FOLDER))


def said_of_policy(text: str) -> dict[str, str]:
    """The codes that lint gives, each with its severity."""
    return {each.code: each.severity for each in lint_text(text, name="base.policy", folder=FOLDER)}


def said_of_application(text: str | bytes, **arguments: object) -> set[str]:
    """The codes of the problems of an application, or of the warnings on its decision."""
    try:
        return {problem.code for problem in load(FOLDER / "base.policy").check(Application.from_json(text), **arguments).warnings}  # type: ignore[arg-type]
    except ApplicationError as error:
        return {problem.code for problem in error.problems}
