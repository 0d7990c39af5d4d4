"""Google's own description of the YouTube Data API, and what fits it.

It lies in the folder of `google-api-python-client`; nothing of that library is imported.

Source: https://developers.google.com/discovery/v1/reference/apis
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from services.sandbox.youtube.objects import Json

_PATH = "discovery_cache/documents/youtube.v3.json"
_KINDS: Mapping[str, type | tuple[type, ...]] = {
    "string": str,
    "boolean": bool,
    "integer": int,
    "number": (int, float),
    "array": list,
    "object": dict,
}
_NOT_PARTS = frozenset({"id", "kind", "etag"})


@dataclass(frozen=True)
class Method:
    """One method as described: its query parameters, its body, its answer, its scopes."""

    name: str
    parameters: Mapping[str, Json]
    request: str | None
    response: str | None
    scopes: frozenset[str]


@cache
def document() -> Json:
    """The whole description."""
    found = find_spec("googleapiclient")
    if found is None or found.origin is None:
        raise LookupError("google-api-python-client is not installed")
    text = (Path(found.origin).parent / _PATH).read_text(encoding="utf-8")
    described: Json = json.loads(text)
    return described


@cache
def method(name: str) -> Method:
    """The description of a method, such as `videos.update`."""
    resource, _, verb = name.partition(".")
    described = document()["resources"][resource]["methods"][verb]
    return Method(
        name=name,
        parameters={**document()["parameters"], **described.get("parameters", {})},
        request=described.get("request", {}).get("$ref"),
        response=described.get("response", {}).get("$ref"),
        scopes=frozenset(described.get("scopes", ())),
    )


def parts(resource: str) -> frozenset[str]:
    """The names that a resource's `part` may hold."""
    described = document()["schemas"][resource]["properties"]
    return frozenset(described) - _NOT_PARTS


def query_faults(method: Method, query: Mapping[str, list[str]]) -> Iterator[str]:
    """What is wrong with a query; nothing if the description allows it."""
    for name, described in method.parameters.items():
        if described.get("required") and name not in query:
            yield f"{name} is missing"
    for name, values in query.items():
        described = method.parameters.get(name, {})
        if not described:
            yield f"sandbox: {name} is unknown"
        elif len(values) > 1 and not described.get("repeated"):
            yield f"sandbox: {name} is given twice"
        else:
            yield from (told for value in values for told in _value_faults(name, value, described))


def _value_faults(name: str, value: str, described: Json) -> Iterator[str]:
    kind = described.get("type")
    if "enum" in described and value not in described["enum"]:
        yield f"{name} cannot be {value!r}"
    elif kind == "boolean" and value not in {"true", "false"}:
        yield f"{name} is true or false"
    elif kind == "integer" and not value.lstrip("-").isdigit():
        yield f"{name} is a number"
    elif kind == "integer":
        low, high = described.get("minimum", value), described.get("maximum", value)
        if not int(low) <= int(value) <= int(high):
            yield f"{name} is from {low} to {high}"


def body_faults(value: Any, schema: str, path: str = "") -> list[str]:
    """What is wrong with a resource, as `path: complaint`; unknown keys are."""
    return list(_faults(value, {"$ref": schema}, path or schema))


def _faults(value: Any, described: Json, path: str) -> Iterator[str]:
    if "$ref" in described:
        described = document()["schemas"][described["$ref"]]
    kind = described.get("type", "any")
    if kind in _KINDS and not _is(value, kind):
        yield f"{path}: {value!r} is no {kind}"
    elif "enum" in described and value not in described["enum"]:
        yield f"{path}: cannot be {value!r}"
    elif kind == "object":
        yield from _object_faults(value, described, path)
    elif kind == "array":
        for number, item in enumerate(value):
            yield from _faults(item, described["items"], f"{path}[{number}]")


def _object_faults(value: Json, described: Json, path: str) -> Iterator[str]:
    known, others = described.get("properties", {}), described.get("additionalProperties")
    for name, item in value.items():
        each = known.get(name, others)
        if each is None:
            yield f"{path}: {name} is unknown"
        else:
            yield from _faults(item, each, f"{path}.{name}")


def _is(value: Any, kind: str) -> bool:
    if isinstance(value, bool):
        return kind == "boolean"
    return isinstance(value, _KINDS[kind])
