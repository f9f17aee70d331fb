"""The fee of a decision: a line for each selection, with the citation of the row that prices it or the reason why there is none."""

from __future__ import annotations

from evalpolicy.core import terms as t
from evalpolicy.core.facts import Row
from evalpolicy.core.judging import worlds
from evalpolicy.decision import Fee, FeeLine
from evalpolicy.explain.findings import cited
from evalpolicy.explain.grounds import Grounds, GroundsFinder
from evalpolicy.explain.labels import labels_of, row_label
from evalpolicy.explain.values import decimal
from evalpolicy.explain.wordings import asked_elsewhere, waits_for
from evalpolicy.judge import Judge
from evalpolicy.language.model import Citation
from evalpolicy.language.types import YesNoType
from evalpolicy.wording import Language, Wording


def fee_of(judge: Judge, language: Language) -> Fee:
    """What is to be paid, selection by selection."""
    model = judge.model
    rows = judge.facts.lists[("application", "selections")]
    if model.fee_total is None:
        return Fee(None, model.currency, ())
    lines = tuple(_line(judge, row, language) for row in rows) if "selection.fee" in model.definitions else ()
    total = judge.fee()
    return Fee(None if total is None else decimal(total, model.minor_digits), model.currency, lines, _further(judge, language))


def _line(judge: Judge, row: Row, language: Language) -> FeeLine:
    amount = judge.amount("selection.fee", row)
    citations = _pricing(judge, row)
    if amount.low == amount.high:
        return FeeLine(row.pointer, row_label(judge, row), decimal(amount.low, judge.model.minor_digits), None, cited(judge.model, citations))
    unstated = Wording("原文没有写明这一项的收费", "the sources do not state what this costs")
    reason = (_lacking(judge, "selection.fee", row, language) if amount.settles else None) or unstated.text(language)
    return FeeLine(row.pointer, row_label(judge, row), None, reason, cited(judge.model, citations))


def _lacking(judge: Judge, name: str, row: Row | None, language: Language) -> str | None:
    """What keeps a definition from having one value: the facts that it waits for, and those that it asks for where they do not apply."""
    grounds, of = Grounds(), None if row is None else "selection"
    for world in worlds(judge.model, judge.program.open_readings(name)):
        meaning = judge.meaning(world)
        before, meaning.rows = meaning.rows, {} if row is None else {"selection": row}
        try:
            GroundsFinder(meaning, grounds).operand(t.Defined(name, judge.model.definitions[name].type, of))
        finally:
            meaning.rows = before
    missing, elsewhere = (labels_of(judge, pointers, language) for pointers in (grounds.missing, grounds.elsewhere))
    said = [waits_for(missing)] if missing else []
    said += [asked_elsewhere(elsewhere)] if elsewhere else []
    return ("；" if language == "zh" else "; ").join(each.text(language) for each in said) or None


def _pricing(judge: Judge, row: Row) -> tuple[Citation, ...]:
    """The citations of the table rows that may price a selection, else of the fee."""
    meaning = judge.meaning(judge.some_world())
    found: list[Citation] = []
    before, meaning.rows = meaning.rows, {"selection": row}
    try:
        for fee in judge.model.fees.values():
            if fee.per != "selection":
                continue
            base = judge.model.definitions[fee.base].term
            of_rows: list[Citation] = []
            if isinstance(base, t.Case):
                conditions = [(case_row, meaning.truth(case_row.condition)) for case_row in base.rows]
                sure = [case_row for case_row, condition in conditions if condition.holds]
                for case_row in sure or [case_row for case_row, condition in conditions if not condition.fails]:
                    of_rows += [c for c in case_row.citations if isinstance(c, Citation) and c not in of_rows]
            found += [c for c in (of_rows or list(fee.citations)) if c not in found]
    finally:
        meaning.rows = before
    return tuple(found)


def _further(judge: Judge, language: Language) -> tuple[FeeLine, ...]:
    """Parts per application, and what each adjustment of the whole adds or takes off."""
    model = judge.model
    lines = []
    for fee in model.fees.values():
        if fee.per == "application":
            amount = judge.amount(fee.base)
            value = amount.low if amount.low == amount.high else None
            lines.append(_further_line(judge, fee.label, value, _lacking(judge, fee.base, None, language), fee.citations, language))
    for adjustment in model.adjustments.values():
        if adjustment.per != "application":
            continue
        readings = judge.program.open_readings(adjustment.condition)
        if judge.joined(t.Defined(adjustment.condition, YesNoType()), readings).fails:
            continue
        before, after = judge.amount(adjustment.before), judge.amount(adjustment.after)
        exact = before.low == before.high and after.low == after.high
        change = after.low - before.low if exact else None
        if change != 0:
            # What the amount before it waits for is told there.
            lacking = _lacking(judge, adjustment.after, None, language) if before.low == before.high else None
            lines.append(_further_line(judge, adjustment.title, change, lacking, adjustment.citations, language))
    return tuple(lines)


def _further_line(
    judge: Judge, label: str, amount: int | None, lacking: str | None, citations: tuple[Citation, ...], language: Language
) -> FeeLine:
    reason = None if amount is not None else lacking or Wording("尚不能确定", "not settled").text(language)
    value = None if amount is None else decimal(amount, judge.model.minor_digits)
    return FeeLine("", label, value, reason, cited(judge.model, citations))
