"""A vendor's OpenAPI 3.0 description, and what is wrong with a request or an answer by it."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]

from tests.sandbox_control import Json

_ANNOTATIONS = {"example", "description", "title", "readOnly", "discriminator", "default"}


class OpenApi:
    """Operations of a description by their id.

    Args:
        path: Where the description lies, as JSON.
    """

    def __init__(self, path: Path) -> None:
        self._whole = json.loads(path.read_text())
        self._operations = {
            operation["operationId"]: (verb.upper(), place, operation)
            for place, verbs in self._whole["paths"].items()
            for verb, operation in verbs.items()
            if isinstance(operation, dict) and "operationId" in operation
        }

    def id_of(self, verb: str, path: str) -> str:
        """Which operation a request is."""
        for id_, (known, place, _) in self._operations.items():
            if known == verb and re.fullmatch(re.sub(r"\{[^}]+\}", "[^/]+", place), path):
                return str(id_)
        raise AssertionError(f"no published operation is {verb} {path}")

    def scopes(self, id_: str) -> set[str]:
        """What a person's token needs for an operation."""
        first = self._operations[id_][2]["security"][0]
        return {scope for scopes in first.values() for scope in scopes}

    def place(self, id_: str) -> tuple[str, str]:
        """The verb and the path of an operation."""
        verb, place, _ = self._operations[id_]
        return verb, place

    def complaints_of_request(self, id_: str, query: Mapping[str, str], body: Any) -> list[str]:
        """What is wrong with a request; a key that is not described is wrong too."""
        operation = self._operations[id_][2]
        known = {one["name"]: one for one in map(self._followed, operation.get("parameters", []))}
        told = [f"query: {name} is unknown" for name in query.keys() - known.keys()]
        for name in query.keys() & known.keys():
            schema = self._schema(known[name]["schema"], closed=False)
            value = int(query[name]) if schema.get("type") == "integer" else query[name]
            told += _complaints(schema, value)
        described = operation.get("requestBody")
        if described is None:
            return [*told, *(["body: none is described"] if body is not None else [])]
        schema = self._schema(described["content"]["application/json"]["schema"], closed=True)
        return [*told, *_complaints(schema, body)]

    def complaints_of_answer(self, id_: str, status: int, body: Any) -> list[str]:
        """What is wrong with an answer; it may hold more than is described."""
        responses = self._operations[id_][2]["responses"]
        described = self._followed(responses.get(str(status)) or responses["default"])
        content = described.get("content", {}).get("application/json")
        if content is None:
            return [] if body is None else ["body: none is described"]
        return _complaints(self._schema(content["schema"], closed=False), body)

    def _followed(self, described: Json) -> Json:
        while "$ref" in described:
            target: Any = self._whole
            for step in described["$ref"].removeprefix("#/").split("/"):
                target = target[step]
            described = target
        return described

    def _schema(self, described: Json, *, closed: bool) -> Json:
        """The same as JSON Schema: references followed, null where it is allowed."""
        described = self._followed(described)
        made = {
            name: self._inner(name, value, closed=closed)
            for name, value in described.items()
            if name not in _ANNOTATIONS | {"nullable"} and not name.startswith("x-")
        }
        if closed and "properties" in made and "allOf" not in made:
            made["additionalProperties"] = False
        return {"anyOf": [made, {"type": "null"}]} if described.get("nullable") else made

    def _inner(self, name: str, value: Any, *, closed: bool) -> Any:
        if name == "properties":
            return {key: self._schema(one, closed=closed) for key, one in value.items()}
        if name in {"allOf", "oneOf", "anyOf"}:
            return [self._schema(one, closed=closed) for one in value]
        return self._schema(value, closed=closed) if name == "items" else value


@lru_cache
def read(path: Path) -> OpenApi:
    """A description, read once."""
    return OpenApi(path)


def _complaints(schema: Json, value: Any) -> list[str]:
    return list(_worded(jsonschema.Draft202012Validator(schema).iter_errors(value)))


def _worded(errors: Any) -> Iterator[str]:
    for error in errors:
        place = ".".join(map(str, error.absolute_path)) or "body"
        yield f"{place}: {error.message[:200]}"
