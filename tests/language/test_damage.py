"""Whatever happens to a policy file, it loads or every mistake is a diagnostic at a place that exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalpolicy.errors import PolicyError
from evalpolicy.limits import Limits
from evalpolicy.loading import load_text
from evalpolicy.policy import Policy

TOP = Path(__file__).resolve().parents[2]
FILES = sorted([*TOP.glob("policies/*.policy"), *TOP.glob("docs/examples/*/*.policy")])
TOKEN = re.compile(r"[^\s(),|:]+|[(),|:]|\n")


@st.composite
def damaged(draw: st.DrawFn, text: str) -> str:
    """A text with one token dropped, doubled, swapped with the next or misspelt, or one line dropped or doubled."""
    kind = draw(st.sampled_from(["drop", "double", "swap", "misspell", "drop line", "double line", "swap tokens far away"]))
    if kind.endswith("line"):
        lines = text.split("\n")
        place = draw(st.integers(0, len(lines) - 1))
        lines[place : place + 1] = [] if kind == "drop line" else [lines[place]] * 2
        return "\n".join(lines)
    spans = [match.span() for match in TOKEN.finditer(text)]
    place = draw(st.integers(0, len(spans) - 2))
    start, end = spans[place]
    word = text[start:end]
    if kind == "drop":
        return text[:start] + text[end:]
    if kind == "double":
        return text[:end] + " " + text[start:]
    if kind == "misspell":
        at = draw(st.integers(0, len(word)))
        return text[:start] + word[:at] + draw(st.sampled_from("xX认 0-\"“{}()|")) + word[at + draw(st.integers(0, 1)) :] + text[end:]
    other = place + 1 if kind == "swap" else draw(st.integers(0, len(spans) - 1))
    (start, end), (start_, end_) = sorted([spans[place], spans[other]])
    return text[:start] + text[start_:end_] + text[end:start_] + text[start:end] + text[end_:]


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_a_damaged_policy_loads_or_is_diagnosed(path: Path, data: st.DataObject) -> None:
    text = data.draw(damaged(path.read_text(encoding="utf-8")))
    try:
        model, warnings = load_text(text, name=path.name, folder=path.parent, limits=Limits())
    except PolicyError as error:
        check_places(error, text.split("\n"))
    else:
        decision = Policy(model, warnings).check({"selections": []})
        assert decision.to_dict()["outcome"] == decision.outcome.value


def check_places(error: PolicyError, lines: list[str]) -> None:
    assert str(error)
    for diagnostic in error.diagnostics:
        span = diagnostic.span
        assert 1 <= span.line <= span.end_line <= len(lines)
        assert 1 <= span.column <= len(lines[span.line - 1]) + 1
        assert (span.line, span.column) <= (span.end_line, span.end_column)
        assert diagnostic.message.en
        assert diagnostic.message.zh
