"""`reading`: a question that the texts leave open, or answer in more than one way."""

from __future__ import annotations

from evalpolicy.language.model import Citation, Reading, ReadingOption
from evalpolicy.language.resolution import Resolution
from evalpolicy.syntax import tree


def resolve_readings(resolution: Resolution) -> None:
    """Every reading."""
    for name, declaration in resolution.unique(tree.ReadingDecl, "读法", "reading").items():
        cited, options = _options(declaration, resolution)
        if sum(isinstance(clause, tree.Option) for clause in declaration.clauses) < 2 and not resolution.lost_a_line(declaration):
            resolution.error(
                "reading-options",
                declaration.name.span,
                f"“{name}”至少要有两个 `option`",
                f"the reading `{name}` needs at least two options",
                '例如 `option counted "…"` 和 `option not_counted "…"`',
                'such as `option counted "…"` and `option not_counted "…"`',
            )
        adopt = resolution.one(declaration, tree.Adopt, "adopt")
        adopted = None
        if adopt is not None:
            ids = [option.id for option in options]
            if adopt.option.text in ids:
                adopted = adopt.option.text
            else:
                resolution.unknown(adopt.option.span, adopt.option.text, ids, "选项", "option", "unknown-option")
        resolution.symbols.readings[name] = Reading(
            name,
            resolution.label(declaration),
            options,
            adopted,
            None if adopt is None else adopt.reason.text,
            cited,
            declaration.span,
        )


def _options(declaration: tree.ReadingDecl, resolution: Resolution) -> tuple[tuple[Citation, ...], tuple[ReadingOption, ...]]:
    """The citations of the question, and the options, each with the citations below it."""
    groups: list[tuple[tree.Option | None, list[tree.Clause]]] = [(None, [])]
    for clause in declaration.clauses:
        if isinstance(clause, tree.Option):
            groups.append((clause, []))
        elif isinstance(clause, tree.Cite):
            groups[-1][1].append(clause)
    options: dict[str, ReadingOption] = {}
    spans: dict[str, tree.Option] = {}
    for option, cites in groups[1:]:
        assert option is not None
        name = option.name.text
        if name in options:
            resolution.duplicate(option.name.span, name, "选项", "option", spans[name].span)
            continue
        spans[name] = option
        options[name] = ReadingOption(name, name if option.label is None else option.label.text, resolution.citations(cites))
    return resolution.citations(groups[0][1]), tuple(options.values())
