"""Diagnostics as a person reads them."""

from __future__ import annotations

from collections.abc import Sequence

from evalpolicy.diagnostics import Diagnostic
from evalpolicy.wording import Language, Wording


def as_text(diagnostics: Sequence[Diagnostic], files: int, language: Language) -> str:
    """Each diagnostic with its line and its fix, and how many there are."""
    errors, warnings, infos = (sum(each.severity == severity for each in diagnostics) for severity in ("error", "warning", "info"))
    summary = Wording(
        f"{files} 个文件：{errors} 个错误，{warnings} 个警告，{infos} 个提示",
        f"{_count(files, 'file')}: {_count(errors, 'error')}, {_count(warnings, 'warning')}, {_count(infos, 'remark')}",
    )
    return "\n".join([*(diagnostic.render(language) + "\n" for diagnostic in diagnostics), summary.text(language)])


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
