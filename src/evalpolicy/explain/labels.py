"""JSON pointers into an application, as people name the places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from evalpolicy.core.facts import Row
from evalpolicy.core.names import normalised
from evalpolicy.judge import Judge
from evalpolicy.language.model import FactDef, Item, PolicyModel
from evalpolicy.wording import Language, Wording

BUILT_IN = {
    "at": Wording("完成时间", "when it was done"),
    "files": Wording("文件", "files"),
    "item": Wording("项目", "item"),
    "catalog": Wording("所属名单", "catalog"),
    "path": Wording("文件路径", "path"),
    "format": Wording("文件格式", "format"),
    "size": Wording("文件大小", "size"),
    "selections": Wording("报考项目", "selections"),
}


def row_label(judge: Judge, row: Row) -> str:
    """A selection by its item's name, another row by its place in its list."""
    item = row.values.get("item")
    if isinstance(item, str) and item in judge.program.items:
        return judge.program.items[item].name
    if row.item_name:
        return row.item_name
    path = row.values.get("path")
    return path if isinstance(path, str) else row.pointer


def unmistakable(model: PolicyModel, item: Item) -> tuple[str, Wording]:
    """What an application calls an item, and what a person does: with its catalog, where another catalog has one of that name too."""
    spelt = {normalised(item.code), normalised(item.name)}
    for catalog in model.catalogs.values():
        others = (other for other in catalog.items if other.key != item.key)
        if any(normalised(name) in spelt for other in others for name in (other.code, other.name, *other.aliases)):
            label = model.catalogs[item.catalog].label
            return item.key, Wording(f"{item.name}（{label}）", f"{item.name} ({label})")
    return item.code, Wording(item.name, item.name)


def pointer_label(judge: Judge, pointer: str, language: Language) -> str:
    """What a pointer names, such as “甲项”的级别."""
    parts = [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]
    of = "的" if language == "zh" else ": "
    match parts:
        case ["selections", index, *rest]:
            rows = judge.facts.lists[("application", "selections")]
            name = row_label(judge, rows[int(index)])
            return name if not rest else f"“{name}”{of}{field_label(judge.model.selection, rest[0], language)}"
        case ["applicant", name, *rest]:
            return _with_rest(field_label(judge.model.applicant, name, language), rest, of)
        case ["steps", step, name, *rest]:
            declared = judge.model.steps.get(step)
            title = declared.title if declared is not None else step
            label = f"“{title}”{of}{field_label(declared.facts if declared is not None else {}, name, language)}"
            return _with_rest(label, rest, of)
        case ["steps", step]:
            declared = judge.model.steps.get(step)
            return declared.title if declared is not None else step
        case [name, *rest]:
            return _with_rest(field_label(judge.model.application, name, language), rest, of)
        case _:
            return pointer


def labels_of(judge: Judge, pointers: Iterable[str], language: Language) -> str:
    """What pointers name, each once, listed."""
    return ("、" if language == "zh" else ", ").join(dict.fromkeys(pointer_label(judge, pointer, language) for pointer in pointers))


def _with_rest(label: str, rest: list[str], of: str) -> str:
    return label if not rest else f"{label}{of}{'/'.join(rest)}"


def field_label(declared: Mapping[str, FactDef], name: str, language: Language) -> str:
    """A fact by its label; what every policy has by what it is called in a language."""
    said = declared[name].label if name in declared else name
    # What every policy has is declared without a label.
    return BUILT_IN[name].text(language) if said == name and name in BUILT_IN else said
