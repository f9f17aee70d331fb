"""Fees and adjustments as meant."""

from __future__ import annotations

from evalpolicy.classes import frozen
from evalpolicy.language.model.sources import Citation
from evalpolicy.source import Span


@frozen
class Fee:
    """A part of the fee. `definition` names the program's term (per selection where `per` is selection), adjustments counted in;
    `base` the one before adjustments; `total` the one summed over the selections."""

    id: str
    label: str
    per: str
    base: str
    definition: str
    total: str
    citations: tuple[Citation, ...]
    span: Span


@frozen
class Adjustment:
    """`before` and `after` name the program's terms before and after it."""

    id: str
    title: str
    target: str
    op: str
    condition: str
    before: str
    after: str
    per: str
    citations: tuple[Citation, ...]
    span: Span
