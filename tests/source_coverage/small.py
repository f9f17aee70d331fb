"""A small policy with a notice, for tests of source coverage."""

from __future__ import annotations

from pathlib import Path

from evalpolicy.caching import load_model
from evalpolicy.language.model import PolicyModel
from evalpolicy.limits import Limits
from evalpolicy.source_coverage.measure import Sentence, SourceCoverage, measure

NOTICE = """关于报名的通知

各学院：
一、报名
1、考生一次最多报两
个项目，不能重复报名。
2、报名自 9 月 21 日起，10 月 12 日 17：00 截
止。欢迎报名。
二、缴费
1、费用 320 元。10 月 12 日 17：00 截止。

某某大学教务处
2024 年 9 月 18 日
"""

POLICY = """policy small "small <b>policy</b>"
  language   1
  messages   zh
  timezone   Asia/Shanghai
  currency   CNY
  in force   2024-09-18 .. 2024-12-31
  process    enrol, pay

source notice "关于报名的通知"
  file       "notice.txt"
  passes over "某某大学教务处 2024 年 9 月 18 日" because "落款"

step enrol "报名"
  cite notice "一2" "报名自 9 月 21 日起" "10 月 12 日 17：00 截止"

step pay "缴费"
  cite notice "二" "10 月 12 日 17：00 截止"

rule few "最多两个"
  cite notice "一1" "考生一次最多报两个项目"
  require at most 2 selections

rule apart "不重复"
  cite notice "一1" "考生一次最多报两个项目，不能重复报名"
  require no two selections share item
"""


def write(folder: Path, policy: str = POLICY, notice: str = NOTICE) -> Path:
    (folder / "notice.txt").write_text(notice, encoding="utf-8")
    path = folder / "small.policy"
    path.write_text(policy, encoding="utf-8")
    return path


def model_of(folder: Path, policy: str = POLICY, notice: str = NOTICE) -> PolicyModel:
    return load_model(write(folder, policy, notice), limits=Limits())[0]


def coverage(folder: Path, policy: str = POLICY, notice: str = NOTICE) -> SourceCoverage:
    (found,) = measure(model_of(folder, policy, notice))
    return found


def sentence(found: SourceCoverage, words: str) -> Sentence:
    (one,) = (each for each in found.sentences if words in each.text)
    return one
