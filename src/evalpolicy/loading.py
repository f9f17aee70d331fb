"""Text to policy, in a few lines; the only place that raises for an author's mistakes."""

from __future__ import annotations

from pathlib import Path

from evalpolicy.diagnostics import Diagnostic, Diagnostics
from evalpolicy.errors import PolicyError
from evalpolicy.language.model import PolicyModel
from evalpolicy.language.resolve import resolve_policy
from evalpolicy.limits import Limits
from evalpolicy.source import SourceFile
from evalpolicy.syntax.parser import parse_policy
from evalpolicy.syntax.reading import decode_source, read_source


def load_model(path: Path, *, limits: Limits) -> tuple[PolicyModel, tuple[Diagnostic, ...]]:
    """The policy in a file, and warnings. Raises `PolicyError` with every mistake, `OSError` where the file cannot be read."""
    file, diagnostics = read_source(path, limits)
    return _load(file, path.parent, diagnostics, limits)


def load_text(text: str, *, name: str, folder: Path | None, limits: Limits) -> tuple[PolicyModel, tuple[Diagnostic, ...]]:
    """The policy in a text; what it cites is looked for in `folder`. Raises `PolicyError` with every mistake."""
    file, diagnostics = decode_source(text.encode("utf-8", "surrogatepass"), name, None, limits)
    return _load(file, folder, diagnostics, limits)


def _load(file: SourceFile, folder: Path | None, diagnostics: Diagnostics, limits: Limits) -> tuple[PolicyModel, tuple[Diagnostic, ...]]:
    model = None
    if not diagnostics.errors:
        policy = parse_policy(file, diagnostics, limits)
        model = resolve_policy(policy, file, folder, diagnostics, limits)
    if model is None or diagnostics.errors:
        raise PolicyError(diagnostics.errors)
    return model, tuple(diagnostic for diagnostic in diagnostics.found if diagnostic.severity != "error")
