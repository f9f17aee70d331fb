"""The words of the reports."""

from __future__ import annotations

from evalpolicy.language.model import Citing
from evalpolicy.source_coverage.measure import Status
from evalpolicy.syntax.keywords import keywords
from evalpolicy.wording import Wording

STATUSES: dict[Status, Wording] = {
    "cited": Wording("已引用", "cited"),
    "passed_over": Wording("已略过", "passed over"),
    "partly_cited": Wording("只引用了一部分", "partly cited"),
    "not_cited": Wording("未引用", "not cited"),
}
"""How far a sentence is covered."""

KINDS = {
    "date": Wording("日期", "date"),
    "time": Wording("时刻", "time"),
    "amount": Wording("金额", "amount"),
    "number": Wording("数", "number"),
    "obligation": Wording("必须", "obligation"),
    "prohibition": Wording("禁止", "prohibition"),
    "exemption": Wording("免除", "exemption"),
    "limit": Wording("限度", "limit"),
    "deadline": Wording("期限", "deadline"),
}
"""Kinds of normative words."""


def keyword(citing: Citing) -> Wording:
    """The keyword that a declaration begins with."""
    return keywords().spelling(citing.kind)
