"""What is told of uses is told where the mistake is, once."""

from __future__ import annotations

import pytest

from evalpolicy.errors import PolicyError
from evalpolicy.limits import Limits
from evalpolicy.lint.linter import lint_text
from evalpolicy.loading import load_text
from tests.damage.damages import POLICIES

from .declarations import HEAD, mistakes

USES = "rule r\n  require applicant.born before 2020-01-01\nrule s\n  require applicant.born after 1900-01-01\n"


def test_a_declaration_misspelt_is_told_where_it_is_declared() -> None:
    assert mistakes(f"fact applicant.bron : date\n{USES}") == [("unknown-name", "bron")]


def test_a_use_misspelt_is_told_where_it_is_used() -> None:
    assert mistakes(f"fact applicant.born : date\n{USES}rule t\n  require applicant.bron after 1950-01-01\n") == [("unknown-name", "bron")]


def test_a_name_of_many_uses_is_told_once_where_its_declaration_goes() -> None:
    assert mistakes(f"fact applicant.height : number\n{USES}") == [("unknown-name", "applicant.height")]


def test_a_currency_left_out_is_told_once_at_the_policy() -> None:
    head = HEAD.format(process="enrol").replace("  currency CNY\n", "")
    text = f'{head}step enrol\nfact applicant.a : amount "a"\nfact applicant.b : amount "b"\n'
    with pytest.raises(PolicyError) as caught:
        load_text(text, name="small.policy", folder=None, limits=Limits())
    [told] = caught.value.diagnostics
    assert (told.code, told.span.line, [each.span.line for each in told.related]) == ("currency-missing", 4, [10])


def test_a_heading_unlike_every_row_is_told_once() -> None:
    table = 'catalog more "m"\n  | item | name |\n  | a | A | 1 |\n  | b | B | 2 |\n'
    assert mistakes(table) == [("row-shape", "| item | name |")]


def test_a_line_that_runs_on_is_told_at_its_end() -> None:
    assert mistakes("rule r\n  at enrol,\n  require 1 is 1\n") == [("incomplete-line", ",")]


def test_the_last_cell_is_lost_where_all_others_stand_below_those_of_other_rows() -> None:
    """Also where another row has an empty cell elsewhere, as the row `*` of an open catalog has."""
    path = next(path for path in POLICIES if path.stem == "2024H2")
    text = path.read_text(encoding="utf-8")
    row = next(line for line in text.split("\n") if line.startswith("  | photoshop"))
    cut = row[: row.rindex("|", 0, row.rindex("|")) + 1]
    [error] = [each for each in lint_text(text.replace(row, cut), name=path.name, folder=path.parent) if each.severity == "error"]
    assert error.code == "row-shape"
    assert error.message.en == "this row has 2 cells, the heading has 3: the cell of `admits` seems to be missing"
