"""What a policy is read from goes when it is resolved. It is many times what the policy is; Python looks for what is left in cycles seldom."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path

import pytest

from evalpolicy.diagnostics import Diagnostics
from evalpolicy.language.resolve import resolve_policy
from evalpolicy.limits import Limits
from evalpolicy.syntax.parser import parse_policy
from evalpolicy.syntax.reading import read_source

ROOT = Path(__file__).resolve().parents[2]
FILES = [ROOT / "policies" / "2024H2.policy", *sorted((ROOT / "docs" / "examples").glob("*/*.policy"))]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_nothing_of_the_tree_is_kept(path: Path) -> None:
    gc.collect()
    gc.disable()
    try:
        file, diagnostics = read_source(path)
        written = parse_policy(file, diagnostics)
        read = [weakref.ref(each) for declaration in written.declarations for each in (declaration, *declaration.clauses)]
        model = resolve_policy(written, file, path.parent, Diagnostics(file), Limits(), {})
        assert model is not None
        assert len(read) > len(model.rules)
        del written, diagnostics
        kept = {type(each) for ref in read if (each := ref()) is not None}
    finally:
        gc.enable()
    assert not kept
