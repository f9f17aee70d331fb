"""What is said of a name that means nothing: where it would mean something, or what it may be a misspelling of."""

from __future__ import annotations

import re

from evalpolicy.classes import evolve
from evalpolicy.language import spoken
from evalpolicy.language.expression.context import Context, suggestion
from evalpolicy.language.expression.names import FILE_FACTS, Silent, find, lists
from evalpolicy.language.expression.typed import Typed
from evalpolicy.language.symbols import RowScope
from evalpolicy.language.types import ItemType, ResidentIdType, Type
from evalpolicy.nearness import surely
from evalpolicy.source import Span
from evalpolicy.syntax import tree
from evalpolicy.wording import Wording


def report_unknown(path: tree.Path, context: Context) -> None:
    """Report a path that means nothing, in the way that helps most."""
    names = [part.text for part in path.parts]
    name, dotted, span = names[-1], path.dotted, path.span
    if len(names) > 1:
        _report_unknown_member(path, context)
    elif not _report_row_needed(names[0], dotted, span, context) and not _report_value_alone(name, span, context):
        known = names_in_scope(context)
        elsewhere = [f"{owner}.{fact}" for owner, fact in context.symbols.facts if fact == name]
        if name in context.symbols.columns and context.scope.row("selection") is not None:
            elsewhere.append(f"item.{name}")
        help_zh, help_en = suggestion(name, known, "名称", "names")
        meant = surely(name, known)
        written = None if meant is not None else _written_otherwise(name) or (None if elsewhere else _named_by_label(name, context))
        said = spoken.NAMES.get(name)
        if meant is None and written is None and not elsewhere and said in known:
            # Not in backquotes: there it would be the keyword, which is spelt otherwise in Chinese.
            written = Wording(f"写成“{said}”", f"write “{said}”")
        if written is not None:
            help_zh, help_en = written.zh, written.en
        elif elsewhere:
            help_zh, help_en = f"要写成 `{'` 或 `'.join(elsewhere)}`", f"write `{'` or `'.join(elsewhere)}`"
        zh, en = f"没有叫 `{name}` 的东西", f"there is nothing called `{name}`"
        context.error("unknown-name", span, zh, en, help_zh, help_en, None if elsewhere else meant)


def _written_otherwise(name: str) -> Wording | None:
    """How a date or a number with its unit is written here, where a name looks like one."""
    date = re.fullmatch(r"(\d{4})[年./](\d{1,2})[月./](\d{1,2})日?", name)
    if date is not None:
        day = f"{date[1]}-{int(date[2]):02d}-{int(date[3]):02d}"
        return Wording(f"日期写成 {day}", f"a date is written {day}")
    number = re.fullmatch(r"(\d+(?:\.\d+)?)\D+", name)
    if number is not None:
        return Wording(f"只写数：{number[1]}", f"write the number only: {number[1]}")
    return None


def _named_by_label(name: str, context: Context) -> Wording | None:
    """The fact that has the name as its label."""
    labelled = [fact if owner == "selection" else f"{owner}.{fact}" for (owner, fact), each in context.symbols.facts.items() if each.label == name]
    if len(labelled) != 1:
        return None
    return Wording(f"“{name}”是 `{labelled[0]}` 的标签；这里写 `{labelled[0]}`", f"that is the label of `{labelled[0]}`: write `{labelled[0]}` here")


