"""Which sentences of a source a policy cites."""

from __future__ import annotations

from pathlib import Path

import pytest

import evalpolicy
from evalpolicy.lint.linter import lint_file
from evalpolicy.source_coverage.measure import measure, share
from tests.properties.support import NOTICE as NOTICE_2024H2
from tests.source_coverage.small import NOTICE, POLICY, coverage, model_of, sentence, write


def test_each_sentence_has_its_status(tmp_path: Path) -> None:
    found = coverage(tmp_path)
    assert [(each.text, each.status, each.is_normative) for each in found.sentences] == [
        ("关于报名的通知各学院：", "not_cited", False),
        ("一、报名", "not_cited", False),
        ("1、考生一次最多报两个项目，不能重复报名。", "cited", True),
        ("2、报名自9月21日起，10月12日17：00截止。", "cited", True),
        ("欢迎报名。", "not_cited", False),
        ("二、缴费", "not_cited", False),
        ("1、费用320元。", "not_cited", True),
        ("10月12日17：00截止。", "cited", True),
        ("某某大学教务处2024年9月18日", "passed_over", True),
    ]


def test_the_share_is_that_of_normative_sentences_rounded_down(tmp_path: Path) -> None:
    assert share([coverage(tmp_path)]) == 80.0
    assert share([coverage(tmp_path, notice=NOTICE.replace("欢迎报名", "不得迟到"))]) == 66.6


def test_nothing_normative_is_all_covered() -> None:
    assert share([]) == 100.0


def test_a_sentence_is_partly_cited_where_some_of_its_normative_words_are_not(tmp_path: Path) -> None:
    policy = POLICY.replace("，不能重复报名", "")
    found = sentence(coverage(tmp_path, policy), "最多报")
    assert (found.status, [mark.text for mark in found.missing]) == ("partly_cited", ["不能"])


def test_words_that_stand_twice_are_those_of_the_place_that_is_cited(tmp_path: Path) -> None:
    """The deadline stands in both parts; without the step of one, only the other's is cited."""
    policy = POLICY.replace('  cite notice "二" "10 月 12 日 17：00 截止"\n', "")
    found = coverage(tmp_path, policy)
    assert [each.status for each in found.sentences if "截止" in each.text] == ["cited", "not_cited"]


def test_words_cited_at_a_place_that_is_not_in_the_text_count_everywhere(tmp_path: Path) -> None:
    policy = POLICY.replace('  cite notice "二" "10 月 12 日 17：00 截止"\n', "").replace('"一2" "报名自', '"附件" "报名自')
    found = coverage(tmp_path, policy)
    assert [each.status for each in found.sentences if "截止" in each.text] == ["cited", "cited"]


def test_examples_do_not_count(tmp_path: Path) -> None:
    example = '\nexample "one"\n  cite notice "二" "费用 320 元"\n  select maths\n  expect pending\n'
    catalog = '\ncatalog course "课程"\n  | item  | name |\n  |-------|------|\n  | maths | 数学 |\n'
    assert sentence(coverage(tmp_path, POLICY + catalog + example), "320").status == "not_cited"


def test_every_quote_of_a_sentence_is_known(tmp_path: Path) -> None:
    found = sentence(coverage(tmp_path), "最多报")
    assert [quote.citing.id for quote in found.quotes if quote.citing is not None] == ["few", "apart"]


def test_spans_are_those_of_the_file(tmp_path: Path) -> None:
    found = coverage(tmp_path)
    span = sentence(found, "9月21日").span
    assert (span.line, span.column, span.end_line, span.end_column) == (7, 1, 8, 3)
    assert found.file.words(span) == "2、报名自 9 月 21 日起，10 月 12 日 17：00 截 止。"
    assert found.file.name == str(tmp_path / "notice.txt")


def test_a_policy_without_sources_has_none(tmp_path: Path) -> None:
    policy = "\n".join(line for line in POLICY.split("\n") if not line.startswith(("source", "  file", "  passes", "  cite")))
    assert measure(model_of(tmp_path, policy)) == ()


@pytest.mark.parametrize("where", ["一1", "（一）", "9", "落款"])
def test_a_place_never_loses_a_quote(tmp_path: Path, where: str) -> None:
    policy = POLICY.replace('cite notice "二"', f'cite notice "{where}"')
    assert all(quote.places for quote in coverage(tmp_path, policy).quotes)


def test_the_policy_of_the_notice_covers_all_of_it() -> None:
    measured = measure(evalpolicy.load(NOTICE_2024H2).model)
    left = [each.text for source in measured for each in source.sentences if each.is_normative and not each.is_covered]
    assert left == []
    assert sum(each.is_normative for source in measured for each in source.sentences) > 50


def test_what_is_passed_over_and_cited_is_told(tmp_path: Path) -> None:
    policy = POLICY.replace('passes over "某某', 'passes over "费用 320 元。10 月 12 日" because "看过"\n  passes over "某某')
    path = write(tmp_path, policy)
    (told,) = (each for each in lint_file(path) if each.code == "passed-over-and-cited")
    assert (told.severity, told.span.line, told.related[0].span.line) == ("warning", 11, 18)
    assert not [each for each in lint_file(write(tmp_path)) if each.code == "passed-over-and-cited"]
