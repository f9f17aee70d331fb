"""Hypothesis strategies for policies and applications of any policy. See `docs/testing.md`."""

from evalpolicy.testing.terms import terms

__all__ = ["terms"]
