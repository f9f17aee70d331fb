"""The checks that look at the text of a policy alone: what each finds, and what it does not."""

from __future__ import annotations

import importlib
import pkgutil
import re
from pathlib import Path

import pytest

from evalpolicy.lint import checks
from evalpolicy.lint.linter import lint_text
from tests.errors.excerpts import BASE, FOLDER


def found(*changes: tuple[str, str], more: str = "") -> list[tuple[str, str]]:
    """Code and marked words of everything that lint says of the small policy with these changes, and with more at its end."""
    text = BASE
    for old, new in changes:
        assert text.count(old) == 1
        text = text.replace(old, new)
    said = lint_text(text + more, name="base.policy", folder=FOLDER)
    return [(each.code, each.file.words(each.span)) for each in said]


def test_every_module_of_a_check_is_asked() -> None:
    names = {module.name for module in pkgutil.iter_modules(checks.__path__)}
    modules = [importlib.import_module(f"{checks.__name__}.{name}") for name in names]
    assert {module.CHECK for module in modules if hasattr(module, "CHECK")} == set(checks.CHECKS)


SENIOR = "rule senior\n  when any selection where level is 5\n  require {}\n"


@pytest.mark.parametrize(
    ("condition", "marked"),
    [
        ("applicant.years at most 60", "applicant.years at most 60"),
        ("applicant.years at least 61", "applicant.years at least 61"),
        ("applicant.years more than 60", "applicant.years more than 60"),
        ("not applicant.years = 61", "applicant.years = 61"),
        ("at least 0 selections where level is 5", "at least 0 selections where level is 5"),
        ("any selection where level at least 5", "level at least 5"),
        ("applicant.prize or applicant.years + 3 less than 3", "applicant.years + 3 less than 3"),
        (
            "any selection where attempt is initial and (attempt is retake and level is 4)",
            "attempt is initial and (attempt is retake and level is 4)",
        ),
    ],
)
def test_a_condition_that_is_settled(condition: str, marked: str) -> None:
    assert found(more=SENIOR.format(condition)) == [("settled-condition", marked)]


@pytest.mark.parametrize(
    "condition",
    ["applicant.years at most 59", "applicant.years more than 0", "at most 2 selections", "any selection where level at least 4", "fee at most 500"],
)
def test_a_condition_that_is_not_settled(condition: str) -> None:
    assert found(more=SENIOR.format(condition)) == []


def test_conditions_of_exceptions_and_adjustments_are_looked_at() -> None:
    exception = ("  when applicant.prize\n", "  when applicant.prize and applicant.years at most 60\n")
    adjustment = ("  when applicant.audience is campus\n", "  when applicant.years less than 0\n")
    assert found(exception) == [("settled-condition", "applicant.years at most 60")]
    assert found(adjustment) == [("settled-condition", "applicant.years less than 0")]


def test_a_window_that_hangs_on_an_open_reading_settles_nothing() -> None:
    """Nor does one that some application is excepted from."""
    late = SENIOR.format("registration.at after 2025-03-14")
    marked = ("settled-condition", "registration.at after 2025-03-14")
    reading = 'reading late "?"\n  option a "A"\n  option b "B"\n'
    window = ("  window 2025-03-03 .. 2025-03-14", "  window 2025-03-03 .. (if late is a then 2025-03-14 else 2025-03-16)")
    excepted = "exception again to registration\n  when applicant.prize\n  waive\n"
    assert marked in found(more=late)
    assert marked not in found(window, more=reading + late)
    assert marked not in found(more=late + excepted)


WINDOW = "  window 2025-03-03 .. 2025-03-14"
COUNTED, NOT_COUNTED = (f"{WINDOW} when retakes_count is {answer}" for answer in ("counted", "not_counted"))


@pytest.mark.parametrize(
    ("windows", "marked"),
    [
        ((COUNTED,), COUNTED),
        ((COUNTED, COUNTED.replace("03-14", "03-15")), COUNTED.replace("03-14", "03-15")),
        ((COUNTED, NOT_COUNTED), None),
        ((COUNTED, WINDOW), None),
        ((COUNTED, f"{WINDOW} when applicant.prize"), None),
    ],
)
def test_an_answer_to_a_reading_without_a_window(windows: tuple[str, ...], marked: str | None) -> None:
    said = found((f"{WINDOW}\n", "".join(f"{window}\n" for window in windows)))
    assert said == ([] if marked is None else [("answer-without-window", marked.strip())])


