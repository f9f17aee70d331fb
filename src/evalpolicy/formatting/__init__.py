"""One layout for policies, and the way from one keyword language to the other. What a policy means never changes by it.

Lines are read as the parser reads them, and written anew from their tokens. Texts, quoted names and comments stay as they are.
"""

from __future__ import annotations

from evalpolicy.diagnostics import Diagnostics
from evalpolicy.errors import PolicyError
from evalpolicy.formatting.conversion import convert
from evalpolicy.formatting.items import read_items
from evalpolicy.formatting.layout import lay_out
from evalpolicy.limits import Limits
from evalpolicy.source import SourceFile
from evalpolicy.syntax.parser import parse_policy
from evalpolicy.wording import Language

__all__ = ["format_policy"]


def format_policy(text: str, *, keywords: Language | None = None, name: str = "policy", limits: Limits | None = None) -> str:
    """The policy in its one layout, with the keywords of a language; without one they stay as they are.

    Raises `PolicyError` where the text has syntax errors. `name` is what diagnostics call it.
    """
    limits = limits or Limits()
    file = SourceFile(name, text)
    diagnostics = Diagnostics(file)
    parse_policy(file, diagnostics, limits)
    if not diagnostics.errors:
        items = read_items(file, diagnostics, limits)
    if diagnostics.errors:
        raise PolicyError(diagnostics.errors)
    if keywords is not None:
        convert(items, keywords)
    return lay_out(items)
