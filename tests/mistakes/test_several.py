"""Several mistakes in one file, in different declarations: each is told as if it were alone, and nothing else is."""

from __future__ import annotations

import random
from collections import Counter
from functools import cache

from evalpolicy.lint.linter import lint_text

from .collection import HERE, SAID, Mistake, mistakes

FOLDER = HERE / "policies"
SOUND = (FOLDER / "spring.policy").read_text(encoding="utf-8")
Told = Counter[tuple[str, str]]


def edited(text: str, mistake: Mistake) -> str | None:
    """The text with a mistake more; None where its lines are changed already, or stand there more than once."""
    old = "".join(f"{line[1:]}\n" for line in mistake.edit if line[0] in " -")
    new = "".join(f"{line[1:]}\n" for line in mistake.edit if line[0] in " +")
    return f"\n{text}".replace(f"\n{old}", f"\n{new}")[1:] if f"\n{text}".count(f"\n{old}") == 1 else None


@cache
def told(text: str) -> Told:
    """What is told of a text: codes and the words that are marked. Remarks that need a policy that loads are left out."""
    found = lint_text(text, name="spring.policy", folder=FOLDER)
    return Counter((each.code, each.file.words(each.span)) for each in found if each.severity == "error" and each.code != "example-contradicts")


def candidates() -> list[tuple[Mistake, range]]:
    """The mistakes of the collection that change lines of the sound policy, with those lines."""
    found = []
    for mistake in (each for path in SAID if path.stem != "homophones" for each in mistakes(path)):
        old = [line[1:] for line in mistake.edit if line[0] in " -"]
        if mistake.policy != "spring" or not old or any(line[0] == "!" for line in mistake.edit):
            continue
        first = f"\n{SOUND}"[: f"\n{SOUND}".index("\n" + "\n".join(old) + "\n") + 1].count("\n")
        found.append((mistake, range(first, first + len(old))))
    return found


def declaration_of(line: int) -> int:
    """The line of the header above a line."""
    lines = SOUND.split("\n")
    return max((number for number in range(1, line + 1) if lines[number - 1][:1].isalpha()), default=0)


def combinations(number: int, count: int, dice: random.Random) -> list[tuple[list[Mistake], str, Told]]:
    """So many texts with a number of mistakes, each in a declaration of its own, and what they should be told."""
    every = candidates()
    made: list[tuple[list[Mistake], str, Told]] = []
    while len(made) < count:
        chosen = dice.sample(every, number)
        places = [{declaration_of(line) for line in lines} for _, lines in chosen]
        text: str | None = SOUND
        for mistake, _ in chosen:
            text = None if text is None else edited(text, mistake)
        if text is None or sum(map(len, places)) != len(set().union(*places)):
            continue
        alone = [told(edited(SOUND, mistake) or SOUND) for mistake, _ in chosen]
        if all(0 < sum(each.values()) < 3 for each in alone):
            made.append(([mistake for mistake, _ in chosen], text, sum(alone, Counter())))
    return made


def measured(number: int, count: int, seed: int) -> tuple[int, int, int, list[str]]:
    """Of how many mistakes how many were told, and how much else was told, in texts with a number of mistakes each."""
    expected = missed = more = 0
    shown: list[str] = []
    for chosen, text, wanted in combinations(number, count, random.Random(f"{number} {seed}")):
        said = told(text)
        expected += sum(wanted.values())
        missed += sum((wanted - said).values())
        more += sum((said - wanted).values())
        if said != wanted:
            shown.append(f"{[each.name for each in chosen]}: missed {dict(wanted - said)}, more {dict(said - wanted)}")
    return expected, missed, more, shown


def test_each_of_several_mistakes_is_told_and_nothing_else() -> None:
    expected = missed = more = 0
    for number, count in ((2, 8), (3, 6), (5, 3)):
        here, lost, others, _ = measured(number, count, 1)
        expected, missed, more = expected + here, missed + lost, more + others
    assert missed <= 0.05 * expected
    assert more <= 0.05 * expected