def test_dates_outside_the_time_in_force() -> None:
    late = ("  on 2025-05-10 Saturday", "  on 2025-08-31 .. 2025-09-01")
    early = ("  window 2025-03-03 .. 2025-03-14", "  window 2025-02-16 09:00 .. 2025-03-14")
    assert found(late) == [("outside-in-force", "2025-09-01")]
    assert found(early) == [("outside-in-force", "2025-02-16 09:00")]
    assert found(("  on 2025-05-10 Saturday", "  on 2025-02-17 .. 2025-08-31")) == []


def test_steps_out_of_order() -> None:
    before = ("  window 2025-03-24 .. 2025-03-28", "  window 2025-02-24 .. 2025-03-02")
    assert found(before) == [("out-of-order", "payment")]
    assert found(("  window 2025-03-24 .. 2025-03-28", "  due 2025-03-02 17:00")) == [("out-of-order", "payment")]
    assert found(("  on 2025-05-10 Saturday", "  on 2025-03-01 .. 2025-03-02")) == [("out-of-order", "exam")]
    assert found(("  window 2025-03-24 .. 2025-03-28", "  window 2025-02-24 .. 2025-03-03")) == []
    assert found(("  window 2025-03-24 .. 2025-03-28", "  due 3 days after registration.at")) == []
    some = ('step registration "报名"\n', 'step registration "报名"\n  when any selection where attempt is initial\n')
    assert found(before, some) == []


def test_a_message_in_one_language() -> None:
    chinese = '  message "报了 {count} 个项目，最多 {limit} 个。"\n'
    english = (chinese, chinese + '  message en "{count} items; at most {limit}."\n')
    one = ('rule offered "级别开考"\n', 'rule offered "级别开考"\n  message "级别没有开考。"\n')
    two = ('rule admitted "对象相符"\n', 'rule admitted "对象相符"\n  message "对象不符。"\n')
    assert found(english) == []
    assert found(one) == []
    assert found(english, one) == [("untranslated-message", 'message "级别没有开考。"')]
    assert found(english, one, two) == []


MORE, LESS = "applicant.years more than 3", "applicant.years less than 2"
CHINESE = ('message "多于三年。" when ' + MORE, 'message "少于两年。" when ' + LESS)
ENGLISH = ('message en "More than three." when ' + MORE, 'message en "Fewer than two." when ' + LESS)


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ((*CHINESE, *ENGLISH), ()),
        ((*CHINESE, ENGLISH[0]), (CHINESE[1],)),
        ((CHINESE[0], *ENGLISH), (ENGLISH[1],)),
        (CHINESE, CHINESE),
        ((*CHINESE, ENGLISH[0], 'message en "Fewer than two." when applicant.years < 2'), ()),
        ((*CHINESE, ENGLISH[0], 'message en "One." when applicant.years is 1'), (CHINESE[1], 'message en "One." when applicant.years is 1')),
        ((*CHINESE, *ENGLISH, 'message "年限不对。"'), ('message "年限不对。"',)),
        (('message "年限不对。"', 'message en "Wrong number of years."', *CHINESE), CHINESE),
    ],
)
def test_a_message_without_one_under_the_same_condition(lines: tuple[str, ...], told: tuple[str, ...]) -> None:
    """Of the rules that have messages, at least half speak both languages."""
    both = 'rule offered "级别开考"\n', 'rule offered "级别开考"\n  message "级别没有开考。"\n  message en "Not offered."\n'
    plain = '  message "报了 {count} 个项目，最多 {limit} 个。"\n', ""
    more = SENIOR.format("applicant.years at least 4") + "".join(f"  {line}\n" for line in lines)
    assert found(both, plain, more=more) == [("untranslated-message", line) for line in told]


@pytest.mark.parametrize("other", [['message en "Wrong number of years."'], ['message en "Not three." when applicant.years is not 3']])
def test_cases_that_the_languages_part_in_another_way(other: list[str]) -> None:
    both = 'rule offered "级别开考"\n', 'rule offered "级别开考"\n  message "级别没有开考。"\n  message en "Not offered."\n'
    plain = '  message "报了 {count} 个项目，最多 {limit} 个。"\n', ""
    more = SENIOR.format("applicant.years at least 4") + "".join(f"  {line}\n" for line in (*CHINESE, *other))
    assert found(both, plain, more=more) == []


