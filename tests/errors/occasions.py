"""What gives the codes that no excerpt can show: files, limits, calls. Each makes the mistake, and the same repaired, and gives the codes of both."""

from __future__ import annotations

import json
from collections import UserDict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import polars

from evalpolicy import ApplicationError, PolicyError, check_many, load
from evalpolicy.cli.reading import read_application
from evalpolicy.formatting.example_block import InexpressibleError, example_block
from evalpolicy.limits import Limits
from evalpolicy.lint.linter import lint_file, lint_text
from evalpolicy.loading import load_examples
from evalpolicy.proof.reduce import Case
from evalpolicy.validation.citations import uncited
from evalpolicy.validation.revision import loosened, not_loaded, revision_findings
from evalpolicy.validation.since import Since
from evalpolicy.validation.validator import Demands, validate_file

from .excerpts import BASE, FOLDER, PAGES, policies

Codes = set[str]
Occasion = Callable[[Path], tuple[Codes, Codes]]
OFFICE = {"selections": [{"item": "office"}]}


def _errors(text: str, limits: Limits | None = None) -> Codes:
    return {each.code for each in lint_text(text, name="base.policy", folder=FOLDER, limits=limits) if each.severity == "error"}


def _limited(limits: Limits) -> Occasion:
    return lambda folder: (_errors(BASE, limits), _errors(BASE))


def _file(data: bytes | None) -> Occasion:
    def of(folder: Path) -> tuple[Codes, Codes]:
        path = folder / "base.policy"
        found = []
        for content in (data, BASE.encode("utf-8")):
            if content is not None:
                path.write_bytes(content)
            found.append({each.code for each in lint_file(path)})
        return found[0], found[1]

    return of


def _beside(content: bytes, repaired: bytes, declaration: str) -> Occasion:
    def of(folder: Path) -> tuple[Codes, Codes]:
        found = []
        for data in (content, repaired):
            (folder / "data").write_bytes(data)
            said = lint_text(BASE + declaration, name="base.policy", folder=folder)
            found.append({each.code for each in said if each.severity == "error"})
        return found[0], found[1]

    return of


def _application(wrong: object, repaired: object = OFFICE, body: str = "", limits: Limits | None = None, **arguments: str) -> Occasion:
    def of(folder: Path) -> tuple[Codes, Codes]:
        path = folder / "base.policy"
        path.write_text(BASE + body, encoding="utf-8")
        policy = load(path, limits=limits)
        found = []
        for application in (wrong, repaired):
            try:
                found.append({each.code for each in policy.check(application, **arguments).warnings})  # type: ignore[arg-type]
            except ApplicationError as error:
                found.append({each.code for each in error.problems})
        return found[0], found[1]

    return of


def _open_reading(folder: Path) -> tuple[Codes, Codes]:
    text = BASE.replace('  adopt counted because "通知没有区分"\n', "")
    return _errors(text, Limits(worlds=1)), _errors(text)


def _examples(folder: Path) -> tuple[Codes, Codes]:
    model = load(FOLDER / "base.policy").model
    path = folder / "more.policy"
    found: list[Codes] = []
    for text in ('type colour "c" = red | blue\n', 'example "e"\n  select office\n'):
        path.write_text(text, encoding="utf-8")
        try:
            load_examples(model, path, limits=Limits())
            found.append(set())
        except PolicyError as error:
            found.append({each.code for each in error.diagnostics})
    return found[0], found[1]


def _application_file(folder: Path) -> tuple[Codes, Codes]:
    path = folder / "application.json"
    path.write_text(json.dumps(OFFICE), encoding="utf-8")
    read_application(str(path))
    try:
        read_application(str(folder / "aplication.json"))
    except ApplicationError as error:
        return {each.code for each in error.problems}, set()
    raise AssertionError("there is no such file")


def _in_force(folder: Path) -> tuple[Codes, Codes]:
    wrong, repaired = check_many([{**OFFICE, "steps": {"registration": {"at": at}}} for at in ("1950-01-01T00:00", "2024-10-01T00:00+08:00")])
    return {each.code for each in wrong.problems}, {each.code for each in repaired.problems}


def _written_as_example(folder: Path) -> tuple[Codes, Codes]:
    policy = load(FOLDER / "base.policy")
    example_block(policy, Case(OFFICE), "e")
    try:
        example_block(policy, Case({"selections": [{}]}), "e")
    except InexpressibleError as error:
        return {error.problem.code}, set()
    raise AssertionError("an item is needed")


def _table(folder: Path) -> tuple[Codes, Codes]:
    """An application in two rows of a table, once with two audiences."""
    found = []
    for audience in ("public", "campus"):
        columns = {"key": [1, 1], "applicant.audience": ["campus", audience], "selection.item": ["office", "electrician"]}
        results = load(FOLDER / "base.policy").check_table(polars.DataFrame(columns), key="key")
        found.append({problem["code"] for row in results.to_dicts() for problem in row["problems"] or ()})
    return found[0], found[1]


def _loosened(folder: Path) -> tuple[Codes, Codes]:
    example = PAGES["loosened"].example
    assert example is not None
    path = folder / "new.policy"
    old, found = load(FOLDER / "base.policy"), []
    for text in policies(example):
        path.write_text(text, encoding="utf-8")
        found.append({each.code for each in loosened(old, load(path), 20)})
    return found[0], found[1]


