"""What a revision changes in the text of a policy, in the author's words: declarations, lines, cells of tables, stretches of time.

Comments, layout, the keywords' language and the order of declarations, lines, rows and alternatives are no changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from evalpolicy.classes import fields
from evalpolicy.diff.change import StructureChange
from evalpolicy.diff.lines import line_changes
from evalpolicy.diff.names import FILE_CONTENT, HEADER, KINDS, SOURCE_TEXT, kind_of, name_of
from evalpolicy.diff.saying import saying
from evalpolicy.diff.stretches import shift
from evalpolicy.diff.tables import renamed_items, table_changes
from evalpolicy.diff.written import Key, Versions, Written, written
from evalpolicy.language.model import Source
from evalpolicy.policy import Policy
from evalpolicy.syntax import tree
from evalpolicy.wording import Wording

MOST_SHOWN = 80
"""Characters that are shown of a line of a source's text."""


def structure_diff(old: Policy, new: Policy, days: int | None = None) -> tuple[StructureChange, ...]:
    """The changes of the text, in the order of the new file; what was removed comes last.

    `days`: the old policy's dates are taken to be so many days later, and are shown so; weekdays beside dates are passed over.
    """
    versions = Versions(written(old, days), written(new, None if days is None else 0))
    became = matched(versions)
    return (*text_changes(versions, became), *_beside(versions, old, new, became))


def matched(versions: Versions) -> dict[Key, Key | None]:
    """What the old declarations are now, None where they are gone; what else is called otherwise now is noted in `versions`."""
    for key, old in versions.old.declarations.items():
        new = versions.new.declarations.get(key)
        if isinstance(old, tree.CatalogDecl) and isinstance(new, tree.CatalogDecl) and old.clauses != new.clauses:
            versions.names.update(renamed_items(versions, old, new))
        elif isinstance(old, tree.TypeDecl) and isinstance(new, tree.TypeDecl):
            versions.names.update({code: value.code.text for code, value in _recoded(old, new).items()})
    return versions.pairs()


def text_changes(versions: Versions, became: Mapping[Key, Key | None]) -> Iterator[StructureChange]:
    """The changes of the policy's own text. `became`: the old declarations, and what they are now."""
    came_from = {now: key for key, now in became.items() if now is not None}
    for key, declaration in versions.new.declarations.items():
        if key in came_from:
            yield from _inside(versions, versions.old.declarations[came_from[key]], declaration)
        else:
            words = versions.new.header(declaration)
            yield StructureChange(kind_of(declaration), name_of(declaration), None, "added", None, words, None, declaration.span.line)
    for key, declaration in versions.old.declarations.items():
        if became[key] is None:
            words = versions.old.header(declaration)
            yield StructureChange(kind_of(declaration), name_of(declaration), None, "removed", words, None, None, declaration.span.line)


def _inside(versions: Versions, old: tree.Declaration, new: tree.Declaration) -> Iterator[StructureChange]:
    """What changed of a declaration that both versions have."""
    if saying(old) == saying(new):
        return
    yield from _header(versions, old, new)
    yield from line_changes(versions, old, new)
    yield from table_changes(versions, old, new)


# --- first lines -----------------------------------------------------------------------------------


def _header(versions: Versions, old: tree.Declaration, new: tree.Declaration) -> Iterator[StructureChange]:
    kind, name, line = kind_of(new), name_of(new), new.span.line
    for each in fields(type(new)):
        before, after = getattr(old, each.name), getattr(new, each.name)
        if each.name in ("span", "clauses", "path") or saying(before) == saying(after):
            continue
        if each.name == "name":
            change = "changed" if isinstance(new, tree.PolicyDecl) else "renamed"
            yield StructureChange(kind, name, HEADER["name"] if change == "changed" else None, change, name_of(old), name, None, line)
        elif isinstance(old, tree.TypeDecl) and isinstance(new, tree.TypeDecl) and each.name == "values":
            yield from _values(versions, old, new)
        elif not versions.same(before, after):
            words, words_ = _stated(versions.old, old, before), _stated(versions.new, new, after)
            change = "added" if words is None else "removed" if words_ is None else "changed"
            note = shift(before, after) if isinstance(before, tree.Node) and isinstance(after, tree.Node) else None
            yield StructureChange(kind, name, HEADER[each.name], change, words, words_, note, line)


