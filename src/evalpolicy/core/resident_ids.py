"""What a resident id says."""

from __future__ import annotations


def birth_date(id: str) -> int | None:
    """The day of birth in a resident id; None where the number holds none."""
    from stdnum.cn import ric

    try:
        born: int = ric.get_birth_date(id).toordinal()
    except (ric.ValidationError, ValueError):
        return None
    return born