def _in_no_time(folder: Path) -> tuple[Codes, Codes]:
    path = folder / "base.policy"
    path.write_text(BASE, encoding="utf-8")
    return {each.code for each in validate_file(path, Demands(seconds=0.001))}, {each.code for each in validate_file(path, Demands())}


CITING = """policy small "小规则"
  language   1
  messages   zh
  timezone   Asia/Shanghai
  in force   2025-02-17 .. 2025-08-31

source notice "通知"
  file       "notice.txt"

catalog course "课程"
  | item  | name |
  |-------|------|
  | maths | 数学 |

rule few "最多一门"
  cite notice "一" "最多一门"
  require at most 1 selection

example "一门"
  select     maths
  expect     accepted
"""


def _citing(folder: Path, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "notice.txt").write_text("一、最多一门。\n", encoding="utf-8")
    path = folder / "small.policy"
    path.write_text(text, encoding="utf-8")
    return path


def _uncited(under: float | None) -> Occasion:
    def of(folder: Path) -> tuple[Codes, Codes]:
        found = []
        for text in (CITING.replace('"最多一门"\n  require', '"门"\n  require'), CITING):
            said = uncited(load(_citing(folder, text)).model, under)
            found.append({each.code for each in said if under is None or each.severity == "error"})
        return found[0], found[1]

    return of


def _revised(old: str, wrong: str, repaired: str) -> Occasion:
    def of(folder: Path) -> tuple[Codes, Codes]:
        before, found = load(_citing(folder / "old", old)), []
        for text in (wrong, repaired):
            since = Since("HEAD", before, load(_citing(folder / "new", text)))
            found.append({each.code for each in revision_findings(since, False, 20)})
        return found[0], found[1]

    return of


def _broken_before(folder: Path) -> tuple[Codes, Codes]:
    new = load(_citing(folder, CITING))
    return {not_loaded(new, "HEAD", PolicyError([]), False).code}, set()


class _Odd(UserDict[str, object]):
    """A mapping of another program: gives the pairs that it is told, and raises where there are none."""

    def __init__(self, pairs: Iterable[tuple[str, object]]) -> None:
        super().__init__()
        self.pairs = list(pairs)

    def items(self) -> Any:
        return self.pairs or self.data["nothing"]


OCCASIONS: dict[str, Occasion] = {
    "uncited-sentence": _uncited(None),
    "too-little-cited": _uncited(100),
    "citation-dropped": _revised(CITING, CITING.replace('  cite notice "一" "最多一门"\n', ""), CITING),
    "revision-contradicts": _revised(CITING, CITING.replace("at most 1 selection", "at most 0 selections"), CITING),
    "revision-not-loaded": _broken_before,
    "text-too-long": _limited(Limits(text_length=16)),
    "name-too-long": _limited(Limits(name_length=14)),
    "nested-too-deeply": lambda folder: (_errors(f"{BASE}\ndefine deep = {'(' * 101}1{')' * 101}\n"), _errors(f"{BASE}\ndefine deep = (1)\n")),
    "too-deep": _limited(Limits(depth=4)),
    "table-too-long": _limited(Limits(table_rows=3)),
    "file-too-big": _limited(Limits(policy_lines=3)),
    "unreadable-file": _file(None),
    "not-utf-8": _file('policy base "评价"'.encode("gbk")),
    "nul-character": _file(BASE.replace("policy", "pol\0icy", 1).encode("utf-8")),
    "file-not-utf8": _beside("评价".encode("gbk"), "评价".encode(), '\nsource s "通知"\n  file "data"\n'),
    "parameter-data": _beside(b'{"a": 1}', b'["office"]', '\nparameter p : set of item "停考"\n  file "data"\n'),
    "too-many-readings": _open_reading,
    "not-an-example": _examples,
    "unlisted-item": _application(
        {**OFFICE, "applicant": {"trade": "焊工"}},
        {**OFFICE, "applicant": {"trade": "电工"}},
        body='\nfact applicant.trade : item "职业"\ncatalog more "补充"\n  open "见附件"\n  column admits "对象" : set of audience\n'
        "  | item | name | admits |\n  | other | 其他 | campus |\n",
    ),
    "later-than-at": _application({**OFFICE, "steps": {"registration": {"at": "2025-03-05T10:00"}}}, at="2025-03-04T10:00"),
    "not-a-name": _application({**OFFICE, 7: "seven"}),
    "unreadable-value": _application(_Odd([]), UserDict(OFFICE)),
    "named-twice": _application(_Odd(2 * [*OFFICE.items()]), _Odd(OFFICE.items())),
    "too-large": _application({"selections": [{"item": "office"}] * 50}, limits=Limits(application_nodes=20)),
    "too-long": _application({"selections": [{"item": "o" * 30}]}, limits=Limits(application_text_length=20)),
    "too-many": _application({"selections": [{"item": "office"}] * 3}, limits=Limits(selections=2)),
    "file-not-read": _application_file,
    "no-policy": _in_force,
    "inexpressible": _written_as_example,
    "rows-differ": _table,
    "loosened": _loosened,
    "not-decided": _in_no_time,
}