def _report_unknown_member(path: tree.Path, context: Context) -> None:
    symbols, scope = context.symbols, context.scope
    names = [part.text for part in path.parts]
    head, name = names[0], names[1]
    if _report_row_needed(head, path.dotted, path.span, context) or _report_misspelt(path, context):
        return
    row = scope.aliased(head) or scope.row(head)
    if head in ("outcome", "status") and not scope.invariant:
        zh, en = f"`{path.dotted}` 只能写在 `invariant` 里", f"`{path.dotted}` can be read in an invariant only"
        context.error("invariant-only", path.span, zh, en)
        return
    if head in ("outcome", "status", "fee") and name in symbols.broken:
        # Its declaration could not be read, which is told there.
        return
    before = find(tree.Path(path.span, path.parts[:-1]), context)
    last = path.parts[-1]
    if row is not None and len(names) == 2:
        known, of = names_of_row(row, context), head
    elif head == "status":
        known, of = sorted(symbols.rules), head
    elif head == "outcome":
        known, of = list(symbols.steps), head
    elif head == "fee":
        known, of = list(symbols.fees), head
    elif len(names) == 2 and (head in ("applicant", "application") or head in symbols.steps):
        known, of = names_of_owner(head, context), head
    elif isinstance(before, Typed):
        known, of = names_of_value(before, context), ".".join(names[:-1])
    elif before is Silent.BROKEN:
        return
    elif head in spoken.OWNERS:
        meant = spoken.OWNERS[head]
        zh, en = f"没有叫 `{head}` 的东西", f"there is nothing called `{head}`"
        context.error("unknown-name", path.parts[0].span, zh, en, f"写成 `{meant}`", f"write `{meant}`", meant)
        return
    else:
        help_zh, help_en = suggestion(head, [*names_in_scope(context), "applicant", "application", *symbols.steps], "名称", "names")
        context.error("unknown-name", path.parts[0].span, f"没有叫 `{head}` 的东西", f"there is nothing called `{head}`", help_zh, help_en)
        return
    help_zh, help_en = suggestion(last.text, known, f"名称（{of}）", f"names of {of}")
    context.error("unknown-name", last.span, f"`{of}` 没有 `{last.text}`", f"`{of}` has no `{last.text}`", help_zh, help_en, surely(last.text, known))


def _report_misspelt(path: tree.Path, context: Context) -> bool:
    """Report a path whose owner is misspelt, as with a capital letter, with all that is wrong with it; whether it is."""
    head, name = path.parts[0], path.parts[1]
    owners = ["applicant", "application", *context.symbols.steps, *(row.kind for row in context.scope.rows), *names_in_scope(context)]
    owner = None if head.text in owners else surely(head.text, dict.fromkeys(owners))
    if owner is None:
        return False
    row = context.scope.row(owner)
    value = find(tree.Path(path.span, (evolve(head, text=owner),)), context)
    if row is not None:
        known = names_of_row(row, context)
    elif isinstance(value, Typed) and names_of_value(value, context):
        known = names_of_value(value, context)
    else:
        known = names_of_owner(owner, context)
    meant = name.text if name.text in known else surely(name.text, known)
    parts = (evolve(head, text=owner), *(evolve(part, text=meant) for part in path.parts[1:2] if meant is not None), *path.parts[2:])
    if meant is None or find(tree.Path(path.span, parts), context) is None:
        zh, en = f"没有叫 `{head.text}` 的东西", f"there is nothing called `{head.text}`"
        context.error("unknown-name", head.span, zh, en, f"是不是 `{owner}`？", f"did you mean `{owner}`?", owner)
        help_zh, help_en = suggestion(name.text, known, f"名称（{owner}）", f"names of {owner}")
        context.error("unknown-name", name.span, f"`{owner}` 没有 `{name.text}`", f"`{owner}` has no `{name.text}`", help_zh, help_en)
        return True
    span, written = (head.span, owner) if meant == name.text else (path.span, ".".join(part.text for part in parts))
    said = context.words(span)
    help_zh, help_en = f"是不是 `{written}`？", f"did you mean `{written}`?"
    context.error("unknown-name", span, f"没有叫 `{said}` 的东西", f"there is nothing called `{said}`", help_zh, help_en, written)
    return True


