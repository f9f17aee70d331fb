"""The next semester's policy from this one's: a copy with a new id, in which everything that may be stale is marked."""

from __future__ import annotations

import re
from pathlib import Path

from evalpolicy.classes import frozen
from evalpolicy.errors import PolicyError, UsageError
from evalpolicy.limits import Limits
from evalpolicy.lint.confirmations import MARK, is_marked, source_text
from evalpolicy.lint.dates import dates_in
from evalpolicy.lint.unquoted import lines_with_unquoted_numbers
from evalpolicy.loading import read_text
from evalpolicy.policy import load_policy
from evalpolicy.wording import Language


@frozen
class Renewal:
    """The `text` of the new policy, how many of its lines are to be confirmed, and the files that it names, relative to its folder."""

    text: str
    to_confirm: int
    files: tuple[str, ...]


def renewed(old: Path, id: str, language: Language) -> Renewal:
    """The text of a policy with another `id`.

    Layout and comments stay. Each line that may be stale ends in the comment `# confirm` (`# 待确认`): with a date or a time of day, also in a
    text of its own or a comment; with the old id; with the file of a source; with a number that no quote of its declaration shows. Nothing of
    it is changed. Raises `PolicyError` where the old policy does not load or the new one would not,
    `UsageError` where the id is the old one.
    """
    model = load_policy(old).model
    if id == model.id:
        raise UsageError(f"{id!r} is the id of {old}; the new policy needs one of its own")
    lines = model.file.text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff").split("\n")
    head = next(place for place, line in enumerate(lines) if line.strip() and not line.lstrip().startswith(("#", "＃")))
    old_id = rf"(?<!\w){re.escape(model.id)}(?!\w)"
    lines[head] = re.sub(old_id, lambda _: id, lines[head], count=1)
    unquoted = set(lines_with_unquoted_numbers(model.file))
    # A number by itself is taken for a year where it can be one of this policy: a catalog may hold `SQL Server 2012`.
    years = range(model.in_force[0].year - 1, model.in_force[1].year + 2)
    marked, files = 0, []
    for place, line in enumerate(lines):
        file = source_text(line)
        if file is not None:
            files.append(line[slice(*file)])
        if file is not None or place + 1 in unquoted or re.search(old_id, line) or dates_in(line, years):
            lines[place] = line if is_marked(line) else f"{line.rstrip()}  {MARK.text(language)}"
            marked += 1
    text = "\n".join(lines)
    reading = read_text(text, name=f"{id}.policy", folder=old.parent, limits=Limits())
    if reading.model is None:
        raise PolicyError([each for each in reading.diagnostics if each.severity == "error"])
    if reading.model.id != id:
        raise UsageError(f"{id!r} cannot be the id of a policy")
    return Renewal(text, marked, tuple(dict.fromkeys(files)))
