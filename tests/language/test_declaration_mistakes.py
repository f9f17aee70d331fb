"""Each mistake of a declaration: its code, and what it points at; and nothing else is said."""

from __future__ import annotations

import pytest

from .declarations import load_small, mistakes

VOCABULARY = """\
type colour "colour" = red "Red" | blue "Blue" also "Navy"
type level "level" = 5 "low" < 4 "mid" < 3 "high"
record cert "cert"
  field issued : date "issued"
  field level : level "level"
fact applicant.n : number 0 .. 10 "n"
fact applicant.c : colour "c"
fact applicant.s : set of colour "s"
fact applicant.d : date "d"
fact enrol.amount : amount "paid"
catalog items "items"
  column credits "credits" : number 0 .. 30
  | item | name | credits |
  | maths | Mathematics | 5 |
  | music | Music | 3 |
"""

MISTAKES = [
    (
        "fact applicant.n : date\n",
        [("duplicate-name", "applicant.n")],
    ),
    (
        "fact enrol.at : instant\n",
        [("built-in-fact", "enrol.at")],
    ),
    (
        "fact nobody.x : date\n",
        [("unknown-owner", "nobody")],
    ),
    (
        "fact applicant : date\n",
        [("fact-path", "applicant")],
    ),
    (
        "fact applicant.x : colours\n",
        [("unknown-type", "colours")],
    ),
    (
        "fact applicant.x : number 10 .. 0\n",
        [("bounds-reversed", "number 10 .. 0")],
    ),
    (
        "fact applicant.x : number 0 .. 10 default 11\n",
        [("out-of-bounds", "11")],
    ),
    (
        "fact applicant.x : colour default green\n",
        [("unknown-value", "green")],
    ),
    (
        "fact applicant.x : set of number\n",
        [("set-of", "set of number")],
    ),
    (
        "fact selection.x : list of cert\n",
        [("list-owner", "list of cert")],
    ),
    (
        "fact applicant.x : list of colour\n",
        [("unknown-record", "colour")],
    ),
    (
        "fact applicant.x : date never empty\n",
        [("never-empty", "applicant.x")],
    ),
    (
        "fact applicant.x : date default 2024-02-30\n",
        [("no-such-date", "2024-02-30")],
    ),
    (
        "fact applicant.x : amount default -3\n",
        [("out-of-bounds", "-3")],
    ),
    (
        "fact applicant.x : yes or no when applicant.n\n",
        [("not-a-condition", "applicant.n")],
    ),
    (
        "fact applicant.x : yes or no when nothing_here is 3\n",
        [("unknown-name", "nothing_here")],
    ),
    (
        'type colour "again" = a "A" | b "B"\n',
        [("duplicate-name", "colour")],
    ),
    (
        'type shade "shade" = a "A" | a "B"\n',
        [("duplicate-name", "a")],
    ),
    (
        'type shade "shade" = a "A" | b "A"\n',
        [("duplicate-name", '"A"')],
    ),
    (
        'type shade "shade" = a "A" < b "B" | c "C"\n',
        [("unexpected-token", "|")],
    ),
    (
        'record cert "again"\n'
        "  field x : date\n",
        [("duplicate-name", "cert")],
    ),
    (
        'record other "o"\n'
        "  field x : date\n"
        "  field x : date\n",
        [("duplicate-name", "x")],
    ),
    (
        'record other "o"\n'
        "  field x : list of cert\n",
        [("list-in-record", "list of cert")],
    ),
    (
        'catalog items "again"\n'
        "  | item | name |\n"
        "  | a | A |\n",
        [("duplicate-name", "items")],
    ),
    (
        'catalog more "m"\n'
        "  | item | name |\n"
        "  | a | A | 5 |\n",
        [("row-shape", "| a | A | 5 |")],
    ),
    (
        'catalog more "m"\n'
        "  | item | name | size |\n"
        "  | a | A | 5 |\n",
        [("unknown-column", "size")],
    ),
    (
        'catalog more "m"\n'
        '  column size "s" : number 0 .. 10\n'
        "  | item | name |\n"
        "  | a | A |\n",
        [("column-missing", "| item | name |")],
    ),
    (
        'catalog more "m"\n'
        '  column size "s" : number 0 .. 10\n'
        "  | item | name | size |\n"
        "  | a | A | eleven |\n",
        [("not-constant", "eleven")],
    ),
    (
        'catalog more "m"\n'
        '  column size "s" : number 0 .. 10\n'
        "  | item | name | size |\n"
        "  | a | A | 11 |\n",
        [("out-of-bounds", "11")],
    ),
    (
        'catalog more "m"\n'
        "  | item | name |\n"
        "  | a | A |\n"
        "  | a | B |\n",
        [("duplicate-name", "a")],
    ),
    (
        'catalog more "m"\n'
        "  | item | name |\n"
        "  | a | A |\n"
        "  | b | A |\n",
        [("duplicate-name", "A")],
    ),
    (
        'catalog more "m"\n'
        "  more from nothing\n"
        "  | item | name |\n"
        "  | a | A |\n",
        [("more-from-closed", "more from nothing"), ("unknown-parameter", "nothing")],
    ),
    (
        'catalog more "m"\n'
        '  column credits "c" : date\n'
        "  | item | name | credits |\n"
        "  | a | A | 2024-01-01 |\n",
        [("column-type", "date")],
    ),
    (
        "parameter p : set of item\n"
        "  default maths, physics\n",
        [("unknown-item", "physics")],
    ),
    (
        "parameter p : list of cert\n",
        [("parameter-type", "list of cert")],
    ),
    (
        "parameter p : set of item\n"
        "  default maths\n"
        '  file "x.json"\n',
        [("default-and-file", 'file "x.json"')],
    ),
    (
        "parameter p : set of item\n"
        '  file "nothing-here.json"\n',
        [("file-not-found", '"nothing-here.json"')],
    ),
    (
        'reading q "which?"\n'
        '  option a "A"\n',
        [("reading-options", "q")],
    ),
    (
        'reading q "which?"\n'
        '  option a "A"\n'
        '  option a "B"\n',
        [("duplicate-name", "a")],
    ),
    (
        'reading q "which?"\n'
        '  option a "A"\n'
        '  option b "B"\n'
        '  adopt c because "x"\n',
        [("unknown-option", "c")],
    ),
    (
        "define z = nothing_here + 1\n",
        [("unknown-name", "nothing_here")],
    ),
    (
        "define z of nothing = 1\n",
        [("unknown-record", "nothing")],
    ),
    (
        "define z = 1\n"
        "define z = 2\n",
        [("duplicate-name", "z")],
    ),
    (
        "define z = applicant.n / 3\n",
        [("division-unrounded", "applicant.n / 3")],
    ),
    (
        "define z = applicant.n + applicant.d\n",
        [("type-mismatch", "applicant.d")],
    ),
    (
        "define z = 3 days after applicant.n\n",
        [("type-mismatch", "applicant.n")],
    ),
    (
        "rule r\n",
        [("clause-missing", "r")],
    ),
    (
        "rule r\n"
        "  require applicant.n\n",
        [("not-a-condition", "applicant.n")],
    ),
    (
        "rule r\n"
        "  require applicant.n is red\n",
        [("value-alone", "red")],
    ),
    (
        "rule r\n"
        "  require applicant.c is green\n",
        [("unknown-value", "green")],
    ),
    (
        "rule r\n"
        "  require applicant.c at least red\n",
        [("unordered", "applicant.c at least red")],
    ),
    (
        "rule r\n"
        "  require applicant.x is 3\n",
        [("unknown-name", "x")],
    ),
    (
        "rule r\n"
        "  require applicant.n at least 3\n"
        "  require applicant.n at leas 3\n",
        [("unknown-keyword", "leas")],
    ),
    (
        "rule r\n"
        "  at nowhere\n"
        "  require applicant.n at least 3\n",
        [("unknown-step", "nowhere")],
    ),
    (
        "rule r\n"
        "  require applicant.n at least 3\n"
        "  at enrol\n"
        "  at enrol\n",
        [("clause-twice", "at enrol")],
    ),
    (
        "rule r\n"
        "  require at most 2 selections where item is physics\n",
        [("unknown-item", "physics")],
    ),
    (
        "rule r\n"
        "  require at most 2 selections where item.size at least 3\n",
        [("unknown-name", "size")],
    ),
    (
        "rule r\n"
        "  require at most 2 nothings\n",
        [("not-rows", "nothings")],
    ),
    (
        "rule r\n"
        "  require applicant.n is 3\n"
        "rule r\n"
        "  require applicant.n is 4\n",
        [("duplicate-name", "r")],
    ),
    (
        "rule enrol\n"
        "  require applicant.n is 3\n",
        [("duplicate-name", "enrol")],
    ),
    (
        "rule r\n"
        "  require applicant.n is 3\n"
        '  message "x {nothing}"\n',
        [("unknown-name", "nothing")],
    ),
    (
        "rule r\n"
        "  require applicant.n is 3\n"
        '  message "x {}"\n',
        [("empty-placeholder", "{}")],
    ),
    (
        "rule r\n"
        "  require applicant.n is 3\n"
        '  message "x {applicant.n"\n',
        [("unclosed-brace", "{")],
    ),
    (
        "rule r\n"
        "  require applicant.n is 3\n"
        '  cite nothing "1" "x"\n',
        [("unknown-source", "nothing")],
    ),
    (
        "rule r\n"
        "  require applicant.n is 3\n"
        '  tentative "a"\n'
        '  tentative "b"\n',
        [("clause-twice", 'tentative "b"')],
    ),
    (
        "rule r\n"
        '  route a "A"\n'
        "    require applicant.n is 3\n"
        '  route a "A"\n'
        "    require applicant.n is 4\n",
        [("duplicate-name", "a")],
    ),
    (
        "rule r\n"
        '  file exactly one "a.pdf"\n',
        [("file-without-step", 'file exactly one "a.pdf"')],
    ),
    (
        "rule r\n"
        "  at enrol\n"
        '  file exactly one "{applicant.x}/b.pdf"\n',
        [("unknown-name", "x")],
    ),
    (
        "rule r\n"
        "  require outcome is accepted\n",
        [("unknown-name", "outcome")],
    ),
    (
        "exception e to nothing\n"
        "  when applicant.n is 3\n"
        "  waive\n",
        [("unknown-target", "nothing")],
    ),
    (
        "rule r\n"
        "  require applicant.n is 3\n"
        "exception e to r\n"
        "  when applicant.n is 3\n",
        [("exception-effect", "e")],
    ),
    (
        "rule r\n"
        "  require applicant.n is 3\n"
        "exception e to r\n"
        "  waive\n",
        [("clause-missing", "e")],
    ),
    (
        "rule r\n"
        "  require applicant.n is 3\n"
        "exception e to r\n"
        "  when applicant.n is 3\n"
        "  value 4\n",
        [("exception-effect", "value 4")],
    ),
    (
        "rule r\n"
        "  require applicant.n is 3\n"
        "exception e to r\n"
        "  when applicant.n is 3\n"
        "  waive\n"
        '  needs approval "x"\n',
        [("exception-effect", 'needs approval "x"')],
    ),
    (
        "rule r\n"
        "  require applicant.n is 3\n"
        "exception e to r\n"
        "  when applicant.n is 4\n"
        "  waive\n"
        "exception f to r\n"
        "  when applicant.d before 2024-01-01\n"
        '  needs approval "x"\n',
        [("exceptions-unordered", "f")],
    ),
    (
        "rule r\n"
        "  require applicant.n is 3\n"
        "exception e to r\n"
        "  when applicant.n is 4\n"
        "  waive\n"
        "  before g\n",
        [("unknown-exception", "g")],
    ),
    (
        'event late "l"\n'
        "  on 2024-03-01\n",
        [("process-missing", "late")],
    ),
    (
        'fee f "f" per selection\n',
        [("clause-missing", "f")],
    ),
    (
        'fee f "f" per selection\n'
        "  amount 30\n"
        "  amount 40\n",
        [("clause-twice", "amount 40")],
    ),
    (
        'fee f "f" per selection\n'
        "  amount -30\n",
        [("negative-amount", "-30")],
    ),
    (
        'fee f "f" per selection\n'
        "  amount 30 yuan\n",
        [("unexpected-token", "30 yuan")],
    ),
    (
        'fee f "f" per selection\n'
        "  amount 30.555\n",
        [("amount-too-fine", "30.555")],
    ),
    (
        'fee f "f" per selection\n'
        "  amount 1,000\n",
        [("grouped-number", "1,000")],
    ),
    (
        'fee f "f" per selection\n'
        "  | item | amount |\n"
        "  | maths | 30 |\n"
        "  | maths, music | 40 |\n",
        [("rows-overlap", "| maths, music | 40 |")],
    ),
    (
        'fee f "f" per selection\n'
        "  | item | price |\n"
        "  | maths | 30 |\n",
        [("amount-column", "| item | price |")],
    ),
    (
        'fee f "f" per selection\n'
        "  | item | amount |\n"
        "  | maths | 30 | 40 |\n",
        [("row-shape", "| maths | 30 | 40 |")],
    ),
    (
        'fee f "f" per selection\n'
        "  | item | amount |\n"
        "  | physics | 30 |\n",
        [("unknown-item", "physics")],
    ),
    (
        'fee f "f" per selection\n'
        "  | colour | amount |\n"
        "  | red | 30 |\n",
        [("unknown-name", "colour")],
    ),
    (
        'fee f "f" per selection\n'
        "  | item | amount |\n"
        "  | maths | as item physics |\n",
        [("unknown-item", "physics")],
    ),
    (
        'fee f "f" per selection\n'
        "  | item | amount |\n"
        "  | maths | as colour red |\n",
        [("unknown-column", "colour")],
    ),
    (
        'fee f "f" per selection\n'
        "  amount 30\n"
        "adjustment a to g\n"
        "  add 3\n",
        [("unknown-fee", "g")],
    ),
    (
        'fee f "f" per selection\n'
        "  amount 30\n"
        "adjustment a to f\n"
        "  add 3\n"
        "adjustment b to f\n"
        "  multiply 80 % rounded down to 1\n",
        [("adjustments-unordered", "b")],
    ),
    (
        'fee f "f" per selection\n'
        "  amount 30\n"
        "adjustment a to f\n"
        "  multiply 80 %\n",
        [("rounding-missing", "80 %")],
    ),
    (
        'fee f "f" per selection\n'
        "  amount 30\n"
        "adjustment a to f\n"
        "  when applicant.n is 3\n",
        [("adjustment-effect", "a")],
    ),
    (
        'fee f "f" per selection\n'
        "  amount 30\n"
        "adjustment a to f\n"
        "  add 3\n"
        "  after a\n",
        [("circular", "a")],
    ),
    (
        'fee f "f" per selection\n'
        "  amount 30\n"
        "adjustment a to f\n"
        "  add 3\n"
        "  after z\n",
        [("unknown-adjustment", "z")],
    ),
    (
        'invariant i "i"\n',
        [("clause-missing", "i")],
    ),
    (
        'invariant i "i"\n'
        "  require status.nothing is violated\n",
        [("unknown-name", "nothing")],
    ),
    (
        'invariant i "i"\n'
        "  require outcome is fine\n",
        [("unknown-value", "fine")],
    ),
    (
        'example "x"\n'
        "  applicant n 11\n"
        "  expect accepted\n",
        [("out-of-bounds", "11")],
    ),
    (
        'example "x"\n'
        "  applicant m 1\n"
        "  expect accepted\n",
        [("unknown-fact", "m")],
    ),
    (
        'example "x"\n'
        "  select physics\n"
        "  expect accepted\n",
        [("unknown-item", "physics")],
    ),
    (
        'example "x"\n'
        "  done payment 2024-03-01 10:00\n"
        "  expect accepted\n",
        [("unknown-step", "payment")],
    ),
    (
        'example "x"\n'
        "  expect violated nothing_here\n",
        [("unknown-rule", "nothing_here")],
    ),
    (
        'example "x"\n'
        "  expect accepted\n"
        "  expect rejected\n",
        [("expect-twice", "expect rejected")],
    ),
    (
        'example "x"\n'
        "  done enrol 2024-03-01 24:30\n"
        "  expect accepted\n",
        [("no-such-time", "24:30")],
    ),
    (
        'example "x"\n'
        "  applicant c green\n"
        "  expect accepted\n",
        [("unknown-value", "green")],
    ),
    (
        "ruel r\n"
        "  require applicant.n is 3\n",
        [("unknown-keyword", "ruel")],
    ),
    (
        "rule r\n"
        "  requier applicant.n is 3\n",
        [("unknown-keyword", "requier")],
    ),
    (
        "rule r\n"
        "  require applicant.n is 3\n"
        "  window 2024-01-01 .. 2024-01-02\n",
        [("clause-not-here", "window")],
    ),
    (
        "rule r\n"
        "  require (applicant.n is 3\n",
        [("unclosed-bracket", "(")],
    ),
    (
        "rule r\n"
        "  require applicant.n is 3)\n",
        [("unopened-bracket", ")")],
    ),
    (
        'rule r "r\n'
        "  require applicant.n is 3\n",
        [("unclosed-quote", '"r')],
    ),
    (
        "rule r\n"
        "  require applicant.d before 2024-02-30\n",
        [("no-such-date", "2024-02-30")],
    ),
    (
        "rule r\n"
        "  require applicant.d before 2024-10-10 Monday\n",
        [("weekday-mismatch", "2024-10-10 Monday")],
    ),
    (
        "rule r\n"
        "  require applicant.d before 3 working days before nothing\n",
        [("unknown-name", "nothing")],
    ),
    (
        "rule r\n"
        "  require applicant.n is 3 and\n",
        [("incomplete-line", "")],
    ),
    (
        "rule r\n"
        "  require applicant.s contains green\n",
        [("unknown-value", "green")],
    ),
    (
        "rule r\n"
        "  require applicant.c in (red, green)\n",
        [("unknown-value", "green")],
    ),
    (
        "rule r\n"
        "  require applicant.n in 5 .. 3\n",
        [("bounds-reversed", "5 .. 3")],
    ),
    (
        "rule r\n"
        "  require enrol.amount is applicant.n * enrol.amount * enrol.amount\n",
        [("amount-times-amount", "applicant.n * enrol.amount * enrol.amount")],
    ),
]


@pytest.mark.parametrize(("body", "expected"), MISTAKES, ids=[body.split("\n")[0] for body, _ in MISTAKES])
def test_a_mistake_is_reported_where_it_is_and_once(body: str, expected: list[tuple[str, str]]) -> None:
    assert mistakes(VOCABULARY + body) == expected


def test_all_mistakes_are_reported_together() -> None:
    """Mistakes of declarations that do not touch each other, in the order of the file."""
    bodies = [
        "fact applicant.x : colours\n",
        "parameter p : set of item\n  default maths, physics\n",
        'reading q "which?"\n  option a "A"\n  option b "B"\n  adopt c because "x"\n',
        "define z = applicant.n + applicant.d\n",
        "rule r\n  require applicant.c is green\n  message \"{nothing}\"\n",
        'fee f "f" per selection\n  amount -30\n',
        'invariant i "i"\n',
        'example "x"\n  applicant n 11\n  expect violated nothing_here\n',
    ]
    alone = [mistake for body in bodies for mistake in mistakes(VOCABULARY + body)]
    assert mistakes(VOCABULARY + "".join(bodies)) == alone
    assert len(alone) == 10


def test_the_vocabulary_itself_is_fine() -> None:
    assert load_small(VOCABULARY).id == "small"
