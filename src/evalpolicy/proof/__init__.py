"""Proofs about policies: questions over every application, answered by a solver, each answer replayed through the reference engine.

Needs the extra `proof`. See docs/proof.md for what "proved" means here.
"""
