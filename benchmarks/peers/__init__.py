"""What a Python user would pick instead: other engines with the same rules and fees, in one run with `policy.check`."""
