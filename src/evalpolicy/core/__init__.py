"""What a policy means: core terms, and one definition of their meaning for every engine."""