def _stated(side: Written, declaration: tree.Declaration, value: object) -> str | None:
    """The words of a part of a header; all of the header for what is not written by itself."""
    match value:
        case None:
            return None
        case tree.Node():
            return side.words(value.span)
        case tuple() if value and all(isinstance(each, tree.Node) for each in value):
            return side.words(value[0].span.to(value[-1].span))
        case _:
            return side.header(declaration)


def _values(versions: Versions, old: tree.TypeDecl, new: tree.TypeDecl) -> Iterator[StructureChange]:
    """Values of a type: added, removed, changed, in another order where there is one."""
    kind, name, part = kind_of(new), name_of(new), HEADER["values"]
    before, after = ({value.code.text: value for value in each.values} for each in (old, new))
    now = {code: value.code.text for code, value in _recoded(old, new).items()}
    before = {now.get(code, code): value for code, value in before.items()}
    for code, value in after.items():
        words = versions.new.words(value.span)
        if code in now.values():
            yield StructureChange(kind, name, part, "renamed", versions.old.words(before[code].span), words, None, value.span.line)
        elif code not in before:
            yield StructureChange(kind, name, part, "added", None, words, None, value.span.line)
        elif not versions.same(before[code], value):
            yield StructureChange(kind, name, part, "changed", versions.old.words(before[code].span), words, None, value.span.line)
    for code, value in before.items():
        if code not in after:
            yield StructureChange(kind, name, part, "removed", versions.old.words(value.span), None, None, value.span.line)
    kept = [[code for code in codes if code in before and code in after] for codes in (before, after)]
    if new.ordered and kept[0] != kept[1]:
        yield StructureChange(kind, name, HEADER["ordered"], "changed", " < ".join(before), " < ".join(after), None, new.span.line)


def _recoded(old: tree.TypeDecl, new: tree.TypeDecl) -> dict[str, tree.EnumValue]:
    """The values that have another code now, though label and further names are the same: by the old code."""
    codes, codes_ = ({value.code.text for value in each.values} for each in (old, new))
    gone = [value for value in old.values if value.code.text not in codes_ and value.label is not None]
    come = [value for value in new.values if value.code.text not in codes and value.label is not None]
    like = {value.code.text: [each for each in come if _called(each) == _called(value)] for value in gone}
    return {code: values[0] for code, values in like.items() if len(values) == 1}


def _called(value: tree.EnumValue) -> object:
    return saying(value.label), frozenset(alias.text for alias in value.aliases)


# --- files beside the policy -----------------------------------------------------------------------


def _beside(versions: Versions, old: Policy, new: Policy, became: Mapping[Key, Key | None]) -> Iterator[StructureChange]:
    """What changed in the files that the policy names: the sources' texts, the values of parameters."""
    for (cls, id), now in became.items():
        if now is None:
            continue
        if cls is tree.SourceDecl and old.model.sources[id].sha256 != new.model.sources[now[1]].sha256:
            yield _text(old.model.sources[id], new.model.sources[now[1]])
        if cls is tree.ParameterDecl and _has_file(versions.old, (cls, id)) and _has_file(versions.new, now):
            before, after = old.model.parameters[id], new.model.parameters[now[1]]
            if before.default != after.default:
                words, words_ = _shown(before.default), _shown(after.default)
                yield StructureChange(KINDS["PARAMETER"], after.name, FILE_CONTENT, "changed", words, words_, None, after.span.line)


def _has_file(side: Written, key: Key) -> bool:
    return any(isinstance(clause, tree.File) for clause in side.declarations[key].clauses)


def _text(old: Source, new: Source) -> StructureChange:
    lines, lines_ = old.text.splitlines(), new.text.splitlines()
    place = next((place for place, (left, right) in enumerate(zip(lines, lines_, strict=False)) if left != right), min(len(lines), len(lines_)))
    shown = [each[place].strip()[:MOST_SHOWN] if place < len(each) else None for each in (lines, lines_)]
    if old.condensed == new.condensed:
        note = Wording("只有空白不同", "white space only")
    else:
        note = Wording(f"从第 {place + 1} 行起不同", f"differs from line {place + 1} on")
    return StructureChange(KINDS["SOURCE"], new.id, SOURCE_TEXT, "changed", shown[0], shown[1], note, new.span.line)


def _shown(value: object) -> str:
    members = sorted(map(str, value)) if isinstance(value, set | frozenset | tuple) else [str(value)]
    return ", ".join(members)
