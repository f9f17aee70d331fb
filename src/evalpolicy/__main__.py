"""`python -m evalpolicy`: the command line."""

from evalpolicy.cli import program

if __name__ == "__main__":
    program()