def test_the_line_to_add_names_the_condition() -> None:
    english = "".join(f"  {line}\n" for line in (*CHINESE, ENGLISH[0]))
    policy = BASE.replace('  message "报了 {count} 个项目，最多 {limit} 个。"\n', "") + SENIOR.format("applicant.years at least 4") + english
    said = [each for each in lint_text(policy, name="base.policy", folder=FOLDER) if each.code == "untranslated-message"]
    assert [each.help and each.help.en for each in said] == [f'add a line `message en "…" when {LESS}`']


def test_one_name_in_two_catalogs() -> None:
    extra = 'catalog extra\n  column admits "a" : set of audience\n  | item | name | also | admits |\n'
    no_fee = ("fee-gap", "evaluation")
    assert found(more=extra + "  | office | Office | | campus |\n") == [no_fee, ("item-in-catalogs", "| office | Office | | campus |")]
    assert [code for code, _ in found(more=extra + "  | other | Other | ＯＦＦＩＣＥ | campus |\n")] == ["fee-gap", "item-in-catalogs"]
    assert found(more=extra + "  | other | Other | 其他 | campus |\n") == [no_fee]


def test_a_place_that_stays_empty() -> None:
    say = SENIOR + '  message "{}"\n'
    assert found(more=say.format("applicant.years at least 4", "{items}")) == [("nothing-to-fill-in", "items")]
    assert found(more=say.format("applicant.prize", "{limit}")) == [("nothing-to-fill-in", "limit")]
    assert found(more=say.format("applicant.years at least 4", "{limit}")) == []
    by_name = "define few = at most 2 selections\n" + say.format("few", "{count}")
    assert found(more=by_name) == []


def test_each_is_let_pass_with_a_reason() -> None:
    reason = "  # lint: allow {} because the test says so"
    changes = [
        (("  on 2025-05-10 Saturday", "  on 2025-09-10" + reason.format("outside-in-force")),),
        (
            ("  window 2025-03-24 .. 2025-03-28", "  window 2025-02-24 .. 2025-03-02"),
            ('step payment "缴费"', 'step payment "缴费"' + reason.format("out-of-order")),
        ),
    ]
    for change in changes:
        assert found(*change) == []
    assert found(more=SENIOR.format("applicant.years at most 60" + reason.format("settled-condition"))) == []


ROW = "  | grade   | initial | 3     |                    | 380                |\n"
"""A row of the small policy's fee table."""


def test_a_case_without_a_fee_row() -> None:
    """The case is shown; one that is not stated on purpose, and one that the rules refuse, is none."""
    assert not [code for code, _ in found() if code == "fee-gap"]
    assert [marked for code, marked in found((ROW, "")) if code == "fee-gap"]
    said = lint_text(BASE.replace(ROW, ""), name="base.policy", folder=FOLDER)
    (gap,) = [each for each in said if each.code == "fee-gap"]
    assert gap.message.en == "no row of the fee table is for this case: item = electrician, level = 3, attempt = initial"
    assert gap.severity == "warning"
    silenced = BASE.replace(ROW, "").replace("per selection\n", "per selection  # lint: allow fee-gap because of a later circular\n", 1)
    assert not [each for each in lint_text(silenced, name="base.policy", folder=FOLDER) if each.code == "fee-gap"]


def test_a_case_of_the_application_without_a_fee_row() -> None:
    table = '\nfee report "成绩单" per application\n  | applicant.audience | applicant.years | amount |\n  | campus | | 10 |\n'
    table += "  | public | at most 3 | 20 |\n"
    said = [each for each in lint_text(BASE + table, name="base.policy", folder=FOLDER) if each.code == "fee-gap"]
    assert next(each.message.en for each in said) == "no row of the fee table is for this case: audience = public, years = 4"
    whole = table + "  | public | more than 3 | 30 |\n"
    assert not [each for each in lint_text(BASE + whole, name="base.policy", folder=FOLDER) if each.code == "fee-gap"]


def test_a_row_that_is_for_nobody() -> None:
    row = "  | grade   | initial | 4     |                    | 320                |\n"
    never = row.replace("|                    |", "| theory             |")
    assert ("row-never-matches", " ".join(never.split())) in found((row, never))
    assert not [code for code, _ in found() if code == "row-never-matches"]


