"""Reads a method's parameters strictly: nothing unknown, nothing missing, every type right."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from services.sandbox.forms import FilePart
from services.sandbox.telegram.refusal import BotApiError, bad_request

_TRUE: Final = frozenset({"true", "True", "1"})
_FALSE: Final = frozenset({"false", "False", "0"})
_ENCODING = "strings must be encoded in UTF-8"


@dataclass(frozen=True)
class Parameter:
    """One parameter of a method; `missing` is what the real server says where it is absent."""

    name: str
    kind: str
    required: bool = False
    missing: str = ""


@dataclass(frozen=True)
class Arguments:
    """The parameters of one request: checked values and the files beside them."""

    values: Mapping[str, Any]
    files: Mapping[str, FilePart]

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    def get(self, name: str, default: Any = None) -> Any:
        """The value of a parameter, or the default where it was not given."""
        return self.values.get(name, default)

    def has(self, name: str) -> bool:
        """Whether a parameter was given."""
        return name in self.values


def integers(*names: str) -> tuple[Parameter, ...]:
    """Optional parameters of the type Integer."""
    return tuple(Parameter(name, "integer") for name in names)


def flags(*names: str) -> tuple[Parameter, ...]:
    """Optional parameters of the type Boolean."""
    return tuple(Parameter(name, "boolean") for name in names)


def strings(*names: str) -> tuple[Parameter, ...]:
    """Optional parameters of the type String."""
    return tuple(Parameter(name, "string") for name in names)


def objects(*names: str) -> tuple[Parameter, ...]:
    """Optional parameters that are JSON objects or arrays."""
    return tuple(Parameter(name, "json") for name in names)


def needed(name: str, kind: str, missing: str = "") -> tuple[Parameter, ...]:
    """One required parameter."""
    return (Parameter(name, kind, required=True, missing=missing),)


def check(
    table: tuple[Parameter, ...], raw: Mapping[str, Any], files: Mapping[str, FilePart]
) -> Arguments:
    """Hold a request against a method's table.

    Args:
        table: The parameters that the method has.
        raw: What was sent: text from forms and queries, any JSON type from a JSON body.
        files: Files by the name of their field.

    Raises:
        BotApiError: Unknown or missing parameter, or a value of the wrong type.
    """
    known = {parameter.name for parameter in table}
    if unknown := sorted(raw.keys() - known):
        raise bad_request(f"sandbox: unknown parameter {', '.join(map(repr, unknown))}")
    given = {name: value for name, value in raw.items() if value is not None}
    values = {
        parameter.name: _read(parameter, given[parameter.name])
        for parameter in table
        if parameter.name in given and (parameter.kind == "string" or given[parameter.name] != "")
    }
    _refuse_missing(table, values, files)
    if "parse_mode" in values:
        raise bad_request("sandbox: send entities instead of parse_mode")
    return Arguments(values, files)


def _refuse_missing(
    table: tuple[Parameter, ...], values: Mapping[str, Any], files: Mapping[str, FilePart]
) -> None:
    for parameter in table:
        if not parameter.required or values.get(parameter.name, "") != "":
            continue
        if parameter.kind == "file" and parameter.name in files:
            continue
        raise bad_request(parameter.missing or f'parameter "{parameter.name}" is required')


def _read(parameter: Parameter, value: Any) -> Any:
    try:
        return _READERS[parameter.kind](value)
    except UnicodeEncodeError:
        raise bad_request(_ENCODING) from None
    except (ValueError, TypeError):
        raise _wrong_type(parameter) from None


def _wrong_type(parameter: Parameter) -> BotApiError:
    if parameter.kind == "json":
        return bad_request(f"can't parse {parameter.name} JSON object")
    return bad_request(f'sandbox: parameter "{parameter.name}" is not of type {parameter.kind}')


def _integer(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise TypeError
    return int(value)


def _boolean(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if str(value) not in _TRUE | _FALSE:
        raise ValueError(value)
    return str(value) in _TRUE


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    value.encode()
    return value


def _json(value: Any) -> Any:
    decoded = json.loads(value) if isinstance(value, str) else value
    if not isinstance(decoded, dict | list):
        raise TypeError
    json.dumps(decoded, ensure_ascii=False).encode()
    return decoded


def _chat(value: Any) -> int | str:
    if isinstance(value, str) and value.startswith("@"):
        return value
    return _integer(value)


_READERS: Final[dict[str, Callable[[Any], Any]]] = {
    "integer": _integer,
    "boolean": _boolean,
    "string": _string,
    "json": _json,
    "chat": _chat,
    "file": _string,
}
