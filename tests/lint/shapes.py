"""What other programs read: the parts of SARIF 2.1.0 and of GitLab's Code Quality report that are written here, and GitHub's workflow commands.

The schemas are written from the specifications and allow nothing that is not written. `EVALPOLICY_SARIF_SCHEMA=FILE` holds the logs to the whole
published schema as well: its terms leave open whether a copy may stand here.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import jsonschema

FROM_ONE = {"type": "integer", "minimum": 1}
TEXT = {"type": "string", "minLength": 1}


def _object(required: dict[str, Any], **optional: Any) -> dict[str, Any]:
    return {"type": "object", "properties": required | optional, "required": list(required), "additionalProperties": False}


def _list(of: dict[str, Any], least: int = 0) -> dict[str, Any]:
    return {"type": "array", "items": of, "minItems": least}


REGION = _object({"startLine": FROM_ONE, "startColumn": FROM_ONE, "endLine": FROM_ONE, "endColumn": FROM_ONE})
ARTIFACT = _object({"uri": {"type": "string", "format": "uri-reference", "pattern": r"^[^\\\s]+$"}})
PLACE = _object({"artifactLocation": ARTIFACT, "region": REGION})
MESSAGE = _object({"text": TEXT})
LEVEL = {"enum": ["none", "note", "warning", "error"]}
FIX = _object(
    {
        "artifactChanges": _list(
            _object(
                {
                    "artifactLocation": ARTIFACT,
                    "replacements": _list(_object({"deletedRegion": REGION}, insertedContent=_object({"text": {"type": "string"}})), 1),
                }
            ),
            1,
        )
    }
)
RESULT = _object(
    {
        "message": MESSAGE,
        "ruleId": TEXT,
        "ruleIndex": {"type": "integer", "minimum": 0},
        "level": LEVEL,
        "locations": _list(_object({"physicalLocation": PLACE}), 1),
    },
    partialFingerprints={"type": "object", "additionalProperties": {"type": "string"}},
    relatedLocations=_list(_object({"physicalLocation": PLACE}, id={"type": "integer", "minimum": 0}, message=MESSAGE)),
    fixes=_list(FIX),
)
RULE = _object(
    {"id": TEXT},
    name=TEXT,
    shortDescription=MESSAGE,
    fullDescription=MESSAGE,
    help=_object({"text": TEXT}, markdown=TEXT),
    helpUri={"type": "string", "format": "uri"},
    defaultConfiguration=_object({}, level=LEVEL),
)
SARIF = _object(
    {
        "version": {"const": "2.1.0"},
        "runs": _list(
            _object(
                {"tool": _object({"driver": _object({"name": TEXT}, version=TEXT, rules={**_list(RULE), "uniqueItems": True})})},
                results=_list(RESULT),
                language={"type": "string", "pattern": "^[a-zA-Z]{2}(-[a-zA-Z]{2})?$"},
                columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
            )
        ),
    },
    **{"$schema": {"type": "string", "format": "uri"}},
)
GITLAB = _list(
    _object(
        {
            "description": TEXT,
            "check_name": TEXT,
            "fingerprint": TEXT,
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": _object({"path": {"type": "string", "pattern": r"^[^\\]+$"}, "lines": _object({"begin": FROM_ONE}, end=FROM_ONE)}),
        }
    )
)
GITHUB = re.compile(
    r"::(?:error|warning|notice) file=[^,:]+,line=[1-9]\d*,endLine=[1-9]\d*,title=[a-z0-9-]+(?:,col=[1-9]\d*,endColumn=[1-9]\d*)?::\S.*"
)


def hold_to(schema: dict[str, Any], value: object) -> None:
    """Raises for a value that the schema does not allow."""
    jsonschema.validate(value, schema, format_checker=jsonschema.FormatChecker())


def hold_to_sarif(text: str) -> None:
    """A log is what the specification says, beyond its schema: each result names the rule that it points to."""
    log = json.loads(text)
    hold_to(SARIF, log)
    published = os.environ.get("EVALPOLICY_SARIF_SCHEMA")
    if published:
        hold_to(json.loads(Path(published).read_text(encoding="utf-8")), log)
    for run in log["runs"]:
        rules = run["tool"]["driver"]["rules"]
        assert len({rule["id"] for rule in rules}) == len(rules)
        for result in run["results"]:
            assert rules[result["ruleIndex"]]["id"] == result["ruleId"]


def hold_to_gitlab(text: str) -> None:
    """A report is of the shape that GitLab reads, and no two issues have one fingerprint."""
    report = json.loads(text)
    hold_to(GITLAB, report)
    assert len({issue["fingerprint"] for issue in report}) == len(report)
    assert not any(issue["location"]["path"].startswith("./") for issue in report)


def hold_to_github(text: str) -> None:
    """Each line is one command, and nothing of it is left outside."""
    for line in text.splitlines():
        assert GITHUB.fullmatch(line), line
