"""Engines: each supplies the operations of `evalpolicy.core.algebra`."""
