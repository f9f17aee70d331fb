"""The next semester's policy from this one's: a copy with a new id, in which everything that may be stale is marked."""

from __future__ import annotations

import re
from pathlib import Path

from evalpolicy.classes import frozen
from evalpolicy.errors import PolicyError, UsageError
from evalpolicy.examples.files import SUFFIX as EXAMPLES
from evalpolicy.limits import Limits
from evalpolicy.lint.confirmations import MARK, is_marked, source_text
from evalpolicy.lint.dates import dates_in
from evalpolicy.lint.unquoted import lines_with_unquoted_numbers
from evalpolicy.loading import load_examples, read_text
from evalpolicy.policy import load_policy
from evalpolicy.wording import Language


@frozen
class Renewal:
    """The `text` of the new policy, how many of its lines are to be confirmed, and the files that it names, relative to its folder.

    `examples`: the text of the file of examples that stands beside it; None where the old policy has none.
    """

    text: str
    to_confirm: int
    files: tuple[str, ...]
    examples: str | None


def renewed(old: Path, id: str, language: Language) -> Renewal:
    """The text of a policy with another `id`.

    Layout and comments stay. Each line that may be stale ends in the comment `# confirm` (`# 待确认`): with a date or a time of day, also in a
    text of its own or a comment; with the old id; with the file of a source; with a number that no quote of its declaration shows. Nothing of
    it is changed. The examples beside the old policy are marked like its own.

    Raises `PolicyError` where the old policy or its examples do not load, or the new one would not, `UsageError` where the id is the old one.
    """
    model = load_policy(old).model
    if id == model.id:
        raise UsageError(f"{id!r} 是 {old} 的代号；新的规则文件要有自己的代号", f"{id!r} is the id of {old}; the new policy needs one of its own")
    lines = _lines(model.file.text)
    head = next(place for place, line in enumerate(lines) if line.strip() and not line.lstrip().startswith(("#", "＃")))
    old_id = rf"(?<!\w){re.escape(model.id)}(?!\w)"
    lines[head] = re.sub(old_id, lambda _: id, lines[head], count=1)
    unquoted = set(lines_with_unquoted_numbers(model.file))
    # A number by itself is taken for a year where it can be one of this policy: a catalog may hold `SQL Server 2012`.
    years = range(model.in_force[0].year - 1, model.in_force[1].year + 2)
    mark = MARK.text(language)
    marked = [place for place, line in enumerate(lines) if place + 1 in unquoted or _may_be_stale(line, old_id, years)]
    files = [line[slice(*file)] for line in lines if (file := source_text(line)) is not None]
    for place in marked:
        lines[place] = _marked(lines[place], mark)
    text = "\n".join(lines)
    reading = read_text(text, name=f"{id}.policy", folder=old.parent, limits=Limits())
    errors = [each for each in reading.diagnostics if each.severity == "error"]
    if any(each.span.line == head + 1 for each in errors) or (reading.model is not None and reading.model.id != id):
        raise no_id(id)
    if reading.model is None:
        raise PolicyError(errors)
    beside = old.with_suffix(EXAMPLES)
    if not beside.is_file():
        return Renewal(text, len(marked), tuple(dict.fromkeys(files)), None)
    load_examples(model, beside, limits=Limits())
    examples = _lines(beside.read_text(encoding="utf-8-sig"))
    stale = [place for place, line in enumerate(examples) if _may_be_stale(line, old_id, years)]
    for place in stale:
        examples[place] = _marked(examples[place], mark)
    return Renewal(text, len(marked) + len(stale), tuple(dict.fromkeys(files)), "\n".join(examples))


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff").split("\n")


def no_id(id: str) -> UsageError:
    """That a policy cannot be called so."""
    return UsageError(
        f"{id!r} 不能作规则文件的代号：代号由字母、数字、下划线或汉字组成，不带 .policy，例如 2025H1",
        f"{id!r} cannot be the id of a policy: an id is letters, digits, `_` or Han characters, without `.policy`, such as 2025H1",
    )


def _may_be_stale(line: str, old_id: str, years: range) -> bool:
    return source_text(line) is not None or re.search(old_id, line) is not None or bool(dates_in(line, years))


def _marked(line: str, mark: str) -> str:
    return line if is_marked(line) else f"{line.rstrip()}  {mark}"