def _report_row_needed(head: str, dotted: str, span: Span, context: Context) -> bool:
    """Report a fact of rows where no row is in scope."""
    symbols, scope = context.symbols, context.scope
    kind: str | None = None
    rows = "ROWS"
    if head in ("selection", "item", "catalog") or ("selection", head) in symbols.facts or symbols.defines.get(head) == "selection":
        kind, rows = "selection", "selection"
    elif head in FILE_FACTS:
        step = next((step for step, takes in symbols.steps.items() if takes), None)
        kind, rows = ("file", f"{step}.files") if step is not None else (None, "")
    else:
        record = next((record for record in symbols.records.values() if head == record.id or head in record.fields), None)
        kind = symbols.defines.get(head) if record is None else record.id
        rows = next((path for path, of in lists(context).items() if of == kind), "ROWS")
    if kind is None or scope.row(kind) is not None or (dotted == head and head in ("selection", kind)):
        return False
    if scope.rows and dotted == head:
        here = scope.rows[0]
        help_zh, help_en = suggestion(head, names_of_row(here, context), f"名称（{here.kind}）", f"names of {here.kind}")
        zh = f"`{here.kind}` 没有 `{head}`；有 `{head}` 的是 `{kind}`"
        context.error("unknown-name", span, zh, f"`{here.kind}` has no `{head}`; it is `{kind}` that has one", help_zh, help_en)
        return True
    inner = dotted.removeprefix("selection.") if kind == "selection" else dotted
    context.error(
        "row-needed",
        span,
        f"`{dotted}` 属于单个{'所报项目' if kind == 'selection' else kind}，这里没有说是哪一个",
        f"`{dotted}` belongs to one {kind}, and nothing here says which",
        f"写成 `any {rows} where … {inner} …`，或用 `every`、`no`、`count of`",
        f"write `any {rows} where … {inner} …`, or use `every`, `no`, `count of`",
    )
    return True


def _report_value_alone(name: str, span: Span, context: Context) -> bool:
    """Report a value of an enumeration, or an item, that is compared with nothing."""
    symbols = context.symbols
    types = [type_ for type_ in (*symbols.types.values(), symbols.catalog_type) if type_.named(name) is not None]
    known = {**dict(_typed_facts(context)), "catalog": symbols.catalog_type}
    users = [dotted for dotted, type_ in known.items() if any(type_ == found for found in types)]
    if not types and symbols.items(name):
        users = ["item"]
    elif not types:
        return False
    example = f"{users[0] if users else types[0].id} is {name}"
    what = types[0].label or types[0].id if types else "项目"
    what_en = f"a value of {types[0].id}" if types else "an item"
    zh, en = f"`{name}` 是{what}的一个值，不能单独作为条件或数值", f"`{name}` is {what_en}; by itself it says nothing"
    context.error("value-alone", span, zh, en, f"写成比较，如 `{example}`", f"compare it with something, such as `{example}`")
    return True


def _typed_facts(context: Context) -> list[tuple[str, Type]]:
    return [(name if owner == "selection" else f"{owner}.{name}", fact.type) for (owner, name), fact in context.symbols.facts.items()]


def names_of_row(row: RowScope, context: Context) -> list[str]:
    """What can be asked of a row."""
    symbols = context.symbols
    defined = [name for name, kind in symbols.defines.items() if kind == row.kind]
    if row.kind == "file":
        return [*FILE_FACTS, *defined]
    if row.kind == "selection":
        facts = [name for owner, name in symbols.facts if owner == "selection"]
        return ["item", "catalog", *facts, *(["fee"] if symbols.fees else []), *defined]
    return [*(symbols.records[row.kind].fields if row.kind in symbols.records else ()), *defined]


def names_of_owner(owner: str, context: Context) -> list[str]:
    """What can be asked of the applicant, the application or a step."""
    facts = [name for of, name in context.symbols.facts if of == owner]
    return [*facts, *(["at"] if owner in context.symbols.steps else [])]


def names_of_value(value: Typed, context: Context) -> list[str]:
    """What can be asked of a value."""
    match value.type:
        case ItemType():
            return list(context.symbols.columns)
        case ResidentIdType():
            return ["birth_date"]
        case _:
            return []


def names_in_scope(context: Context) -> list[str]:
    """Every name that means something here, nearest first."""
    symbols, scope = context.symbols, context.scope
    owners = [*([] if scope.owner is None else [scope.owner]), "applicant", "application"]
    return list(
        dict.fromkeys(
            [
                *(name for row in scope.rows for name in names_of_row(row, context)),
                *(name for owner in owners for name in names_of_owner(owner, context)),
                *(name for name, kind in symbols.defines.items() if kind is None),
                *symbols.parameters,
                *symbols.readings,
                *sorted(symbols.events),
                *(["fee"] if symbols.fees else []),
                *symbols.steps,
                *(["outcome"] if scope.invariant else []),
                *scope.placeholders,
            ]
        )
    )
