"""Linting: what the loader says of policies, and checks of policies that load; reported in the formats that people and machines read.

`linter` lints a file, `checks` holds one module a check, `silences` what an author lets pass; `text`, `json_array`, `sarif`, `github` and `gitlab`
are the formats.
"""
