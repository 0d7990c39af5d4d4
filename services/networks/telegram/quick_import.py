"""Import aiogram in a quarter of the time: its models are built at their first use.

aiogram builds some 590 pydantic schemas while it is imported, although its models ask for
`defer_build`. Here its import runs with `model_rebuild` held back; afterwards every model knows
the namespace that its annotations need, and pydantic builds it when somebody first uses it.

`CROSSPOSTER_QUICK_IMPORT=0` switches this off. A test holds that it makes no difference but time.

Source: https://docs.pydantic.dev/latest/api/base_model/#pydantic.BaseModel.model_rebuild
"""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import TYPE_CHECKING, Any, Literal, Optional, Union

if TYPE_CHECKING:
    from pydantic import BaseModel

SWITCH = "CROSSPOSTER_QUICK_IMPORT"
"""The variable that switches quick importing off, if it is `0`."""

_NAME = "aiogram"


def hasten_aiogram() -> None:
    """See to it that aiogram, whoever imports it first, is imported quickly."""
    if os.environ.get(SWITCH) == "0" or _NAME in sys.modules:
        return
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())


class _Finder(MetaPathFinder):
    """Finds aiogram where it is, and has it loaded in our way."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname != _NAME:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = _QuickLoader(spec.loader)
        return spec


class _QuickLoader(Loader):
    """Runs a package's import without building its models."""

    def __init__(self, usual: Loader) -> None:
        self._usual = usual

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._usual.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        with _nothing_built():
            self._usual.exec_module(module)
        if module.__spec__:
            module.__spec__.loader = self._usual
        module.__loader__ = self._usual
        _build_at_first_use()


@contextmanager
def _nothing_built() -> Iterator[None]:
    from pydantic import BaseModel  # noqa: PLC0415 - whoever never imports aiogram needs none

    usual = BaseModel.__dict__["model_rebuild"]

    def later(cls: "type[BaseModel]", /, **options: Any) -> bool | None:
        if cls.__module__.partition(".")[0] == _NAME:
            return None
        rebuilt: bool | None = usual.__get__(None, cls)(**options)
        return rebuilt

    BaseModel.model_rebuild = classmethod(later)  # type: ignore[method-assign,assignment]
    try:
        yield
    finally:
        BaseModel.model_rebuild = usual  # type: ignore[method-assign]


def _build_at_first_use() -> None:
    """Give each root of aiogram's models the names that its annotations mean."""
    from aiogram import types  # noqa: PLC0415 - only now is there something to import
    from aiogram.client.default import Default  # noqa: PLC0415
    from aiogram.methods import TelegramMethod  # noqa: PLC0415
    from aiogram.methods.base import Request, Response  # noqa: PLC0415
    from pydantic import BaseModel  # noqa: PLC0415

    names: dict[str, Any] = {
        "List": list,
        "Optional": Optional,
        "Union": Union,
        "Literal": Literal,
        "Default": Default,
        **{name: getattr(types, name) for name in types.__all__},
    }
    usual = BaseModel.__dict__["model_rebuild"]

    def build(cls: "type[BaseModel]", /, **options: Any) -> bool | None:
        options["_types_namespace"] = names | dict(options.get("_types_namespace") or {})
        rebuilt: bool | None = usual.__get__(None, cls)(**options)
        return rebuilt

    for root in (types.TelegramObject, TelegramMethod, Request, Response):
        root.model_rebuild = classmethod(build)  # type: ignore[method-assign,assignment]
