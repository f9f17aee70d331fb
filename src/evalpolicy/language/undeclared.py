"""A name that is used and declared nowhere, and no misspelling: told once for all its uses, with the place where its declaration goes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from evalpolicy.classes import evolve
from evalpolicy.diagnostics import Diagnostic, Diagnostics, Related
from evalpolicy.source import Span
from evalpolicy.syntax import tree
from evalpolicy.syntax.apart import clauses_apart
from evalpolicy.syntax.keywords import COMPARING, keyword_language, keywords
from evalpolicy.wording import Wording

CODES = frozenset(
    {"unknown-name", "unknown-fact", "unknown-list", "not-rows", "unknown-item", "unknown-type", "unknown-column", "unknown-record"}
    | {"unknown-rule", "unknown-step", "unknown-source", "unknown-catalog", "unknown-fee", "unknown-value", "unknown-parameter"}
    | {"unknown-owner", "unknown-target", "unknown-exception", "unknown-adjustment"}
)
"""What is told of names that nothing has."""

MOST_CATALOGS = 3
"""Catalogs that are shown for an item that none of them has."""

HARDLY_MISSPELT = 3
"""A name that is used so often in one spelling is missing its declaration more likely than misspelt, even where it is near to another."""

FEWEST_OF_ITEMS = 2
"""Uses of items that show a catalog to be missing."""

_APART = Wording(
    "这一行隔着空行，上面是不是少了一行声明？",
    "this line stands apart from what is above it: is the line missing that declares something here?",
)

_OF_DECISIONS = ("outcome", "status", "fee")
"""What stands before the name of a step, of a rule, of a part of the fee."""

OWNERS = {tree.ExampleApplicant: "applicant", tree.ExampleApplication: "application", tree.ExampleSelect: "selection"}
"""Whose facts the lines of an example state."""


def tell_undeclared(written: tree.PolicyTree, diagnostics: Diagnostics) -> None:
    """Fold what is told of one undeclared name, and say where it would be declared."""
    _tell_no_catalog(written, diagnostics)
    owners = dict(_owners_in_examples(written))
    by_name: dict[str, list[Diagnostic]] = {}
    for each in diagnostics.found:
        if each.code in CODES:
            by_name.setdefault(_name(each), []).append(each)
    for name, told in by_name.items():
        if any(each.fix is not None for each in told) and len(told) < HARDLY_MISSPELT:
            continue
        # What was taken for a value tells less.
        first = min(told, key=lambda each: (each.code == "unknown-value", each.span))
        misspelt = first.help is not None and first.help.en.startswith(_MEANT)
        several = len(told) > 1
        places = (
            []
            if (misspelt and not several) or any(each.code in ("unknown-step", "unknown-rule") for each in told)
            # A use that says whose the name is comes first.
            else next(
                (found for each in sorted(told, key=lambda each: each.span not in owners) if (found := _places(name, each, owners, written))), []
            )
        )
        apart = [] if misspelt else [Related(line, _APART) for _, line in clauses_apart(written, diagnostics.file)][:1]
        if several and len(places) == 1 and not apart:
            kept = _where_it_goes(name, told, first, places[0])
        else:
            others = [Related(min(each.span for each in told if each is not first), _also(len(told)))] if several else []
            kept = evolve(first, related=(*first.related, *others, *apart, *places), fix=None if several else first.fix)
        gone = [each for each in told if each is not first]
        diagnostics.found = [kept if each is first else each for each in diagnostics.found if not any(each is other for other in gone)]


def _tell_no_catalog(written: tree.PolicyTree, diagnostics: Diagnostics) -> None:
    """Where there is no catalog, neither items nor their columns are declared: that is one mistake."""
    if any(isinstance(each, tree.CatalogDecl) for each in written.declarations):
        return
    told = [
        each
        for each in diagnostics.found
        if each.code in ("unknown-item", "unknown-catalog") or re.match(r"`(?:\w+\.)?item` has no `", each.message.en)
    ]
    if len(told) < FEWEST_OF_ITEMS:
        return
    first = min(told, key=lambda each: each.span)
    catalog = keywords().spelling("CATALOG").text(keyword_language(*first.file.line(first.span.line).split()[:1]))
    kept = evolve(
        first,
        message=Wording(
            f"这份规则没有目录：有 {len(told)} 处用到项目或它们的列", f"this policy has no catalog; {len(told)} places use items or their columns"
        ),
        help=Wording(
            f'写上 `{catalog} 代号 "…"`，下面用表格列出项目和它们的列',
            f'declare it: `{catalog} NAME "…"`, with the items and their columns in a table below it',
        ),
        related=(),
        fix=None,
    )
    gone = [each for each in told if each is not first]
    diagnostics.found = [kept if each is first else each for each in diagnostics.found if not any(each is other for other in gone)]


_MEANT = ("did you mean", "write `", "write “", "that is the label of")
"""How the help begins that says which name is meant."""


def _also(uses: int) -> Wording:
    return Wording(f"这个名称共有 {uses} 处用到，另一处在这里", f"{uses} places use this name; another one is here")


def _where_it_goes(name: str, told: list[Diagnostic], first: Diagnostic, place: Related) -> Diagnostic:
    """A name that several places use, told where its declaration goes."""
    message = Wording(f"有 {len(told)} 处用到“{name}”，却没有一处声明它", f"{len(told)} places use `{name}`, and nothing declares it")
    help = place.message if first.help is None else Wording(f"{place.message.zh}；{first.help.zh}", f"{place.message.en}; {first.help.en}")
    used = Related(min(each.span for each in told), Wording("第一处在这里", "the first of them is here"))
    return evolve(first, span=place.span, message=message, help=help, related=(used,), fix=None)


def _name(told: Diagnostic) -> str:
    return told.file.words(told.span).split(".")[-1].strip("「」")


def _owners_in_examples(written: tree.PolicyTree) -> Iterator[tuple[Span, str]]:
    """Whose fact each field in an example is; of a row of a list, the list."""
    for declaration in written.declarations:
        for clause in declaration.clauses if isinstance(declaration, tree.ExampleDecl) else ():
            match clause:
                case tree.ExampleApplicant(fields=fields) | tree.ExampleApplication(fields=fields) | tree.ExampleSelect(fields=fields):
                    yield from ((each.name.span, OWNERS[type(clause)]) for each in fields)
                case tree.ExampleDone(step=step, fields=fields):
                    yield from ((each.name.span, step.text) for each in fields)
                case tree.ExampleRecord(list_name=name, fields=fields):
                    yield from ((each.name.span, f"list {name.text}") for each in fields)
                    yield name.span, "applicant"


def _places(name: str, told: Diagnostic, owners: Mapping[Span, str], written: tree.PolicyTree) -> list[Related]:
    """The line below which the name would be declared; of an item, one for each catalog."""
    match told.code:
        case "unknown-type":
            return _below([each.name.span for each in written.declarations if isinstance(each, tree.TypeDecl)], "TYPE", f"{name} = …", told)
        case "unknown-item":
            return _rows(written)
        case "unknown-column":
            return _columns(name, written, told)
        case "unknown-name" if name in _OF_DECISIONS or _before(told) in _OF_DECISIONS:
            return []
        case "unknown-name" | "unknown-fact" | "unknown-list" | "not-rows":
            named = owners.get(told.span) or _before(told)
            owner = named or _around(told, written)
            if owner == "item":
                return _columns(name, written, told)
            if owner.startswith("list "):
                return _fields(name, owner.removeprefix("list "), written, told)
            records = [each.name.text for each in written.declarations if isinstance(each, tree.RecordDecl)]
            if owner in records:
                return _of_record(name, owner, written, told)
            facts = [each.path for each in written.declarations if isinstance(each, tree.FactDecl)]
            own = {path.parts[-1].text: path.span for path in facts if path.parts[0].text == owner}
            before = next((own[each] for each in _stated_before(name, owner, written) if each in own), None)
            spans = [before] if before is not None else list(own.values()) or [path.span for path in facts]
            found = _below(spans, "FACT", f"{owner}.{name} : {_type_of(told)}", told)
            for kind, terminal, form in ((tree.DefineDecl, "DEFINE", f"{name} = …"), (tree.ParameterDecl, "PARAMETER", f"{name} : …")):
                declared = [each.name.span for each in written.declarations if isinstance(each, kind)]
                found += [] if named else _below(declared, terminal, form, told)
            return found
    return []


def _stated_before(name: str, owner: str, written: tree.PolicyTree) -> list[str]:
    """The facts of the owner that an example states before that one, the nearest first: they were most likely declared in that order."""
    for declaration in written.declarations:
        for clause in declaration.clauses if isinstance(declaration, tree.ExampleDecl) else ():
            match clause:
                case tree.ExampleApplicant(fields=fields) | tree.ExampleApplication(fields=fields) | tree.ExampleSelect(fields=fields):
                    of = OWNERS[type(clause)]
                case tree.ExampleDone(step=step, fields=fields):
                    of = step.text
                case _:
                    continue
            names = [each.name.text for each in fields]
            if of == owner and name in names:
                return names[: names.index(name)][::-1]
    return []


def _before(told: Diagnostic) -> str:
    """The name before the one that is told of: `applicant` of `applicant.id`; or of what it is told to be missing."""
    said = re.match(r"`(\w+)` has no `", told.message.en)
    if said is not None:
        return said[1]
    line, written = told.file.line(told.span.line), told.file.words(told.span)
    before = written.rpartition(".")[0] if "." in written else line[: told.span.column - 1]
    if "." not in written and not before.endswith("."):
        return ""
    words = "".join(character if character.isalnum() or character == "_" else " " for character in before).split()
    return words[-1] if words else ""


def _around(told: Diagnostic, written: tree.PolicyTree) -> str:
    """Whose fact a name by itself most likely is: that of the rows that are spoken of, of the declaration's own row or step, else the applicant's."""
    before = set(re.findall(r"\w+", told.file.line(told.span.line)[: told.span.column - 1]))
    for declaration in written.declarations:
        if isinstance(declaration, tree.FactDecl) and declaration.type.kind == "list" and declaration.path.parts[-1].text in before:
            return f"list {declaration.path.parts[-1].text}"
    for declaration in written.declarations:
        if declaration.span.line <= told.span.line <= declaration.span.end_line:
            match declaration:
                case tree.StepDecl(event=False, name=name):
                    return name.text
                case tree.FeeDecl(per="selection"):
                    return "selection"
                case tree.DefineDecl(scope=scope) if scope is not None:
                    return scope.text
    return "applicant"


def _rows(written: tree.PolicyTree) -> list[Related]:
    catalogs = [each for each in written.declarations if isinstance(each, tree.CatalogDecl)]
    tables = [[clause for clause in catalog.clauses if isinstance(clause, tree.Table)] for catalog in catalogs]
    said = Wording("如果目录里少了这一项，就在这一行下面补上", "if the catalog lacks this item, its row goes below this one")
    return [Related(found[-1].rows[-1].span, said) for found in tables[:MOST_CATALOGS] if found]


def _columns(name: str, written: tree.PolicyTree, told: Diagnostic) -> list[Related]:
    catalogs = [each for each in written.declarations if isinstance(each, tree.CatalogDecl)]
    around = [each for each in catalogs if each.span.line <= told.span.line <= each.span.end_line] or catalogs
    spans = [[clause.name.span for clause in each.clauses if isinstance(clause, tree.Column)] or [each.name.span] for each in around]
    return _below([span for found in spans[:1] for span in found], "COLUMN", f"{name} : …", told)


def _fields(name: str, of: str, written: tree.PolicyTree, told: Diagnostic) -> list[Related]:
    facts = [each for each in written.declarations if isinstance(each, tree.FactDecl) and each.path.parts[-1].text == of]
    records = [each.type.name.text for each in facts if each.type.kind == "list" and each.type.name is not None]
    return _of_record(name, records[0], written, told) if records else []


def _of_record(name: str, record: str, written: tree.PolicyTree, told: Diagnostic) -> list[Related]:
    records = [each for each in written.declarations if isinstance(each, tree.RecordDecl) and each.name.text == record]
    spans = [[clause.name.span for clause in each.clauses if isinstance(clause, tree.Field)] or [each.name.span] for each in records]
    return _below([span for found in spans for span in found], "FIELD", f"{name} : {_type_of(told)}", told)


_VALUES = (
    ("INSTANT", r"\d{4}-\d\d-\d\d\s+\d{1,2}:\d\d"),
    ("DATE_TYPE", r"\d{4}-\d\d-\d\d(?!\w)"),
    ("NUMBER_TYPE", r"-?\d+(?:\.\d+)?(?!\w)"),
    ("TEXT_TYPE", r"[\"“]"),
    ("YES_OR_NO", rf"(?:{'|'.join(re.escape(form) for terminal in ('YES', 'NO') for form in keywords().all_spellings(terminal))})(?!\w)"),
)
"""How a value of each type begins."""


def _type_of(told: Diagnostic) -> str:
    """The type that a name seems to have by the value behind it; … where none is."""
    behind = told.file.line(told.span.line)[told.span.end_column - 1 :].lstrip()
    compared = "|".join(re.escape(form) for terminal in COMPARING for form in keywords().all_spellings(terminal))
    value = re.sub(rf"^(?:{compared}|[<>=!]+)\s*", "", behind) if compared else behind
    terminal = next((terminal for terminal, form in _VALUES if re.match(form, value)), None)
    return "…" if terminal is None else keywords().spelling(terminal).text(keyword_language(*told.file.line(told.span.line).split()[:1]))


def _below(spans: list[Span], terminal: str, declared: str, told: Diagnostic) -> list[Related]:
    if not spans:
        return []
    keyword = keywords().spelling(terminal).text(keyword_language(*told.file.line(spans[-1].line).split()[:1]))
    said = Wording(
        f"如果少了声明，就在这一行下面补上：`{keyword} {declared}`",
        f"if its declaration is missing, it goes below this line: `{keyword} {declared}`",
    )
    return [Related(spans[-1], said)]
