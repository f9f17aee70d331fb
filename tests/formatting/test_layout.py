"""One layout: it never changes what a policy means, and never changes itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalpolicy.errors import PolicyError
from evalpolicy.formatting import format_policy
from evalpolicy.testing import policies
from tests.formatting import CANONICAL, SHIPPED, meaning
from tests.formatting.damage import retyped


@pytest.mark.parametrize("path", CANONICAL, ids=lambda path: path.stem)
def test_shipped_policies_are_formatted(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert format_policy(text) == text


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
@settings(max_examples=4)
@given(data=st.data())
def test_shipped_policies_typed_otherwise(path: Path, data: st.DataObject) -> None:
    text = path.read_text(encoding="utf-8")
    formatted = format_policy(data.draw(retyped(text)))
    assert format_policy(formatted) == formatted
    assert meaning(formatted, path.parent) == meaning(text, path.parent)


@settings(max_examples=12)
@given(st.data())
def test_random_policies(data: st.DataObject) -> None:
    text = data.draw(policies())
    formatted = format_policy(text)
    assert meaning(formatted, None) == meaning(text, None)
    assert format_policy(formatted) == formatted
    otherwise = format_policy(data.draw(retyped(formatted)))
    assert meaning(otherwise, None) == meaning(text, None)
    assert format_policy(otherwise) == otherwise


# --- one thing after the other -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "formatted"),
    [
        ("rule   a", "rule a"),
        ("rule a\nrequire x", "rule a\n  require x"),
        ("rule a\n\t\trequire   ( x )and not(y)", "rule a\n  require (x) and not (y)"),
        ("rule a\n  require x.y . z", "rule a\n  require x.y.z"),
        ("rule a\n require min( x ,y)>max (1,2)", "rule a\n  require min(x, y) > max(1, 2)"),
        ("rule a\n require x-1 > - 2*- y", "rule a\n  require x - 1 > -2 * -y"),
        ("rule a\n require x is 2024-10", "rule a\n  require x is 2024 - 10"),
        ("rule a\n require x in(a,b)", "rule a\n  require x in (a, b)"),
        ("rule a\n require x ≥ 80%", "rule a\n  require x ≥ 80 %"),
        ("rule a\n require x is 2024-10-10(Thursday)", "rule a\n  require x is 2024-10-10 (Thursday)"),
        ("fact a.b:number -5..10 with 1 decimal default -5", "fact a.b : number -5 .. 10 with 1 decimal  default -5"),
        ("policy a\n timezone Asia/Shanghai\n language 1", "policy a\n  timezone   Asia/Shanghai\n  language   1"),
        ("policy a\n process a,\n b,c", "policy a\n  process    a,\n             b, c"),
        ('type a "b"=c"d" also "e""f"|g', 'type a "b" = c "d" also "e" "f" | g'),
        ('rule a\n message  “a ， {x} #”', 'rule a\n  message “a ， {x} #”'),
        ("rule 「a  b」\n require 「 c 」 ", "rule 「a  b」\n  require 「 c 」"),
        ('step a\n file exactly one "x" or "y" format F size at most 200KB', 'step a\n  file exactly one "x" or "y"  format F  size at most 200 KB'),
        ("规则　ａ\n　要求　ｘ＞（１）", "规则 a\n  要求 x > (1)"),
        ("事实 申请人.甲 ： 数 ０．．５ “甲” 默认 １", "事实 申请人.甲 : 数 0 .. 5 “甲”  默认 1"),
        ("rule a\n\n\n\n require x\n\n\n", "rule a\n\n\n  require x"),
        ("\ufeff\n\nrule a\r\n  require x\r", "rule a\n  require x"),
    ],
)
def test_a_line(typed: str, formatted: str) -> None:
    assert format_policy(typed) == formatted + "\n"
    assert format_policy(formatted) == formatted + "\n"


def test_columns() -> None:
    typed = """
fact a.b : text "一二" choice
fact a.long : yes or no "一"
# between
fact a.c : set of thing default x
fact a.d : number 0 .. 1000000 with 20 decimals "wide" choice

fact e : text "x"
catalog g
  column h "标签" : text
  column longer "l" : set of text "x"
step s
  window 2024-10-10 .. 2024-10-11 when x
  window 2024-10-10 09:00 .. 2024-10-11 when y
  due x  when y
"""
    assert format_policy(typed) == """\
