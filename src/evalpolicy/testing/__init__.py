"""Hypothesis strategies: applications of any policy, policies, and core terms; and the conformance of engines.

Public: other systems test with them too (`docs/testing.md`).
"""

from evalpolicy.testing.applications import applications, more_facts
from evalpolicy.testing.conformance import disagreement
from evalpolicy.testing.malformed import Malformed, malformed_applications
from evalpolicy.testing.policies import policies
from evalpolicy.testing.spelling import reordered, respelled
from evalpolicy.testing.tables import TableDisagreement, table_disagreements, tabulated
from evalpolicy.testing.terms import terms

__all__ = [
    "Malformed",
    "TableDisagreement",
    "applications",
    "disagreement",
    "malformed_applications",
    "more_facts",
    "policies",
    "reordered",
    "respelled",
    "table_disagreements",
    "tabulated",
    "terms",
]
