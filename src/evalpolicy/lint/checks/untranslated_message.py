"""A message in one language only, in a policy most of whose messages are in both."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from evalpolicy.lint.checks.check import Check, Finding, Subject
from evalpolicy.source import SourceFile
from evalpolicy.syntax import tree
from evalpolicy.syntax.tree.nodes import what_is_said
from evalpolicy.wording import Wording

NAMES = {"zh": Wording("中文", "Chinese"), "en": Wording("英文", "English")}

Spoken = dict[str, dict[Hashable, tree.Message]]
"""The first message of each language under each condition, in the order written."""


def find(subject: Subject) -> Iterator[Finding]:
    """The messages that lack the other language, where at least half of the rules with messages speak both."""
    rules: list[tuple[tree.Declaration, Spoken]] = []
    for declaration in (*subject.declared(tree.RuleDecl), *subject.declared(tree.StepDecl)):
        messages = [clause for clause in declaration.clauses if isinstance(clause, tree.Message)]
        if messages:
            rules.append((declaration, _spoken(messages, subject.model.messages)))
    if sum(all(spoken.values()) for _, spoken in rules) * 2 < len(rules):
        return
    for declaration, spoken in rules:
        for message, missing in _untranslated(spoken):
            yield _finding(declaration, message, missing, not spoken[missing], subject.model.file)


def _spoken(messages: list[tree.Message], usual: str) -> Spoken:
    spoken: Spoken = {language: {} for language in NAMES}
    for message in messages:
        spoken[message.language or usual].setdefault(what_is_said(message.condition), message)
    return spoken


def _untranslated(spoken: Spoken) -> Iterator[tuple[tree.Message, str]]:
    """Each message without one in the other language under the same condition, with that language.

    Where both languages have such messages and not the same number of them, or one of them is for every case, the cases may be parted in
    another way: nothing is said.
    """
    zh = {condition: message for condition, message in spoken["zh"].items() if condition not in spoken["en"]}
    en = {condition: message for condition, message in spoken["en"].items() if condition not in spoken["zh"]}
    if zh and en and (len(zh) != len(en) or None in zh or None in en):
        return
    yield from ((message, "en") for message in zh.values())
    yield from ((message, "zh") for message in en.values())


def _finding(declaration: tree.Declaration, message: tree.Message, missing: str, none: bool, file: SourceFile) -> Finding:
    title = declaration.name.text if declaration.label is None else declaration.label.text
    name = NAMES[missing]
    condition = "" if message.condition is None else f" when {file.words(message.condition.span)}"
    help = Wording(f"加一行 `message {missing} \"…\"{condition}`", f"add a line `message {missing} \"…\"{condition}`")
    if none:
        says = Wording(f"“{title}”没有{name.zh}的消息，别的规则有", f"“{title}” has no message in {name.en}, as other rules have")
    else:
        says = Wording(f"“{title}”的这条消息没有对应的{name.zh}消息", f"this message of “{title}” has none in {name.en} to go with it")
    return Finding(message.span, says, help)


CHECK = Check("untranslated-message", "warning", find, by_declaration=True)
