"""The codes that the library gives, read from its source: whatever stands where a `code` of a `Diagnostic`, a `Problem` or a check is handed over.

A function that hands its own parameter `code` on is followed to those who call it. Anything but written codes, in an `if` at most, is refused: a
code that is put together at run time could not be looked up, and could not be held to its page.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import evalpolicy
from evalpolicy.classes import frozen

SOURCE = Path(evalpolicy.__file__).parent
DECLARED = {"Diagnostic": "diagnostics.py", "Problem": "errors.py", "Check": "lint/checks/check.py"}
"""The classes whose field `code` is one, and the modules that declare them."""


@frozen
class Taker:
    """What takes a code: its name, the place of the code among the arguments, the default, and the only module that it is known in (None: any)."""

    name: str
    place: int
    default: ast.expr | None
    module: Path | None


@frozen(eq=False)
class Call:
    """A call, the module that it stands in, and the functions around it."""

    node: ast.Call
    name: str
    module: Path
    within: tuple[ast.FunctionDef, ...]


def codes() -> dict[str, list[str]]:
    """Every code, with the places that give it."""
    calls = [call for path in sorted(SOURCE.rglob("*.py")) for call in _calls(path)]
    takers = {Taker(name, 1 if name == "Problem" else 0, None, None) for name in DECLARED}
    while not (found := {taker for call, given in _giving(calls, takers) for taker in _handing_on(call, given)}) <= takers:
        takers |= found
    places: dict[str, list[str]] = {}
    for call, given in _giving(calls, takers):
        for code in _written(_code(call.node, given), call.module):
            places.setdefault(code, []).append(f"{call.module.relative_to(SOURCE)}:{call.node.lineno}")
    return places


def _calls(path: Path) -> Iterator[Call]:
    """The calls of a module; not those of a class that it declares itself under one of the names."""
    module = ast.parse(path.read_text(encoding="utf-8"))
    own = {node.name for node in ast.walk(module) if isinstance(node, ast.ClassDef)}
    others = {name for name in own if name in DECLARED and path != SOURCE / DECLARED[name]}
    waiting: list[tuple[ast.AST, tuple[ast.FunctionDef, ...]]] = [(module, ())]
    while waiting:
        node, within = waiting.pop()
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id if isinstance(node.func, ast.Name) else ""
            if name not in others:
                yield Call(node, name, path, within)
        inner = (*within, node) if isinstance(node, ast.FunctionDef) else within
        waiting += [(child, inner) for child in ast.iter_child_nodes(node)]


def _giving(calls: list[Call], takers: set[Taker]) -> Iterator[tuple[Call, Taker]]:
    named: dict[str, list[Taker]] = {}
    for taker in takers:
        named.setdefault(taker.name, []).append(taker)
    return ((call, taker) for call in calls for taker in named.get(call.name, ()) if taker.module in (None, call.module))


def _handing_on(call: Call, taker: Taker) -> Iterator[Taker]:
    """The function that hands its own parameter `code` over here."""
    code = _code(call.node, taker)
    for function in call.within if isinstance(code, ast.Name) and code.id == "code" else ():
        names = [argument.arg for argument in function.args.args]
        if "code" in names:
            defaults = dict(zip(reversed(names), reversed(function.args.defaults), strict=False))
            place = names.index("code") - (names[0] == "self")
            yield Taker(function.name, place, defaults.get("code"), call.module if function.name.startswith("_") else None)


def _code(call: ast.Call, taker: Taker) -> ast.expr | None:
    named = [keyword.value for keyword in call.keywords if keyword.arg == "code"]
    return named[0] if named else call.args[taker.place] if len(call.args) > taker.place else taker.default


def _written(code: ast.expr | None, path: Path) -> Iterator[str]:
    match code:
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp():
            yield from _written(code.body, path)
            yield from _written(code.orelse, path)
        case ast.Name(id="code") | ast.Attribute(attr="code"):
            return
        case _:
            raise AssertionError(f"{path}: not a written code: {ast.unparse(code) if code else 'none'}")