@pytest.mark.parametrize(
    ("window", "never"),
    [
        ("5 days after registration.at .. 3 days after registration.at", True),
        ("3 days after registration.at .. 3 days after registration.at", False),
        ("10 working days after exam .. 9 working days after exam", True),
        ("2 months after exam .. 1 month after exam", True),
        ("1 month after exam .. 2 months after exam", False),
        ("1 day after exam .. 2025-05-01", True),
    ],
)
def test_a_calculated_window_that_ends_before_it_begins(window: str, never: bool) -> None:
    said = found(("window 2025-03-24 .. 2025-03-28", f"window {window}"))
    assert ("window-never-open" in [code for code, _ in said]) is never


def test_a_step_without_a_time() -> None:
    assert ("no-time-stated", "payment") in found(("  window 2025-03-24 .. 2025-03-28\n", ""))


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("%d", "%d"),
        ("${count}", "${count}"),
        ("{{count}}", "{{count}}"),
        ("【个数】", "【个数】"),
        ("[applicant.years]", "[applicant.years]"),
        ("【从业年限】", "【从业年限】"),
        ("{0}", "{0}"),
        ("｛limit｝", "｛limit｝"),
        ("【重要】", None),
        ("100%", None),
        ("{count}", None),
    ],
)
def test_a_placeholder_of_another_notation(written: str, told: str | None) -> None:
    marked = [words for code, words in found(("报了 {count} 个项目", f"报了 {written} 个项目")) if code == "foreign-placeholder"]
    assert marked == ([] if told is None else [told])


@pytest.mark.parametrize(
    ("written", "told", "meant"),
    [
        ("｛applicant.number｝", "｛applicant.number｝", "{applicant.number}"),
        ("{{考生号}}", "{{考生号}}", "{applicant.number}"),
        ("（考生号）", "（考生号）", "{applicant.number}"),
        ("(applicant.number)", "(applicant.number)", "{applicant.number}"),
        ("%s", "%s", None),
        ("照片（正面）", None, None),
        ("{applicant.number}", None, None),
    ],
)
def test_a_placeholder_of_another_notation_in_the_name_of_a_file(written: str, told: str | None, meant: str | None) -> None:
    """Where nothing is filled in, no applicant's file is ever the one that is asked for."""
    text = BASE + f'\nfact applicant.number : text "考生号"\nrule photo "照片"\n  at registration\n  file exactly one "{written}.jpg"\n'
    marked = [each for each in lint_text(text, name="b", folder=FOLDER) if each.code == "foreign-placeholder"]
    assert [each.file.words(each.span) for each in marked] == ([] if told is None else [told])
    assert [each.fix and each.fix.replacement for each in marked] == ([] if told is None else [meant])


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        ("registration at least 3 days before 2025-03-14", True),
        ("registration 少于 3 日 早于 2025-03-14", True),
        ("registration >= 3 days before 2025-03-14", False),
        ("registration on or before 3 days before 2025-03-14", False),
        ("registration at least 3 days after 2025-03-01", False),
        ("applicant.years at least 3", False),
    ],
)
def test_the_days_between_or_a_day(condition: str, told: bool) -> None:
    marked = [words for code, words in found(more=f"rule in_time\n  require {condition}\n") if code == "earlier-or-later"]
    assert marked == ([condition] if told else [])


@pytest.mark.parametrize(
    ("condition", "marked"),
    [
        ("any selection where level is 5 implies applicant.prize", ["level is 5 implies applicant.prize"]),
        ("至多 1 selection 其中 level is 5 则须 applicant.prize", ["level is 5 则须 applicant.prize"]),
        ("(any selection where level is 5) implies applicant.prize", []),
        ("any selection where (level is 5 implies applicant.prize)", []),
        ("every selection where level is 5 has attempt is initial implies applicant.prize", []),
        ("applicant.prize implies at most 1 selection where level is 5", []),
    ],
)
def test_an_implication_within_a_where(condition: str, marked: list[str]) -> None:
    text = f"rule beginners\n  require {condition}\n"
    assert [words for code, words in found(more=text) if code == "implies-within-where"] == marked


@pytest.mark.parametrize(
    ("zone", "place", "fixed"),
    [("Etc/GMT+8", "UTC-8", "Asia/Shanghai"), ("Etc/GMT-3", "UTC+3", "Etc/GMT+3"), ("Asia/Shanghai", None, ""), ("Etc/UTC", None, "")],
)
def test_zones_whose_sign_is_the_other_way_round(zone: str, place: str | None, fixed: str) -> None:
    text = re.sub(r"timezone +\S+", f"timezone {zone}", BASE)
    assert zone in text
    told = [each for each in lint_text(text, name="b", folder=FOLDER) if each.code == "zone-turned-round"]
    assert [(place in each.message.en, each.fix.replacement if each.fix else None) for each in told if place] == ([(True, fixed)] if place else [])
    assert len(told) == (place is not None)


