"""Every form of expression, and the tree that it is."""

from __future__ import annotations

import pytest

from evalpolicy.source import Span
from tests.syntax.reading import at, expression, shown, spans

EXPRESSIONS = [
    ("a and b", "Binary(and, a, b)"),
    ("a and b and c and d", "Binary(and, Binary(and, a, b), Binary(and, c, d))"),
    ("a or b and c", "Binary(or, a, Binary(and, b, c))"),
    ("not a and b", "Binary(and, Unary(not, a), b)"),
    ("not not a", "Unary(not, Unary(not, a))"),
    ("a and not b or c", "Binary(or, Binary(and, a, Unary(not, b)), c)"),
    ("a implies b", "Binary(implies, a, b)"),
    ("a implies b implies c", "Binary(implies, a, Binary(implies, b, c))"),
    ("a or b implies c and d", "Binary(implies, Binary(or, a, b), Binary(and, c, d))"),
    ("a is b", "Compare(is, a, b)"),
    ("a is not b", "Compare(is_not, a, b)"),
    ("a = 1", "Compare(eq, a, 1)"),
    ("a != 1", "Compare(ne, a, 1)"),
    ("a < 1", "Compare(lt, a, 1)"),
    ("a <= 1", "Compare(le, a, 1)"),
    ("a > 1", "Compare(gt, a, 1)"),
    ("a >= 1", "Compare(ge, a, 1)"),
    ("a at least 1", "Compare(ge, a, 1)"),
    ("a at most 1", "Compare(le, a, 1)"),
    ("a more than 1", "Compare(gt, a, 1)"),
    ("a less than 1", "Compare(lt, a, 1)"),
    ("a before b", "Compare(before, a, b)"),
    ("a after b", "Compare(after, a, b)"),
    ("a on or before b", "Compare(on_or_before, a, b)"),
    ("a on or after b", "Compare(on_or_after, a, b)"),
    ("s contains a", "Compare(contains, s, a)"),
    ("a is given", "Given(a, False)"),
    ("a is not given", "Given(a, True)"),
    ("item is listed", "Listed(item, False)"),
    ("item is not listed", "Listed(item, True)"),
    ("level is stated", "IsStated(level)"),
    ("x in (a, b)", "Membership(x, [a, b], True, False)"),
    ("x not in (a, b)", "Membership(x, [a, b], True, True)"),
    ("x in (a)", "Membership(x, [a], True, False)"),
    ("x in s", "Membership(x, [s], False, False)"),
    ("x not in s", "Membership(x, [s], False, True)"),
    ("x in 1 .. 3", "Between(x, 1, 3)"),
    ("x not in 1 .. 3", "Unary(not, Between(x, 1, 3))"),
    ("x between 1 and 3 and y", "Binary(and, Between(x, 1, 3), y)"),
    ("at most 1 selection", "Counting(le, 1, Rows(selection), None)"),
    ("at least 2 selections where a", "Counting(ge, 2, Rows(selection), a)"),
    ("exactly 1 selection", "Counting(eq, 1, Rows(selection), None)"),
    ("more than n selections", "Counting(gt, n, Rows(selection), None)"),
    ("fewer than (n + 1) selections", "Counting(lt, Binary(+, n, 1), Rows(selection), None)"),
    ("any selection", "Quantified(any, Rows(selection), None)"),
    ("any selections where a and b", "Quantified(any, Rows(selection), Binary(and, a, b))"),
    ("no selection where a", "Quantified(no, Rows(selection), a)"),
    ("every selection has a", "Quantified(every, Rows(selection), None, has=a)"),
    ("every selection where a has b", "Quantified(every, Rows(selection), a, has=b)"),
    ("no two selections share item", "NoTwoShare(Rows(selection), None, item)"),
    ("no two selections where a share item", "NoTwoShare(Rows(selection), a, item)"),
    ("count of selections", "Aggregate(count, None, Rows(selection), None)"),
    ("count of selections where a", "Aggregate(count, None, Rows(selection), a)"),
    ("sum of credits over selections", "Aggregate(sum, credits, Rows(selection), None)"),
    ("sum of credits over selections where a or b", "Aggregate(sum, credits, Rows(selection), Binary(or, a, b))"),
    ("maximum of x over r else 0", "Aggregate(maximum, x, Rows(r), None, otherwise=0)"),
    ("minimum of x over r where a else 0", "Aggregate(minimum, x, Rows(r), a, otherwise=0)"),
    ("latest of d over r else 2024-01-01", "Aggregate(latest, d, Rows(r), None, otherwise=DateLiteral(2024-01-01))"),
    ("earliest of d over r where a else e", "Aggregate(earliest, d, Rows(r), a, otherwise=e)"),
    ("best 3 of score over r", "Aggregate(best, score, Rows(r), None, best=3)"),
    ("best 3 of score over r where a", "Aggregate(best, score, Rows(r), a, best=3)"),
    ("different trade over applicant.held where a", "Aggregate(different, trade, Rows(applicant.held), a)"),
    ("mean of score weighted by credits over r", "Aggregate(mean, score, Rows(r), None, second=credits)"),
    ("mean of score weighted by credits over r where a", "Aggregate(mean, score, Rows(r), a, second=credits)"),
    ("full months covered by start to end over applicant.jobs", "Aggregate(covered_months, start, Rows(applicant.jobs), None, second=end)"),
    ("full months covered by start to end over applicant.jobs where a", "Aggregate(covered_months, start, Rows(applicant.jobs), a, second=end)"),
    (
        "every applicant.attempts as a has at most 2 applicant.attempts as b where b.date between a.date and 1 year after a.date",
        "Quantified(every, Rows(applicant.attempts, alias=a), None, has="
        "Counting(le, 2, Rows(applicant.attempts, alias=b), Between(b.date, a.date, Relative(Duration(1, years), after, a.date))))",
    ),
    ("(sum of x over r where a) at least 12", "Compare(ge, Aggregate(sum, x, Rows(r), a), 12)"),
    ("sum of x over r at least 12", "Compare(ge, Aggregate(sum, x, Rows(r), None), 12)"),
    ("a + b - c", "Binary(-, Binary(+, a, b), c)"),
    ("a + b * c", "Binary(+, a, Binary(*, b, c))"),
    ("a * (b + c)", "Binary(*, a, Binary(+, b, c))"),
    ("a - -1", "Binary(-, a, Unary(-, 1))"),
    ("- a * b", "Binary(*, Unary(-, a), b)"),
    ("a / 2 rounded up to 10", "Rounded(Binary(/, a, 2), up, 10)"),
    ("a / 2 rounded down to 0.5 + 1", "Binary(+, Rounded(Binary(/, a, 2), down, 1/2), 1)"),
    ("a rounded half up to 1", "Rounded(a, half_up, 1)"),
    ("min(a, b)", "MinMax(min, [a, b])"),
    ("max(a, b, 3) + 1", "Binary(+, MinMax(max, [a, b, 3]), 1)"),
    ("if a then 1 else 2", "Conditional(a, 1, 2)"),
    ("if a then 1 else if b then 2 else 3", "Conditional(a, 1, Conditional(b, 2, 3))"),
    ("if a then if b then 1 else 2 else 3", "Conditional(a, Conditional(b, 1, 2), 3)"),
    ("if a then maximum of x over r where b else 0 else 3", "Conditional(a, Aggregate(maximum, x, Rows(r), b, otherwise=0), 3)"),
    ("fee - if a then 1 else 2", "Binary(-, fee, Conditional(a, 1, 2))"),
    ("full years from a to b", "FullUnits(years, a, b)"),
    ("full months from a to b + 1", "Binary(+, FullUnits(months, a, b), 1)"),
    ("full days from a to 3 days after b", "FullUnits(days, a, Relative(Duration(3, days), after, b))"),
    ("age of applicant.id.birth_date on exam at least 16", "Compare(ge, FullUnits(years, applicant.id.birth_date, exam, age=True), 16)"),
    ("age of d on 1 day before exam", "FullUnits(years, d, Relative(Duration(1, days), before, exam), age=True)"),
    ("3 days after x", "Relative(Duration(3, days), after, x)"),
    ("2 working days before x", "Relative(Duration(2, working_days), before, x)"),
    ("1 month after x", "Relative(Duration(1, months), after, x)"),
    ("36 hours after x", "Relative(Duration(36, hours), after, x)"),
    ("3 days from x", "Relative(Duration(3, days), from, x)"),
    ("1 week after x", "Relative(Duration(1, weeks), after, x)"),
    ("1 year after x and y", "Binary(and, Relative(Duration(1, years), after, x), y)"),
    ("3 days after x at 17:00", "AtTime(Relative(Duration(3, days), after, x), 17:00:00)"),
    ("x at 17:00", "AtTime(x, 17:00:00)"),
    ("x at 9:05:30", "AtTime(x, 09:05:30)"),
    ("second weekend of November 2024", "CalendarWords(2, weekend, 2024, 11)"),
    ("last working day of 2024-10", "CalendarWords(-1, working_day, 2024, 10)"),
    ("first Monday of 2024-10", "CalendarWords(1, monday, 2024, 10)"),
    ("third day of January 2025", "CalendarWords(3, day, 2025, 1)"),
    ("2024-10", "Binary(-, 2024, 10)"),
    ("12.5", "12.5"),
    ("007", "007"),
    ("80 %", "80%"),
    ("200 KB", "Size(204800)"),
    ("1.5 MB", "Size(1572864)"),
    ("3 B", "Size(3)"),
    ("2 GB", "Size(2147483648)"),
    ("2024-9-1", "DateLiteral(2024-09-01)"),
    ("2024-10-10 Thursday", "DateLiteral(2024-10-10, weekday=3)"),
    ("2024-10-10 (Thursday)", "DateLiteral(2024-10-10, weekday=3)"),
    ("2024-09-30（周一）", "DateLiteral(2024-09-30, weekday=0)"),
    ("2024-10-10 17:00", "InstantLiteral(2024-10-10 17:00:00)"),
    ("2024-10-10 17:00 Thursday", "InstantLiteral(2024-10-10 17:00:00, weekday=3)"),
    ("2024-10-10 周四 17:00", "InstantLiteral(2024-10-10 17:00:00, weekday=3)"),
    ('"text"', "TextLiteral(text)"),
    ('"a \\"b\\" \\\\ c"', 'TextLiteral(a "b" \\ c)'),
    ("“外「内」“里”外”", "TextLiteral(外「内」“里”外)"),
    ("yes", "Truth(True)"),
    ("no", "Truth(False)"),
    ("x is no", "Compare(is, x, Truth(False))"),
    ("selections", "selection"),
    ("selection.item.level", "selection.item.level"),
    ("x.selections.count.at", "x.selections.count.at"),
    ("「a b」.「and」", "a b.and"),
    ("2024H2", "2024H2"),
    ("43010520050101005X", "43010520050101005X"),
    ("电工", "电工"),
    ("count", "count"),
    ("item is level", "Compare(is, item, level)"),
    ("month at least date", "Compare(ge, month, date)"),
    ("min", "min"),
    ("(a)", "a"),
]


