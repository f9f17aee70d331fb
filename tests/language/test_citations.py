"""`cite` and `passes over`: words that are really there, wherever a policy quotes them."""

from __future__ import annotations

from pathlib import Path

import pytest

from evalpolicy.errors import PolicyError
from evalpolicy.limits import Limits
from evalpolicy.loading import load_text
from evalpolicy.policy import Policy

TEXT = """各教学院部：
考生一次最多
报两 个项目。10 月 12 日 17：00 截
止。职业技能等级认定考生 10 月 12 日 17：00 截止。
"""

HEAD = """policy small "small"
  language 1
  messages en
  timezone Asia/Shanghai
  currency CNY
  in force 2024-01-01 .. 2024-12-31
  process enrol
source notice "notice"
  file "notice.txt"
"""
STEP = 'step enrol "enrolment"\n'


def load(folder: Path, text: str) -> Policy:
    (folder / "notice.txt").write_text(TEXT, encoding="utf-8")
    model, warnings = load_text(text, name="small.policy", folder=folder, limits=Limits())
    return Policy(model, warnings)


def codes(folder: Path, text: str) -> list[tuple[str, int]]:
    with pytest.raises(PolicyError) as raised:
        load(folder, text)
    return [(each.code, each.span.line) for each in raised.value.diagnostics]


def cited(folder: Path, quote: str) -> list[str]:
    source = load(folder, HEAD + STEP).model.sources["notice"]
    return [source.text[start:end] for start, end in source.places(quote)]


def test_places_are_those_of_the_text_itself(tmp_path: Path) -> None:
    assert cited(tmp_path, "最多报两个 项目") == ["最多\n报两 个项目"]


def test_every_place_is_found(tmp_path: Path) -> None:
    assert cited(tmp_path, "10月12日17：00截止") == ["10 月 12 日 17：00 截\n止", "10 月 12 日 17：00 截止"]


@pytest.mark.parametrize("quote", ["三个项目", "", " \n\u3000"])
def test_what_is_not_there_has_no_place(tmp_path: Path, quote: str) -> None:
    assert cited(tmp_path, quote) == []


BODIES = {
    "policy": HEAD.replace("source notice", '  CITE\nsource notice') + STEP,
    "source": HEAD + "  CITE\n" + STEP,
    "record": HEAD + 'record held "held"\n  CITE\n  field year : number "year"\n' + STEP,
    "fact": HEAD + 'fact applicant.age : number "age"\n  CITE\n' + STEP,
    "type": HEAD + 'type kind "kind" = one "one" | two "two"\n  CITE\n' + STEP,
    "define": HEAD + "define limit = 2\n  CITE\n" + STEP,
    "step": HEAD + STEP + "  CITE\n",
    "invariant": HEAD + STEP + "invariant few\n  CITE\n  require outcome is accepted implies at most 2 selections\n",
    "example": HEAD + 'fact applicant.audience : text "who"\n' + STEP + 'example "one"\n  CITE\n  applicant audience "campus"\n  expect pending\n',
}


@pytest.mark.parametrize("kind", BODIES)
def test_quotes_are_looked_at_wherever_they_stand(tmp_path: Path, kind: str) -> None:
    text = BODIES[kind].replace("CITE", 'cite notice "1" "三个项目"')
    assert codes(tmp_path, text) == [("quote-not-found", text[: text.index("cite")].count("\n") + 1)]


def test_every_wrong_quote_of_a_citation_is_told_once(tmp_path: Path) -> None:
    text = HEAD + STEP + '  cite notice "1" "三个项目" "最多报两个项目" "四个项目"\n'
    assert [code for code, _ in codes(tmp_path, text)] == ["quote-not-found", "quote-not-found"]


def test_every_declaration_is_known_with_what_it_cites(tmp_path: Path) -> None:
    text = HEAD + STEP + '  cite notice "1" "最多报两个项目"\n  cite notice "2" "截止"\nevent exam "exam"\n'
    (_, source, step, event) = load(tmp_path, text.replace("process enrol", "process enrol, exam")).model.citing
    assert (source.kind, source.id, source.citations) == ("SOURCE", "notice", ())
    assert (step.kind, step.id, step.title) == ("STEP", "enrol", "enrolment")
    assert [(each.place, each.quotes) for each in step.citations] == [("1", ("最多报两个项目",)), ("2", ("截止",))]
    assert event.kind == "EVENT"


# --- passes over -------------------------------------------------------------------------------------


def test_a_source_passes_over_words_with_a_reason(tmp_path: Path) -> None:
    text = HEAD + '  passes over "各教学院部：" "考生" because "greeting"\n' + STEP
    (passage,) = load(tmp_path, text).model.sources["notice"].passages
    assert (passage.quotes, passage.because) == (("各教学院部：", "考生"), "greeting")


def test_the_chinese_keyword(tmp_path: Path) -> None:
    (passage,) = load(tmp_path, HEAD + "  略过 “各教学院部：” 因为 “称呼”\n" + STEP).model.sources["notice"].passages
    assert passage.because == "称呼"


@pytest.mark.parametrize(
    ("clause", "code"),
    [
        ('passes over "各位" because "greeting"', "quote-not-found"),
        ('passes over "" because "greeting"', "quote-empty"),
        ('passes over "各教学院部" because " "', "reason-missing"),
    ],
)
def test_what_is_passed_over_has_to_be_there(tmp_path: Path, clause: str, code: str) -> None:
    assert codes(tmp_path, f"{HEAD}  {clause}\n{STEP}") == [(code, HEAD.count("\n") + 1)]


def test_only_a_source_passes_over(tmp_path: Path) -> None:
    ((_, line),) = codes(tmp_path, HEAD + STEP + '  passes over "各教学院部：" because "greeting"\n')
    assert line == HEAD.count("\n") + 2
