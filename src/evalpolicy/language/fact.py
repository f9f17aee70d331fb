"""`record` and `fact`: what an application may hold besides the built-in nouns."""

from __future__ import annotations

from evalpolicy.classes import evolve
from evalpolicy.diagnostics import Fix
from evalpolicy.language import spoken
from evalpolicy.language.enumeration import resolve_type
from evalpolicy.language.expression import resolve_constant, resolve_truth
from evalpolicy.language.model import FactDef, RecordDef
from evalpolicy.language.reserved import reserved
from evalpolicy.language.resolution import Resolution
from evalpolicy.language.symbols import Scope, row_scope
from evalpolicy.language.types import InstantType, ListType, SetType, TextsType
from evalpolicy.nearness import nearest, surely
from evalpolicy.syntax import tree
from evalpolicy.wording import Wording

OWNERS = ("applicant", "application", "selection")
BUILT_IN = {"selection": ("item", "catalog", "fee"), "application": ("applicant", "selections", "steps")}


def resolve_records(resolution: Resolution) -> None:
    """Every record. Records do not hold records."""
    for name, declaration in resolution.unique(tree.RecordDecl, "记录", "record").items():
        fields: dict[str, FactDef] = {}
        for clause in declaration.clauses:
            if not isinstance(clause, tree.Field):
                continue
            type_ = resolve_type(clause.type, resolution)
            if clause.name.text in fields:
                resolution.duplicate(clause.name.span, clause.name.text, "字段", "field", fields[clause.name.text].span or clause.span)
            elif isinstance(type_, ListType):
                resolution.error("list-in-record", clause.type.span, "记录里不能再有列表", "a record cannot hold a list")
            elif type_ is not None and not reserved(clause.name, resolution):
                label = clause.name.text if clause.label is None else clause.label.text
                fields[clause.name.text] = FactDef(name, clause.name.text, type_, label, span=clause.span)
            if clause.name.text not in fields:
                # What is wrong with it is told: it is not missing where it is used.
                resolution.symbols.broken.add(f"{name}.{clause.name.text}")
        resolution.symbols.records[name] = RecordDef(name, resolution.label(declaration), fields, declaration.span)


def resolve_facts(resolution: Resolution) -> None:
    """Every fact. Conditions of facts are resolved last, when all facts are known."""
    symbols = resolution.symbols
    for step, takes_files in symbols.steps.items():
        del takes_files
        symbols.facts[(step, "at")] = FactDef(step, "at", InstantType(), "at")
    found: dict[tuple[str, str], tree.FactDecl] = {}
    for declaration in resolution.declared(tree.FactDecl):
        path = declaration.path
        if len(path.parts) == 1:
            from evalpolicy.language.ownerless import tell_ownerless

            tell_ownerless(path, resolution, OWNERS)
            continue
        if len(path.parts) != 2:
            resolution.error(
                "fact-path",
                path.span,
                f"“{path.dotted}”应写成“谁.什么”",
                f"`{path.dotted}` should be OWNER.NAME",
                "例如 `applicant.id`、`selection.level`、`payment.amount`",
                "such as `applicant.id`, `selection.level`, `payment.amount`",
            )
            continue
        owner, name = (part.text for part in path.parts)
        if owner not in OWNERS and owner not in symbols.steps:
            _unknown_owner(path, resolution)
            meant = [spoken.OWNERS[owner]] if owner in spoken.OWNERS else nearest(owner, [*OWNERS, *symbols.steps])
            symbols.broken |= {f"{each}.{said}" for each in meant for said in (name, name.lower())}
            continue
        if (owner, name) in found:
            resolution.duplicate(path.span, path.dotted, "事实", "fact", found[(owner, name)].path.span)
            continue
        found[(owner, name)] = declaration
        if name in BUILT_IN.get(owner, ("at", "files") if owner in symbols.steps else ()):
            zh, en = f"“{path.dotted}”是内置的，不用声明", f"`{path.dotted}` is built in and needs no declaration"
            resolution.error("built-in-fact", path.span, zh, en, "删去这一行", "delete this line")
            continue
        fact = _fact(declaration, owner, name, resolution)
        if fact is None:
            symbols.broken.add(path.dotted)
        else:
            symbols.facts[(owner, name)] = fact
    for key, declaration in found.items():
        if declaration.condition is not None and key in symbols.facts:
            scope = row_scope("selection") if key[0] == "selection" else Scope(owner=key[0] if key[0] in symbols.steps else None)
            applies = resolve_truth(declaration.condition, scope, symbols)
            if applies is not None:
                symbols.facts[key] = evolve(symbols.facts[key], applies=applies)


