"""Cures that name another item: what they say can be carried out, and means what they say."""

from __future__ import annotations

from evalpolicy import Application
from tests.properties.support import loaded_text

TWO_LISTS = '''policy two "two lists"
  language 1
  in force 2026-01-01 .. 2026-12-31
  timezone Asia/Shanghai
  currency CNY
  messages en

catalog grade "grades"
  | item    | name     |
  |---------|----------|
  | welder  | Welder   |
  | fitter  | Fitter   |

catalog skill "skills"
  | item    | name    |
  |---------|---------|
  | welder  | Welder  |

rule offered "an item that is offered"
  require every selection has item is listed
'''


def test_a_name_of_two_catalogs_is_told_with_its_catalog() -> None:
    policy = loaded_text(TWO_LISTS)
    cure = policy.check({"selections": [{"item": "Weldr"}]}).finding("offered").cure
    assert cure is not None
    assert cure.text == "replace Weldr by Welder (grades) or replace Weldr by Welder (skills)"
    items = [each.edits[0].value for each in (cure, *cure.alternatives)]
    assert items == ["grade.welder", "skill.welder"]
    for item, catalog in zip(items, ("grade", "skill"), strict=True):
        (row,) = policy.facts(_application(item)).lists["application", "selections"]
        assert row.values["catalog"] == catalog


def test_a_name_of_one_catalog_is_told_alone() -> None:
    cure = loaded_text(TWO_LISTS).check({"selections": [{"item": "Fiter"}]}).finding("offered").cure
    assert cure is not None
    assert (cure.text, cure.edits[0].value) == ("replace Fiter by Fitter", "fitter")


def _application(item: object) -> Application:
    return Application({"selections": [{"item": item}]})