@pytest.mark.parametrize(("text", "tree"), EXPRESSIONS, ids=[text for text, _ in EXPRESSIONS])
def test_form(text: str, tree: str) -> None:
    assert shown(expression(text)) == tree


@pytest.mark.parametrize("text", [text for text, _ in EXPRESSIONS])
def test_brackets_change_nothing(text: str) -> None:
    assert shown(expression(f"(({text}))")) == shown(expression(text))


@pytest.mark.parametrize("text", [text for text, _ in EXPRESSIONS])
def test_whole_span_is_the_text(text: str) -> None:
    assert expression(text).span == Span(1, 1, 1, len(text) + 1)
    assert all(Span(1, 1, 1, 1) <= span and span.end_column <= len(text) + 1 for span in spans(expression(text)))


@pytest.mark.parametrize("text", [text for text, _ in EXPRESSIONS if text[0] != "("])
def test_any_form_may_be_the_last_operand(text: str) -> None:
    """Open forms reach as far as they can, so that they can end a chain but not stand inside it without brackets."""
    alone = shown(expression(text))
    assert shown(expression(f"z and ({text})")) == f"Binary(and, z, {alone})"
    assert shown(expression(f"({text}) is z")) == f"Compare(is, {alone}, z)"


def test_spans_of_operands() -> None:
    text = "(a or b) and x.level at least 3 days after exam"
    found = expression(text)
    assert [at(text, span) for span in spans(found)] == [
        "(a or b) and x.level at least 3 days after exam",
        "(a or b)",
        "a",
        "a",
        "b",
        "b",
        "x.level at least 3 days after exam",
        "x.level",
        "x",
        "level",
        "3 days after exam",
        "3 days",
        "exam",
        "exam",
    ]


def test_long_chain_is_not_deep() -> None:
    """Five thousand operands are read, and the tree of them is walked without trouble."""
    found = expression(" or ".join(f"a{number} and b" for number in range(5000)))
    assert shown(found).count("Binary(and") == 5000
