"""Validating a revision of a policy: everything that can be checked of it, as one list of diagnostics."""