def _unknown_owner(path: tree.Path, resolution: Resolution) -> None:
    """Report what no fact can belong to; with a capital letter in both parts, both of them."""
    from evalpolicy.syntax.slip import words_of

    word, fact = path.parts
    name = word.text
    if name in resolution.symbols.broken:
        return
    steps = list(resolution.symbols.steps)
    spoken_of = spoken.OWNERS.get(name)
    near = [spoken_of] if spoken_of is not None else nearest(name, [*OWNERS, *steps], cutoff=0.6)
    listed = ["`applicant`（申请人）", "`application`（整份申请）", "`selection`（所报的一项）", *(f"`{step}`" for step in steps)]
    listed_en = ["`applicant`", "`application` (the whole of it)", "`selection` (one of what is selected)", *(f"`{step}`" for step in steps)]
    zh, en = f"点的前面可以写：{'、'.join(listed)}", f"a fact belongs to: {', '.join(listed_en)}"
    help = Wording(f"是不是 `{near[0]}`？ {zh}", f"did you mean `{near[0]}`? {en[0].upper()}{en[1:]}") if near else Wording(zh, en)
    certain = spoken_of or surely(name, [*OWNERS, *steps])
    used = words_of(resolution.diagnostics.file.text)
    if certain is not None and used[fact.text] == 1 and used[fact.text.lower()] > 0:
        whole = f"{certain}.{fact.text.lower()}"
        message = Wording(f"事实不能属于“{name}”", f"a fact cannot belong to `{name}`")
        meant = Wording(f"写成 `{whole}`", f"write `{whole}`")
        resolution.diagnostics.error("unknown-owner", path.span, message, meant, fix=Fix(path.span, whole))
        return
    if near:
        message = Wording(f"事实不能属于“{name}”", f"a fact cannot belong to `{name}`")
    else:
        message = Wording(f"没有步骤“{name}”", f"there is no step `{name}`")
    resolution.diagnostics.error("unknown-owner", word.span, message, help, fix=None if certain is None else Fix(word.span, certain))


def _fact(declaration: tree.FactDecl, owner: str, name: str, resolution: Resolution) -> FactDef | None:
    type_ = resolve_type(declaration.type, resolution)
    if reserved(declaration.path.parts[1], resolution, qualified=owner != "selection") or type_ is None:
        return None
    if isinstance(type_, ListType) and owner not in ("applicant", "application"):
        zh, en = "列表只能属于 `applicant` 或 `application`", "a list belongs to the `applicant` or the `application`"
        resolution.error("list-owner", declaration.type.span, zh, en)
        return None
    default = None
    if declaration.default is not None:
        default = resolve_constant(declaration.default, type_, declaration.span, resolution.symbols)
        if default is None:
            return None
    if declaration.never_empty and not isinstance(type_, SetType | ListType | TextsType):
        zh, en = "`never empty` 只用于集合", "`never empty` is for sets"
        resolution.error("never-empty", declaration.path.span, zh, en, "删去 `never empty`", "delete `never empty`")
    label = name if declaration.label is None else declaration.label.text
    return FactDef(
        owner,
        name,
        type_,
        label,
        default,
        default is not None,
        declaration.choice,
        declaration.never_empty,
        None,
        declaration.span,
    )
