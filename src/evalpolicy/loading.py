"""Text to policy, in a few lines; the only place that raises for an author's mistakes.

What only tells of mistakes is imported where there is one: a policy without any loads sooner.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from evalpolicy.classes import evolve, field, frozen
from evalpolicy.diagnostics import Diagnostic, Diagnostics
from evalpolicy.errors import PolicyError
from evalpolicy.language.model import Example, PolicyModel
from evalpolicy.language.resolve import resolve_policy
from evalpolicy.limits import Limits
from evalpolicy.source import AnyPath, SourceFile, Span
from evalpolicy.syntax.parser import parse_policy
from evalpolicy.syntax.reading import decode_source, read_source
from evalpolicy.syntax.tree import ExampleDecl, PolicyTree
from evalpolicy.wording import Wording


@frozen
class Reading:
    """What came of reading a policy: as written (None where the file is no text), as meant (None where it has errors), and every diagnostic.

    `sound_part` is what is meant by the declarations without mistakes; of the others it holds something or nothing. `texts` are the sources and data
    files that were read beside it, by the paths that the policy states.
    """

    file: SourceFile
    written: PolicyTree | None
    model: PolicyModel | None
    diagnostics: tuple[Diagnostic, ...]
    texts: dict[str, str] = field(factory=dict)
    sound_part: PolicyModel | None = None


def read_policy(path: AnyPath, *, limits: Limits) -> Reading:
    """Everything that can be said of the policy in a file. Never raises: a file that cannot be read has a diagnostic that says so."""
    file, diagnostics = read_source(path, limits)
    return _read(file, file.folder, diagnostics, limits)


def read_data(data: bytes, path: AnyPath, *, limits: Limits) -> Reading:
    """Everything that can be said of the policy in a file that held this."""
    name = os.fspath(path)
    file, diagnostics = decode_source(data, name, name, limits)
    return _read(file, file.folder, diagnostics, limits)


def read_text(text: str, *, name: str, folder: AnyPath | None, limits: Limits) -> Reading:
    """Everything that can be said of the policy in a text; what it cites is looked for in `folder`."""
    file, diagnostics = decode_source(text.encode("utf-8", "surrogatepass"), name, None, limits)
    return _read(file, folder, diagnostics, limits)


def load_text(text: str, *, name: str, folder: AnyPath | None, limits: Limits) -> tuple[PolicyModel, tuple[Diagnostic, ...]]:
    """The policy in a text, and warnings; what it cites is looked for in `folder`. Raises `PolicyError` with every mistake."""
    return sound(read_text(text, name=name, folder=folder, limits=limits))


def _read(file: SourceFile, folder: AnyPath | None, diagnostics: Diagnostics, limits: Limits) -> Reading:
    written = model = None
    texts: dict[str, str] = {}
    if not diagnostics.errors:
        written, model = _meaning(file, folder, diagnostics, limits, texts)
    if written is not None and diagnostics.errors:
        from evalpolicy.language.colliding import tell_collisions
        from evalpolicy.language.headless import tell_missing_headers
        from evalpolicy.language.misnamed import point_to_declarations
        from evalpolicy.syntax.notations import clarify

        diagnostics.found = tell_missing_headers(file, diagnostics.found, lambda changed: _diagnosed(changed, folder, limits))
        diagnostics.found = tell_collisions(file, diagnostics.found, lambda changed: _diagnosed(changed, folder, limits))
        point_to_declarations(written, diagnostics)
        clarify(diagnostics)
    return Reading(file, written, None if diagnostics.errors else model, _as_spelt(diagnostics.found), texts, model)


def _as_spelt(found: Sequence[Diagnostic], policy: SourceFile | None = None) -> tuple[Diagnostic, ...]:
    """The diagnostics with keywords as the policy spells them."""
    if not found:
        return ()
    from evalpolicy.syntax.respelling import respelt

    return tuple(respelt(found, policy))


def _meaning(
    file: SourceFile, folder: AnyPath | None, diagnostics: Diagnostics, limits: Limits, texts: dict[str, str]
) -> tuple[PolicyTree, PolicyModel | None]:
    written = parse_policy(file, diagnostics, limits)
    return written, resolve_policy(written, file, folder, diagnostics, limits, texts)


def _diagnosed(file: SourceFile, folder: AnyPath | None, limits: Limits) -> list[Diagnostic]:
    diagnostics = Diagnostics(file)
    _meaning(file, folder, diagnostics, limits, {})
    return diagnostics.found


def sound(reading: Reading) -> tuple[PolicyModel, tuple[Diagnostic, ...]]:
    """The policy and its warnings. Raises `PolicyError` with every mistake."""
    if reading.model is None:
        errors = (diagnostic for diagnostic in reading.diagnostics if diagnostic.severity == "error")
        raise PolicyError(sorted(errors, key=lambda diagnostic: diagnostic.span))
    return reading.model, reading.diagnostics


def load_examples(model: PolicyModel, path: AnyPath, *, limits: Limits) -> tuple[Example, ...]:
    """The examples in a file of nothing else, for a policy that is loaded; their spans are those in that file.

    Raises `PolicyError` with every mistake, `OSError` where the file cannot be read.
    """
    file, diagnostics = read_source(path, limits)
    if not diagnostics.errors:
        declarations = parse_policy(file, diagnostics, limits).declarations
        for other in (declaration for declaration in declarations if not isinstance(declaration, ExampleDecl)):
            message = Wording("例子文件里只能有 `example`", "a file of examples holds nothing but `example`")
            diagnostics.error("not-an-example", other.span, message, Wording("把它移到规则文件里", "move it to the policy file"))
    if diagnostics.errors:
        raise PolicyError(_as_spelt(diagnostics.errors, model.file))
    # Read below the policy, so that they mean there what they would mean in it; places are then counted in their own file.
    above = model.file.line_count + 1
    text = f"{model.file.text}\n\n{file.text}"
    try:
        both, _ = load_text(text, name=model.file.name, folder=model.file.folder, limits=limits)
    except PolicyError as error:
        raise PolicyError(_as_spelt([_below(diagnostic, above, file) for diagnostic in error.diagnostics], model.file)) from None
    return tuple(evolve(example, span=_raised(example.span, above)) for example in both.examples if example.span.line > above)


def _below(diagnostic: Diagnostic, above: int, file: SourceFile) -> Diagnostic:
    """A diagnostic of a text that was read below another one; what it says of the other one is left out."""
    related = tuple(evolve(each, span=_raised(each.span, above)) for each in diagnostic.related if each.span.line > above)
    return evolve(diagnostic, file=file, span=_raised(diagnostic.span, above), related=related)


def _raised(span: Span, lines: int) -> Span:
    return evolve(span, line=max(span.line - lines, 1), end_line=max(span.end_line - lines, 1))