fact a.b    : text         "一二"  choice
fact a.long : yes or no    "一"
# between
fact a.c    : set of thing         default x
fact a.d    : number 0 .. 1000000 with 20 decimals "wide"  choice

fact e : text "x"
catalog g
  column h      "标签" : text
  column longer "l"    : set of text "x"
step s
  window 2024-10-10 .. 2024-10-11        when x
  window 2024-10-10 09:00 .. 2024-10-11  when y
  due x  when y
"""


def test_clauses_of_options_and_routes() -> None:
    typed = """reading a
cite n "1" "q"
option b
cite n "2" "q"
adopt b because "c"
rule d
require x
route e
require y
cite n "3" "q"
file at least one "f"
message "m"
at g"""
    assert [len(line) - len(line.lstrip()) for line in format_policy(typed).splitlines()] == [0, 2, 2, 4, 2, 0, 2, 2, 4, 4, 4, 2, 2]


def test_lines_that_go_on() -> None:
    typed = """define a =
  if b then c
      # why
  else (d +

e)  # because
rule f
  route g
    require x on or
       before y
      and z is
 not given"""
    assert format_policy(typed) == """\
define a =
    if b then c
    # why
    else (d +

    e)  # because
rule f
  route g
    require x on or
      before y
      and z is
      not given
"""


def test_tables() -> None:
    typed = r"""fee a per selection
  | catalog|level  |  amount
  |:--|--:|
  | 等级认定 |not a,b| 10+2 |
  cite n "1" "q"
  # why
  ｜any｜｜not   stated|
  | a# one|　#　two |1+1​|
catalog b
  column c : set of x
  column d : text
  | item | name | c | d |
  | e | a \| b | x,y? | x,y |
  |*|| none|"a | b"
"""
    assert format_policy(typed) == r"""fee a per selection
  | catalog  | level    | amount     |
  |----------|----------|------------|
  | 等级认定 | not a, b | 10 + 2     |
  cite n "1" "q"
  # why
  | any      |          | not stated |
  | a # one  | #　two   | 1 + 1      |
catalog b
  column c : set of x
  column d : text
  | item | name   | c     | d       |
  | e    | a \| b | x, y? | x,y     |
  | *    |        | none  | "a | b" |
"""


def test_comments_behind_rows() -> None:
    typed = """fee a per selection
  | level | amount |# the heading
  |--|--|  # the line
  | 3 | 10 |# three
  | #4|20|  ＃ confirm
"""
    assert format_policy(typed) == """\
fee a per selection
  | level | amount |  # the heading
  |-------|--------|  # the line
  | 3     | 10     |  # three
  | #4    | 20     |  ＃ confirm
"""


def test_comments_stay_where_they_stand() -> None:
    typed = """   # first
policy a   # one
  language 1      #two
  ＃ three
  month ends round down ＃four

# five
   # of the policy
rule b
# above
  require c
  # below

# margin
  # of the rule

  # above again
  require d  #"""
    assert format_policy(typed) == """\
# first
policy a                 # one
  language   1           #two
  ＃ three
  month ends round down  ＃four

# five
  # of the policy
rule b
  # above
  require c
  # below

# margin
  # of the rule

  # above again
  require d  #
"""


def test_examples() -> None:
    typed = """example "a"
 applicant id 1, name "x"
 application c "d"
 record held:trade x, level 4
 record tried : none
 expect accepted
示例 “b”
 申请人 证件号 1，甲 “x”
 预期 通过"""
    assert format_policy(typed) == """\
example "a"
  applicant  id 1, name "x"
  application c "d"
  record     held: trade x, level 4
  record     tried: none
  expect     accepted
示例 “b”
  申请人  证件号 1, 甲 “x”
  预期    通过
"""


@pytest.mark.parametrize(
    "text",
    [
        "",
        "rul a",
        "rule a\n  require x and",
        'rule a\n  require "x',
        "require x",
        "| a |",
        "rule a\n  | b |",
        "fee a per selection\n  | x | amount |\n  | at lst 1 | 2 |",
        "fee a per selection\n  | x is | amount |",
        "catalog a\n  column b : number\n  | item | b |\n  | c | 1 2 |",
    ],
)
def test_what_cannot_be_read_is_not_written(text: str) -> None:
    with pytest.raises(PolicyError) as caught:
        format_policy(text, name="here.policy")
    assert caught.value.diagnostics[0].file.name == "here.policy"
