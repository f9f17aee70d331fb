"""`parameter`: a value that another document supplies."""

from __future__ import annotations

import json
from fractions import Fraction

from evalpolicy.classes import evolve
from evalpolicy.language.enumeration import resolve_type
from evalpolicy.language.expression import resolve_constant
from evalpolicy.language.model import ParameterDef
from evalpolicy.language.resolution import Resolution
from evalpolicy.language.source import read_beside
from evalpolicy.language.types import ListType, TextsType
from evalpolicy.source import Span
from evalpolicy.syntax import tree


def resolve_parameters(resolution: Resolution) -> None:
    """The name and type of every parameter; defaults wait until items are known."""
    for name, declaration in resolution.unique(tree.ParameterDecl, "参数", "parameter").items():
        type_ = resolve_type(declaration.type, resolution)
        if isinstance(type_, ListType | TextsType):
            zh, en = "参数不能是这种类型", "a parameter cannot be of this type"
            resolution.error("parameter-type", declaration.type.span, zh, en)
            type_ = None
        if type_ is None:
            resolution.symbols.broken.add(name)
            continue
        cited = resolution.citations(declaration.clauses)
        resolution.symbols.parameters[name] = ParameterDef(
            name, type_, resolution.label(declaration), None, False, cited, declaration.span
        )


def resolve_parameter_defaults(resolution: Resolution) -> dict[str, ParameterDef]:
    """The parameters with what their `default` or `file` states."""
    parameters = resolution.symbols.parameters
    for declaration in resolution.declared(tree.ParameterDecl):
        parameter = parameters.get(declaration.name.text)
        default = resolution.one(declaration, tree.Default, "default")
        file = resolution.one(declaration, tree.File, "file")
        if parameter is None:
            continue
        if default is not None and file is not None:
            resolution.error("default-and-file", file.span, "`default` 和 `file` 只能写一个", "state either `default` or `file`", first=default.span)
        value = None
        if default is not None:
            value = resolve_constant(default.values, parameter.type, default.span, resolution.symbols)
        elif file is not None:
            value = _from_file(file, parameter, resolution)
        if value is not None:
            parameters[parameter.name] = evolve(parameter, default=value, has_default=True)
    return parameters


def _from_file(file: tree.File, parameter: ParameterDef, resolution: Resolution) -> object | None:
    text = read_beside(file.path, resolution)
    if text is None:
        return None
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        resolution.error("not-json", file.path.span, f"“{file.path.text}”不是 JSON：{error}", f"“{file.path.text}” is not JSON: {error}")
        return None
    values = tuple(_literal(each, file.path.span) for each in (data if isinstance(data, list) else [data]))
    if any(value is None for value in values):
        zh, en = "只能是文本、数字、是否，或它们的列表", "only texts, numbers, truth values and lists of them are read"
        resolution.error("parameter-data", file.path.span, zh, en)
        return None
    return resolve_constant(tuple(value for value in values if value is not None), parameter.type, file.path.span, resolution.symbols)


def _literal(value: object, span: Span) -> tree.Expr | None:
    """A JSON value as an author would write it."""
    if isinstance(value, bool):
        return tree.Truth(span, value)
    if isinstance(value, int | float):
        return tree.Number(span, Fraction(str(value)), str(value))
    return tree.TextLiteral(span, value) if isinstance(value, str) else None
