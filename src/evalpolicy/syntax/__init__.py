"""Text to tree: reads policy files, and reports everything in them that is not the language. Lark never leaves this package."""
