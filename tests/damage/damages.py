"""Single damages of a policy file, such as a slip of the hand makes them."""

from __future__ import annotations

import random
import re
from pathlib import Path

from evalpolicy.classes import frozen

TOP = Path(__file__).resolve().parents[2]
POLICIES = sorted([*TOP.glob("policies/*.policy"), *TOP.glob("docs/examples/*/*.policy"), TOP / "tests/mistakes/policies/spring.policy"])
KINDS = (
    *("token dropped", "token doubled", "tokens swapped", "token misspelt"),
    *("line dropped", "line doubled", "cell dropped", "cell doubled"),
)
_TOKEN = re.compile(r'"[^"]*"|“[^”]*”|「[^」]*」|\w+(?:[.\-:]\w+)*|\.\.|[<>=!]=|[^\s\w]')
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@frozen
class Damage:
    """A damaged text. `lines` are those where the damage is (two where a line is gone); `declaration` the lines of its declaration."""

    kind: str
    text: str
    lines: range
    declaration: range
    before: str
    after: str

    @property
    def name(self) -> str:
        """What the damaged line declares, if it declares something: its second word; of a fact, what stands behind the owner."""
        words = self.before.split()
        return words[1].split(".")[-1].strip("「」") if len(words) > 1 else ""


def damage(text: str, dice: random.Random) -> Damage:
    """One damage at a place of a line that says something."""
    lines = text.split("\n")
    while True:
        number = dice.choice([index for index, line in enumerate(lines) if _says(line)])
        line = lines[number]
        kind = dice.choice(KINDS)
        changed = _changed(line, kind, dice)
        if changed is None or changed == [line]:
            continue
        start, end = _declaration(lines, number)
        grown = len(changed) - 1
        at = range(number, number + 2) if not changed else range(number + 1, number + 1 + len(changed))
        return Damage(
            kind, "\n".join([*lines[:number], *changed, *lines[number + 1 :]]), at, range(start + 1, end + 1 + grown), line, " ⏎ ".join(changed)
        )


def _says(line: str) -> bool:
    stripped = line.strip()
    return bool(stripped) and not stripped.startswith("#") and not re.fullmatch(r"[|\s\-:]+", stripped)


def _declaration(lines: list[str], number: int) -> tuple[int, int]:
    """The first line of the declaration that a line is in, and the one after its last."""
    heads = [index for index, line in enumerate(lines) if line[:1] not in ("", " ", "\t", "#")] + [len(lines)]
    start = max((head for head in heads if head <= number), default=0)
    end = min(head for head in heads if head > number)
    while end > start + 1 and not _says(lines[end - 1]):
        end -= 1
    return start, end


def _changed(line: str, kind: str, dice: random.Random) -> list[str] | None:
    """What comes in the place of a line; None where the damage cannot be done to it."""
    if kind == "line dropped":
        return []
    if kind == "line doubled":
        return [line, line]
    row = line.strip().startswith("|")
    if kind.startswith("cell"):
        if not row:
            return None
        cells = line.strip().strip("|").split("|")
        place = dice.randrange(len(cells))
        cells[place : place + 1] = [] if kind == "cell dropped" else [cells[place]] * 2
        return [f"  |{'|'.join(cells)}|"]
    spans = [match.span() for match in _TOKEN.finditer(line.split(" #")[0])]
    if len(spans) < 2:
        return None
    place = dice.randrange(len(spans) - 1)
    (start, end), (next_start, next_end) = spans[place], spans[place + 1]
    if kind == "token dropped":
        return [line[:start] + line[end:]]
    if kind == "token doubled":
        return [line[:end] + " " + line[start:]]
    if kind == "tokens swapped":
        return [line[:start] + line[next_start:next_end] + line[end:next_start] + line[start:end] + line[next_end:]]
    return [line[:start] + _misspelt(line[start:end], dice) + line[end:]]


def _misspelt(word: str, dice: random.Random) -> str:
    """A letter left out, put in, replaced, or swapped with the next one."""
    at = dice.randrange(len(word))
    letter = dice.choice(_LETTERS if word.isascii() else "的一是了我不人在他有")
    return dice.choice(
        [
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at:],
            word[:at] + letter + word[at + 1 :],
            word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
        ]
    )