@pytest.mark.parametrize(
    ("zone", "end", "said"),
    [
        ("Europe/Berlin", "2025-03-30 02:30", "read as 03:30"),
        ("Europe/Berlin", "2025-10-26 02:30", "comes twice"),
        ("Europe/Berlin", "2025-03-30 03:00", None),
        ("Europe/Berlin", "2025-03-30", None),
        ("Australia/Lord_Howe", "2025-10-05 02:15", "read as 02:45"),
        ("Asia/Shanghai", "2025-03-30 02:30", None),
    ],
)
def test_times_when_the_clocks_change(zone: str, end: str, said: str | None) -> None:
    head = f"policy t\n  language 1\n  messages en\n  in force 2025-01-01 .. 2025-12-31\n  timezone {zone}\n  currency EUR\n  process entry\n"
    text = f"{head}\nstep entry\n  window 2025-03-01 09:00 .. {end}\n"
    told = [each for each in lint_text(text, name="b", folder=FOLDER) if each.code == "time-of-clock-change"]
    assert [(said in each.message.en, each.file.words(each.span)) for each in told if said] == ([(True, end)] if said else [])
    assert len(told) == (said is not None)


def test_place_and_words_the_wrong_way_round() -> None:
    source = '\nsource spring "通知"\n  file "notice.txt"\n\nadvice a "…"\n  cite spring {}\n  require any selection\n'
    wrong, right = '"考生一次最多报两个项目" "一"', '"一" "考生一次最多报两个项目"'
    (told,) = [each for each in lint_text(BASE + source.format(wrong), name="b", folder=FOLDER) if each.code == "place-and-words-swapped"]
    assert told.fix is not None
    assert told.fix.replacement == right
    assert not [each for each in lint_text(BASE + source.format(right), name="b", folder=FOLDER) if each.code == "place-and-words-swapped"]


ROUTES = """
source notice "通知"
  file "notice.txt"

rule seniority
  cite notice "三" "{quote}"
  when any selection where level is 3
  route worked
    cite notice "三" "竞赛获奖的"
    require applicant.years at least 4
  route scored
    cite notice "三" "申报高级不受年限限制"
    require any applicant.held where level is 4 and score at least 90
  route certified
    cite notice "三" "竞赛获奖"
    require any applicant.held where level is 4
"""


def lost_routes(more: str, folder: Path) -> list[str]:
    """The marked words of what is told of lost routes; the source lists three conditions, of which one is enough."""
    listed = "四、具备以下条件之一的可申报：（1）从业四年；（2）成绩优秀；（3）持有中级证书。"
    (folder / "notice.txt").write_text((FOLDER / "notice.txt").read_text(encoding="utf-8") + listed, encoding="utf-8")
    said = lint_text(BASE + more, name="base.policy", folder=folder)
    assert all(each.severity != "error" for each in said)
    return [each.file.words(each.span) for each in said if each.code == "route-lost"]


def test_a_line_that_opens_one_of_several_routes_is_missed(tmp_path: Path) -> None:
    sound = ROUTES.format(quote="申报高级")
    assert lost_routes(sound, tmp_path) == []
    for route, first in (("worked", "竞赛获奖的"), ("scored", "申报高级不受年限限制"), ("certified", "竞赛获奖")):
        assert lost_routes(sound.replace(f"  route {route}\n", ""), tmp_path) == [f'cite notice "三" "{first}"']


def test_what_every_route_asks_is_no_lost_route(tmp_path: Path) -> None:
    sound = ROUTES.format(quote="申报高级")
    assert lost_routes(sound.replace("  route worked\n", "  require applicant.years at least 1\n  route worked\n"), tmp_path) == []
    one = "    require applicant.years at least 1\n"
    assert lost_routes(sound.replace("    require applicant.years", f"{one}    require applicant.years"), tmp_path) == []


def test_a_rule_has_as_many_routes_as_its_source_lists_conditions(tmp_path: Path) -> None:
    listed = ROUTES.format(quote="具备以下条件之一的可申报：（1）从业四年；（2）成绩优秀；（3）持有中级证书。")
    assert lost_routes(listed, tmp_path) == []
    assert lost_routes(listed[: listed.index("  route certified")], tmp_path) == ["seniority"]
