"""A message in one language only, in a policy most of whose messages are in both."""

from __future__ import annotations

from collections.abc import Iterator

from evalpolicy.lint.checks.check import Check, Finding, Subject
from evalpolicy.wording import Wording

NAMES = {"zh": Wording("中文", "Chinese"), "en": Wording("英文", "English")}


def find(subject: Subject) -> Iterator[Finding]:
    """The first message of each rule that lacks one language, where at least half of those with messages speak both."""
    rules = [rule for rule in subject.model.rules.values() if rule.messages]
    spoken = {rule.id: {message.language for message in rule.messages} for rule in rules}
    if sum(len(languages) > 1 for languages in spoken.values()) * 2 < len(rules):
        return
    for rule in rules:
        for missing in sorted(NAMES.keys() - spoken[rule.id]):
            name = NAMES[missing]
            says = Wording(f"“{rule.title}”没有{name.zh}的消息，别的规则有", f"“{rule.title}” has no message in {name.en}, as other rules have")
            yield Finding(rule.messages[0].span, says, Wording(f"加一行 `message {missing} \"…\"`", f"add a line `message {missing} \"…\"`"))


CHECK = Check("untranslated-message", "warning", find)
