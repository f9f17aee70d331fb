"""File demands that are not met: which file comes nearest, and what is wrong with it."""

from __future__ import annotations

from difflib import SequenceMatcher

from evalpolicy.backends.scalar import ScalarMeaning
from evalpolicy.classes import frozen
from evalpolicy.core.facts import Row
from evalpolicy.language.model import FileDemand
from evalpolicy.wording import Wording

LIKE_ENOUGH = 0.5
"""A file that is less like a place has nothing to do with it."""
MOST_COMPARED = 500
"""Characters of a path that are looked at."""
COMPARISONS = {
    "le": Wording("不超过", "at most"),
    "ge": Wording("不少于", "at least"),
    "lt": Wording("小于", "less than"),
    "gt": Wording("大于", "more than"),
}


@frozen
class Target:
    """A place that a demand names: folder, stem and extension (None: any)."""

    folder: str
    stem: str
    extension: str | None

    @property
    def path(self) -> str:
        """The place as a path; `*` for any extension."""
        return self.at(self.extension or "*")

    def at(self, extension: str) -> str:
        """The path of a file there that has this extension; one that belongs in no folder is its name alone."""
        name = f"{self.stem}.{extension}"
        return f"{self.folder}/{name}" if self.folder else name


@frozen
class NearMiss:
    """A file that misses a demand: `path` is where it should be (None: it is there), `faults` what else is wrong."""

    row: Row
    target: Target
    path: str | None
    format: str | None
    size: Wording | None


def targets(demand: FileDemand, meaning: ScalarMeaning) -> list[Target]:
    """The places that a demand names, with the applicant's facts filled in; those that cannot be filled in are left out."""
    found = []
    for folder, stem, extension in demand.alternatives:
        where, name = meaning.atom(folder), meaning.atom(stem)
        if where.known and name.known:
            found.append(Target(where.value, name.value, extension))
    return found


def near_misses(demand: FileDemand, meaning: ScalarMeaning, rows: tuple[Row, ...]) -> list[NearMiss]:
    """The files that come nearest to the demand, nearest first; files that meet it are not among them."""
    scored = []
    places = targets(demand, meaning)
    for row in rows:
        best: tuple[float, NearMiss] | None = None
        path, extension = (str(row.values.get(name, "")) for name in ("path", "extension"))
        for target in places:
            likeness = _likeness(path, target.path.replace("*", extension))
            if likeness > LIKE_ENOUGH and (best is None or likeness > best[0]):
                best = likeness, _miss(demand, row, target)
        if best is not None and (best[1].path or best[1].format or best[1].size):
            scored.append(best)
    scored.sort(key=lambda pair: (bool(pair[1].path) + bool(pair[1].format) + bool(pair[1].size), -pair[0]))
    return [miss for _, miss in scored]


def _likeness(path: str, wanted: str) -> float:
    """How like one another two paths are, from 0 to 1; 0 where it is not more than `LIKE_ENOUGH` for sure."""
    matcher = SequenceMatcher(None, path[:MOST_COMPARED], wanted[:MOST_COMPARED])
    # What can be told from the lengths and the letters is told much sooner.
    return matcher.ratio() if matcher.real_quick_ratio() > LIKE_ENOUGH and matcher.quick_ratio() > LIKE_ENOUGH else 0


def _miss(demand: FileDemand, row: Row, target: Target) -> NearMiss:
    values = row.values
    extension = str(values.get("extension", ""))
    there = (values.get("folder"), values.get("stem")) == (target.folder, target.stem)
    right_extension = target.extension is None or extension == target.extension
    wanted = None
    if not (there and right_extension):
        wanted = target.at(extension if target.extension is None else target.extension)
    wrong_format = demand.format if demand.format is not None and values.get("format") not in (None, demand.format) else None
    return NearMiss(row, target, wanted, wrong_format, _size_fault(demand, values.get("size")))


def _size_fault(demand: FileDemand, size: object) -> Wording | None:
    if not isinstance(size, int):
        return None
    for op, limit in demand.sizes:
        met = {"le": size <= limit, "ge": size >= limit, "lt": size < limit, "gt": size > limit}[op]
        if not met:
            words = COMPARISONS[op]
            return Wording(f"大小为 {size} 字节，应{words.zh} {limit} 字节", f"has {size} bytes and has to have {words.en} {limit}")
    return None


def stray_files(demand: FileDemand, meaning: ScalarMeaning, rows: tuple[Row, ...]) -> list[Row]:
    """The files that `nothing else` forbids."""
    places = targets(demand, meaning)
    return [row for row in rows if not is_at(row, places)]


def is_at(row: Row, places: list[Target]) -> bool:
    """Whether a file is at one of the places."""
    values = row.values
    return any(
        (values.get("folder"), values.get("stem")) == (place.folder, place.stem) and place.extension in (None, values.get("extension"))
        for place in places
    )


def describe(demand: FileDemand, meaning: ScalarMeaning, rows: tuple[Row, ...], named: str) -> Wording:
    """What is wrong with the files handed in, in one sentence or two. `named`: the policy's words, for where a fact is not known."""
    if demand.quantity == "nothing_else":
        names = [str(row.values.get("path", "")) for row in stray_files(demand, meaning, rows)]
        return Wording(f"多出的文件：{'、'.join(names)}。", f"files that do not belong: {', '.join(names)}.")
    wanted = " / ".join(target.path for target in targets(demand, meaning)) or named
    misses = near_misses(demand, meaning, rows)
    if not misses:
        return Wording(f"没有找到文件 {wanted}。", f"there is no file {wanted}.")
    wrong = fault(misses[0])
    return Wording(f"应有文件 {wanted}。{wrong.zh}", f"a file {wanted} is needed. {wrong.en}")


def fault(miss: NearMiss) -> Wording:
    """What is wrong with one file."""
    path = str(miss.row.values.get("path", ""))
    zh, en = [], []
    if miss.path is not None:
        zh.append(f"应放在 {miss.path}")
        en.append(f"belongs at {miss.path}")
    if miss.format is not None:
        zh.append(f"格式为 {miss.row.values.get('format')}，应为 {miss.format}")
        en.append(f"is {miss.row.values.get('format')} and has to be {miss.format}")
    if miss.size is not None:
        zh.append(miss.size.zh)
        en.append(miss.size.en)
    return Wording(f"文件 {path}：{'；'.join(zh)}。", f"The file {path} {'; '.join(en)}.")
