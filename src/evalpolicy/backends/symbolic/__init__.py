"""The symbolic back end: the meaning of terms as formulas over every application at once, for a solver (z3, the extra `proof`)."""
