"""A receipt: what it takes to replay a decision later and get the same one."""

from __future__ import annotations

import json
from collections.abc import Mapping

from attrs import asdict, frozen

RECEIPT_FORMAT = 1


@frozen
class Receipt:
    """Hashes (SHA-256, hex) of policy, sources and application; versions; the arguments of the check; what came out.

    `given` is canonical JSON of the parameters. `decision` is the hash of outcome, ids and fee.
    """

    format: int
    library: str
    language: int
    policy: str
    policy_sha256: str
    sources: tuple[tuple[str, str], ...]
    application_sha256: str
    at: str | None
    through: str | None
    given: str
    outcome: str
    violated: tuple[str, ...]
    undetermined: tuple[str, ...]
    pending: tuple[str, ...]
    fee: str | None

    def to_dict(self) -> dict[str, object]:
        """JSON-ready; `Receipt.from_dict` reads it back."""
        result = asdict(self)
        result["sources"] = dict(self.sources)
        return {key: list(value) if isinstance(value, tuple) else value for key, value in result.items()}

    def to_json(self) -> str:
        """`to_dict` as JSON text."""
        return json.dumps(self.to_dict(), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_dict(cls, data: Mapping[str, object]) -> Receipt:
        """The receipt of `to_dict`; `ValueError` where something is missing or of another format."""
        try:
            values = dict(data)
            sources = values["sources"]
            assert isinstance(sources, Mapping)
            values["sources"] = tuple(sorted((str(k), str(v)) for k, v in sources.items()))
            for key in ("violated", "undetermined", "pending"):
                ids = values[key]
                assert isinstance(ids, list | tuple)
                values[key] = tuple(str(id_) for id_ in ids)
            receipt = cls(**values)  # type: ignore[arg-type]  # the keys are checked by the call, the format below
        except (KeyError, TypeError, AssertionError) as error:
            raise ValueError(f"not a receipt: {error}") from error
        if receipt.format != RECEIPT_FORMAT:
            raise ValueError(f"a receipt of format {receipt.format}; this library reads format {RECEIPT_FORMAT}")
        return receipt
