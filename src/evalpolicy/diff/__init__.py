"""What a revision changes: in its text, declaration by declaration, and in what it decides."""
