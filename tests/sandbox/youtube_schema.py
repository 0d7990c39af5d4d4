"""Google's description of the YouTube Data API as JSON Schema, strict: unknown keys are faults.

It is read from the installed library, so it is always there.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

import googleapiclient
from jsonschema import Draft4Validator  # type: ignore[import-untyped]

from tests.sandbox_control import Json

_PATH = Path(googleapiclient.__file__).parent / "discovery_cache/documents/youtube.v3.json"
_KEPT = ("type", "enum")


@cache
def described() -> Json:
    """The whole description."""
    document: Json = json.loads(_PATH.read_text(encoding="utf-8"))
    return document


def method(name: str) -> Json:
    """The description of a method, such as `videos.update`."""
    resource, _, verb = name.partition(".")
    found: Json = described()["resources"][resource]["methods"][verb]
    return found


def faults(value: Any, schema: str) -> list[str]:
    """What is wrong with a value; nothing if it fits that schema of Google's."""
    return [
        f"{error.json_path}: {error.message}" for error in _validator(schema).iter_errors(value)
    ]


@cache
def _validator(schema: str) -> Draft4Validator:
    definitions = {name: _strict(one) for name, one in described()["schemas"].items()}
    return Draft4Validator({"$ref": f"#/definitions/{schema}", "definitions": definitions})


def _strict(one: Json) -> Json:
    """A schema of Google's dialect as one of JSON Schema's."""
    if "$ref" in one:
        return {"$ref": f"#/definitions/{one['$ref']}"}
    if one.get("type") == "any":
        return {}
    made: Json = {name: one[name] for name in _KEPT if name in one}
    if "items" in one:
        made["items"] = _strict(one["items"])
    if one.get("type") == "object":
        more = one.get("additionalProperties")
        made["properties"] = {
            name: _strict(each) for name, each in one.get("properties", {}).items()
        }
        made["additionalProperties"] = _strict(more) if more else False
    return made
