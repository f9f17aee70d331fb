"""What is said of a policy with Chinese keywords names Chinese keywords, in both languages of messages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from evalpolicy.diagnostics import Diagnostic
from evalpolicy.errors import PolicyError
from evalpolicy.formatting import format_policy
from evalpolicy.lint.linter import lint_text
from evalpolicy.syntax.keywords import keywords
from evalpolicy.syntax.respelling import NAMES, language_of, respelt_code
from evalpolicy.wording import Language
from tests.errors.excerpts import FOLDER, PAGES, policies

from .collection import HERE, SAID, mistakes

KEYWORDS = {
    language: {word for forms in table.values() for form in forms for word in form.split()}
    for language, table in keywords().spellings.items()
}
CODE = re.compile(r"`([^`]+)`")
NO_KEYWORDS = re.compile(r'U\+[0-9A-F]+|\{\w+\}|"[^"]*"|“[^”]*”|[\w-]*\.\w+|[a-z]+(?:-[a-z0-9]+)+')
"""Characters, placeholders, texts, files, and codes of mistakes."""


def in_chinese(text: str, sound: str) -> str:
    """A policy with Chinese keywords: by the formatter, or where it cannot be read line by line, as far as the lines are those of the sound one."""
    try:
        return format_policy(text, keywords="zh")
    except PolicyError:
        lines = dict(zip(sound.split("\n"), format_policy(sound, keywords="zh").split("\n"), strict=True))
        return "\n".join(lines.get(line) or respelt_code(line) for line in text.split("\n"))


IN_OTHER_WORDS = frozenset({"not-json"})
"""What is told in the words of another library."""


def foreign(told: Diagnostic, language: Language) -> Iterator[str]:
    """The keywords of the other language that a diagnostic names, and that do not stand in the policy itself."""
    other: Language = "en" if language == "zh" else "zh"
    lines = [line.split() for line in told.file.text.splitlines()]
    if told.code in IN_OTHER_WORDS or all(line[0] not in keywords().by_first_word for line in lines if line):
        # A file without keywords has no keyword language: messages name those of their own.
        return
    said = [told.message, *([] if told.help is None else [told.help]), *(related.message for related in told.related)]
    for wording in said:
        for text in (wording.zh, wording.en):
            for word in re.findall(r"[^\W\d_]+", NO_KEYWORDS.sub(" ", " ".join(CODE.findall(text)))):
                if word in KEYWORDS[other] - KEYWORDS[language] - NAMES and word not in told.file.text:
                    yield f"{told.code}: {word}: {text}"
        for word in re.findall(r"[A-Za-z]+", NO_KEYWORDS.sub(" ", CODE.sub(" ", wording.zh))) if language == "zh" else ():
            if word in KEYWORDS["en"] - NAMES and word not in told.file.text:
                yield f"{told.code}: {word}, not in backquotes: {wording.zh}"


def mistaken_policies() -> Iterator[tuple[str, str, Path]]:
    """Every mistake of the collection, and of the pages of errors: the policy, the sound one, where it is."""
    for path in SAID:
        for mistake in mistakes(path):
            sound = (HERE / "policies" / f"{mistake.policy}.policy").read_text(encoding="utf-8")
            yield mistake.written().decode("utf-8", "replace").replace("\0", ""), sound, HERE / "policies"
    for page in PAGES.values():
        if page.example is not None and page.example.kind == "policy":
            yield (*policies(page.example), FOLDER)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_messages_name_the_keywords_of_the_policy(language: Language) -> None:
    wrong: list[str] = []
    for text, sound, folder in mistaken_policies():
        written = in_chinese(text, sound) if language == "zh" else text
        found = lint_text(written, name="spring.policy", folder=folder)
        if found and language_of(found[0].file) == language:
            wrong += [each for told in found for each in foreign(told, language)]
    assert sorted(set(wrong)) == []
