"""What a decision tells a person: findings, citations, cures, fee lines, steps."""
