"""The least or the greatest fee under a condition."""

from __future__ import annotations

import time
from functools import partial

from evalpolicy.backends.symbolic.universe import Bounds, bounds_of
from evalpolicy.classes import frozen
from evalpolicy.errors import UsageError
from evalpolicy.policy import Policy
from evalpolicy.proof.ask import NAME, with_question
from evalpolicy.proof.cases import judge_of, likely
from evalpolicy.proof.question import SECONDS, Answer, Questions
from evalpolicy.proof.reduce import Case
from evalpolicy.proof.reference import decided


@frozen
class Extreme:
    """`fee` is the least (or greatest) in minor units, `case` an application that pays it; both None where none meets the condition.

    `proved`: there is none that pays less (or more); False where that was not decided in time.
    """

    fee: int | None
    case: Case | None
    proved: bool
    seconds: float


def cheapest(
    policy: Policy, condition: str, *, greatest: bool = False, bounds: Bounds | None = None, seconds: float = SECONDS
) -> Extreme:
    """An application that pays least (or most) of those for which the condition surely holds and the fee is certain.

    `seconds`: for each question. Raises `PolicyError` for a condition that cannot be read, `UsageError` for a policy without fees.
    """
    start = time.monotonic()
    total = policy.model.fee_total
    if total is None:
        raise UsageError(f"规则文件 {policy.id} 没有费用", f"policy {policy.id} has no fees")
    model = with_question(policy, condition)
    terms = model.invariants[NAME].terms
    asked = Policy(model, (), policy.limits)
    questions = Questions((asked,), bounds or bounds_of([model], terms), seconds)
    formulas, fees = questions.symbolic.formulas, questions.symbolic.decided()
    meets = [questions.symbolic.truth(terms).holds, formulas.equal(fees.fee_low, fees.fee_high)]

    def fee_of(case: Case) -> int:
        return judge_of(asked, case).amount(total).low

    def within(case: Case, reach: int | None) -> bool:
        fee = judge_of(asked, case).amount(total)
        return fee.low == fee.high and (reach is None or (fee.low >= reach if greatest else fee.low <= reach))

    def shows(case: Case, reach: int | None) -> bool:
        return within(case, reach) and decided(asked, case).truth(terms).holds

    def ask(reach: int | None) -> Answer:
        """An application that pays at most (or least) so much."""
        limit = [] if reach is None else [formulas.at_most(reach, fees.fee_low) if greatest else formulas.at_most(fees.fee_high, reach)]
        return questions.ask([*meets, *limit], partial(shows, reach=reach))

    def extreme(proved: bool) -> Extreme:
        return Extreme(best, likely(asked, case, partial(shows, reach=best)), proved, time.monotonic() - start)

    answer = ask(None)
    if answer.case is None:
        return Extreme(None, None, answer.verdict == "none", time.monotonic() - start)
    case, best = answer.case, fee_of(answer.case)
    # No fee lies beyond `bound`; what is between it and the best one found is halved until nothing is left.
    bound = formulas.interval(fees.fee_high)[1] if greatest else formulas.interval(fees.fee_low)[0]
    while bound != best:
        middle = (bound + best + 1) // 2 if greatest else (bound + best) // 2
        answer = ask(middle)
        if answer.verdict == "undecided":
            return extreme(proved=False)
        if answer.case is None:
            bound = middle - 1 if greatest else middle + 1
        else:
            case, best = answer.case, fee_of(answer.case)
    return extreme(proved=True)
