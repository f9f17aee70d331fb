"""Coverage as data and as a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from evalpolicy.classes import frozen
from evalpolicy.coverage.goals import CATEGORIES, Goal
from evalpolicy.coverage.measure import Measurement
from evalpolicy.percentage import percentage
from evalpolicy.wording import Language, Wording

LABELS = {
    "rules": Wording("规则", "rules"),
    "exceptions": Wording("例外", "exceptions"),
    "rows": Wording("费用行", "fee rows"),
    "windows": Wording("时段", "windows"),
    "readings": Wording("读法", "readings"),
    "fees": Wording("费用", "fees"),
    "conditions": Wording("条件", "conditions"),
}


@frozen(eq=False)
class Coverage:
    """The goals of the policy in `file`; `reached`: the example that reaches each, by key."""

    file: str
    goals: tuple[Goal, ...]
    reached: Mapping[str, str]

    @classmethod
    def of(cls, measurement: Measurement) -> Coverage:
        """What a measurement has found so far."""
        plan = measurement.plan
        return cls(plan.policy.model.file.name, plan.all_goals, dict(measurement.reached))

    @property
    def missing(self) -> tuple[Goal, ...]:
        """The goals that no example reaches, in the order of the file."""
        return tuple(sorted((goal for goal in self.goals if goal.key not in self.reached), key=lambda goal: goal.line))


def percent(coverages: Iterable[Coverage]) -> float:
    """The share of the goals that are reached, in per cent, rounded down to a tenth; 100 where there are none."""
    coverages = list(coverages)
    total = sum(len(coverage.goals) for coverage in coverages)
    reached = total - sum(len(coverage.missing) for coverage in coverages)
    return percentage(reached, total)


def as_dict(coverages: Sequence[Coverage], language: Language) -> dict[str, object]:
    """JSON-ready: the share, and for each category how many goals are reached, how many there are, and which are missing."""
    found: dict[str, object] = {"percent": percent(coverages)}
    for category in CATEGORIES:
        total = sum(goal.category == category for coverage in coverages for goal in coverage.goals)
        missing = [
            {"file": coverage.file, "line": goal.line, "declaration": goal.declaration, "what": goal.what.text(language), "key": goal.key}
            for coverage in coverages
            for goal in coverage.missing
            if goal.category == category
        ]
        reached = total - len(missing)
        found[category] = {"reached": reached, "total": total, "percent": percentage(reached, total), "missing": missing}
    return found


def as_lines(coverage: Coverage, language: Language) -> list[str]:
    """For a person: the share, how much of each category is reached, and what is missing, by declaration."""
    missing = coverage.missing
    total = len(coverage.goals)
    words = Wording("例子覆盖", "covered by examples").text(language)
    lines = [f"{coverage.file}: {words} {percent([coverage])} % ({total - len(missing)}/{total})"]
    counts = []
    for category, label in LABELS.items():
        of = [goal for goal in coverage.goals if goal.category == category]
        if of:
            counts.append(f"{label.text(language)} {sum(goal.key in coverage.reached for goal in of)}/{len(of)}")
    lines.append(f"  {', '.join(counts)}")
    if missing:
        lines.append(f"  {Wording('还没有例子的：', 'no example shows:').text(language)}")
    for declaration in dict.fromkeys(goal.declaration for goal in missing):
        of = [goal for goal in coverage.goals if goal.declaration == declaration]
        lines.append(f"    {declaration}  {sum(goal.key in coverage.reached for goal in of)}/{len(of)}")
        lines += [f"      {goal.line:>5}  {_said(goal).text(language)}" for goal in missing if goal.declaration == declaration]
    return lines


def _said(goal: Goal) -> Wording:
    label = LABELS[goal.category]
    if goal.category in ("conditions", "readings"):
        return goal.what
    return Wording(f"{label.zh}：{goal.what.zh}", f"{label.en}: {goal.what.en}")
