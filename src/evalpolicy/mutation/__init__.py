"""Small changes of a policy, of the kinds of mistakes that authors make, and whether the policy's examples would notice them."""

from __future__ import annotations

from evalpolicy.mutation.mutants import Mutant, mutants
from evalpolicy.mutation.noticing import Judged, judge_mutants

__all__ = ["Judged", "Mutant", "judge_mutants", "mutants"]
