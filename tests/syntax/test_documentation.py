"""What docs/language.md shows is the language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.syntax.reading import expression, sound

PAGE = (Path(__file__).parents[2] / "docs" / "language.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)


def written_out(block: str) -> str:
    """The block with what the page leaves out: `…` for the rest of a clause, `[…]` around what is optional; and a header above clauses."""
    lines = []
    for line in block.split("\n"):
        bare = re.sub(r'"[^"]*"', '""', line.split(" # ")[0])
        if "…" not in bare:
            lines.append(re.sub(r"\[(.*?)\]", r"\1", line))
    text = "\n".join(lines)
    return text if not text.startswith(" ") else f"rule elided\n{text}"


@pytest.mark.parametrize("block", BLOCKS, ids=[block.split("\n")[0] for block in BLOCKS])
def test_block_is_read(block: str) -> None:
    assert sound(written_out(block)).declarations


def test_blocks_together_are_one_file() -> None:
    assert len(sound("\n".join(map(written_out, BLOCKS))).declarations) > 30


TABLE = re.findall(r"^\| (`.*?) \|", PAGE[PAGE.index("## Expressions") :], re.MULTILINE)
FORMS = [form for row in TABLE for form in re.findall(r"`([^`]+)`", row)]


FRAGMENTS = {
    *("=  !=  <  <=  >  >=", "+ - *", "/ N", "down", "half up", "maximum", "minimum", "latest", "full months", "full days"),
    *("at least", "at most", "more than", "less than", "fewer than", "exactly", "before", "after", "on or before", "on or after"),
    "between A and B",
}
"""What the table shows beside a whole form, or without what it compares."""


@pytest.mark.parametrize("form", sorted(set(FORMS) - FRAGMENTS))
def test_form_of_the_table_is_read(form: str) -> None:
    assert expression(re.sub(r"\bN\b", "2", form).replace("ROWS", "selections"))
