"""The JSON Schema of the applications under a policy. What it promises is told in docs/schema.md."""

from __future__ import annotations

from evalpolicy.schema.application import SHAPE_CODES, application_schema

__all__ = ["SHAPE_CODES", "application_schema"]
