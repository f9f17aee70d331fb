"""A small policy with a fact of every type, a closed and two open catalogs, steps, an event and parameters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import lru_cache

import pytest

from evalpolicy.binding import bind
from evalpolicy.core.facts import Facts, Row
from evalpolicy.errors import ApplicationError, Problem
from evalpolicy.language.model import PolicyModel
from evalpolicy.limits import Limits
from evalpolicy.loading import load_text

TEXT = """
policy club "俱乐部报名"
  language 1
  messages zh
  timezone Asia/Shanghai
  currency CNY
  month ends round down
  in force 2024-01-01 .. 2024-12-31
  process registration, materials, payment, contest

type audience "考生类别" = campus "校内考生" also "在校生", "本校生" | public "社会人员"
type level "级别" = 5 "初级" < 4 "中级" < 3 "高级"
type subject "科目" = theory "理论" | practical "实操"

record certificate "已获证书"
  field trade  : item    "职业"
  field level  : level   "级别"
  field issued : date    "发证日期"
  field valid  : yes or no "有效"

fact applicant.id       : resident id          "身份证号"
fact applicant.audience : audience             "考生类别"
fact applicant.score    : number 0 .. 100 with 1 decimals "成绩"
fact applicant.years    : number 0 .. 60       "工龄"
fact applicant.born     : date                 "出生日期"
fact applicant.trade    : item                 "从事职业"
fact applicant.hall     : item of hall         "场地"
fact applicant.held     : list of certificate  "已获证书"
fact applicant.likes    : set of item          "喜欢的项目"
fact selection.level    : level                "级别" choice
fact selection.subjects : set of subject       "科目" never empty
fact selection.again    : yes or no            "补考" default no
fact application.centre : text                 "考点"
fact application.notes  : texts                "备注"
fact registration.told  : instant              "告知时间"
fact payment.amount     : amount               "缴费金额"
fact payment.by         : text                 "缴费人" default "self"

catalog hall "室内"
  column size "人数" : number
  | item      | name             | also      | size |
  | chess     | 国际象棋（快棋）  | 快棋; 象棋 | 2    |
  | badminton | 羽毛球           |           | 4    |
  | relay     | 接力             |           | 6    |

catalog field "室外"
  column size "人数" : number
  | item  | name       | also   | size       |
  | relay | 接力       |        | 4          |
  | run   | 长跑 10 KM | 万米跑 | 1          |
  | *     |            |        | not stated |
  open "还会增加"
  more from outdoor_games, complete at 4 items

catalog water "水上"
  column size "人数" : number
  | item | name | size |
  | swim | 游泳 | 1    |
  open "未列完"

parameter outdoor_games : set of text "室外项目"
parameter favourites : set of item "推荐项目"
parameter least_level : level "最低级别"
  default 5
parameter last_day : date "截止"

rule photo "照片"
  at materials
  file at least one "{applicant.id}/photo.*"

step registration "报名"
  window 2024-09-21 .. 2024-09-30

step materials "材料"
  due 2024-10-10 17:00

step payment "缴费"
  due 2024-10-12 17:00

event contest "比赛"
  on 2024-11-09
"""

ID = "43012120040615002X"
"""A resident id with a right check digit that is a letter."""


@lru_cache(maxsize=1)
def club() -> PolicyModel:
    """The policy as meant."""
    model, _ = load_text(TEXT, name="club.policy", folder=None, limits=Limits())
    return model


def bound(
    application: Mapping[str, object] | None = None,
    *,
    given: Mapping[str, object] | None = None,
    at: str | dt.datetime | None = None,
    limits: Limits | None = None,
) -> Facts:
    """What an application binds to; where it says nothing of selections it has one."""
    return bind(club(), {"selections": [{"item": "chess"}], **(application or {})}, given=given, at=at, limits=limits or Limits())


def value(owner: str, name: str, written: object) -> object:
    """The core value of one fact; None where it counts as not given."""
    return bound(stating(owner, name, written)).values.get((owner, name))


def stating(owner: str, name: str, written: object) -> dict[str, object]:
    """An application that states one fact."""
    if owner == "application":
        return {name: written}
    return {"applicant": {name: written}} if owner == "applicant" else {"steps": {owner: {name: written}}}


def selected(written: object, **options: object) -> Row:
    """The one selection of an application."""
    (row,) = bound({"selections": [written]}, **options).lists["application", "selections"]  # type: ignore[arg-type]
    return row


def problems(application: object, **options: object) -> tuple[Problem, ...]:
    """The problems of an application that is refused."""
    if isinstance(application, dict) and "selections" not in application:
        application = {"selections": [{"item": "chess"}], **application}
    with pytest.raises(ApplicationError) as caught:
        bind(club(), application, **options)  # type: ignore[arg-type]
    return caught.value.problems


def codes(found: tuple[Problem, ...]) -> list[tuple[str, str]]:
    """Pointers and codes."""
    return [(problem.pointer, problem.code) for problem in found]


def refused(owner: str, name: str, written: object) -> Problem:
    """The one problem of one fact."""
    (problem,) = problems(stating(owner, name, written))
    return problem
