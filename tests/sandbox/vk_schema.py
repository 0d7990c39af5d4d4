"""VK's published schema, read as it is: `required` on each property, `$ref` beside other keys."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from tests.sandbox_control import Json

_KINDS: dict[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
}


class VkSchema:
    """Methods, errors and the check of answers; `folder` holds one folder per section."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()

    def method(self, name: str) -> Json:
        """The description of one method."""
        methods = _read(self._folder / name.partition(".")[0] / "methods.json")["methods"]
        return next(one for one in methods if one["name"] == name)

    def errors(self) -> dict[int, str]:
        """What every error code says."""
        errors = _read(self._folder / "errors.json")["errors"].values()
        return {one["code"]: one["description"] for one in errors if "description" in one}

    def parameter(self, described: Json) -> Json:
        """A parameter with its reference followed."""
        return self._followed(described, self._folder / "wall")[0]

    def faults(self, answer: Any, method: str, response: str = "response") -> list[str]:
        """What is wrong with an answer, as `path: complaint`; nothing if it fits the schema."""
        described = self.method(method)["responses"][response]
        folder = self._folder / method.partition(".")[0]
        whole, at = self._followed(described, folder)
        return list(self._faults(answer, whole["properties"]["response"], at, method))

    def _faults(self, value: Any, described: Json, folder: Path, path: str) -> Iterator[str]:
        described, folder = self._followed(described, folder)
        kinds = described.get("type", [])
        kinds = [kinds] if isinstance(kinds, str) else kinds
        if kinds and not any(_is(value, kind) for kind in kinds):
            yield f"{path}: {value!r} is not {' or '.join(kinds)}"
        elif "enum" in described and value not in described["enum"]:
            yield f"{path}: {value!r} is not one of {described['enum']}"
        elif isinstance(value, dict):
            yield from self._object_faults(value, described, folder, path)
        elif isinstance(value, list) and "items" in described:
            for index, item in enumerate(value):
                yield from self._faults(item, described["items"], folder, f"{path}[{index}]")

    def _object_faults(
        self, value: Json, described: Json, folder: Path, path: str
    ) -> Iterator[str]:
        known = dict(self._properties(described, folder))
        for name, item in value.items():
            if name in known:
                yield from self._faults(item, *known[name], f"{path}.{name}")
            elif known:
                yield f"{path}: {name} is unknown"
        for name, (each, _) in known.items():
            if each.get("required") is True and name not in value:
                yield f"{path}: {name} is missing"

    def _properties(self, described: Json, folder: Path) -> Iterator[tuple[str, tuple[Json, Path]]]:
        described, folder = self._followed(described, folder)
        for part in described.get("allOf", []):
            yield from self._properties(part, folder)
        for name, each in described.get("properties", {}).items():
            yield name, (each, folder)

    def _followed(self, described: Json, folder: Path) -> tuple[Json, Path]:
        """A definition with its references followed; keys beside a reference win."""
        while "$ref" in described:
            file, _, place = described["$ref"].partition("#")
            path = (folder / file).resolve()
            target = _read(path)
            for step in place.strip("/").split("/"):
                target = target[step]
            beside = {key: value for key, value in described.items() if key != "$ref"}
            described, folder = target | beside, path.parent
        return described, folder


def _is(value: Any, kind: str) -> bool:
    if isinstance(value, bool):
        return kind == "boolean"
    return isinstance(value, _KINDS[kind])


@cache
def _read(path: Path) -> Json:
    content: Json = json.loads(path.read_text(encoding="utf-8"))
    return content
