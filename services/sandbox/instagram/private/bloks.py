"""What Bloks says: screens and actions, as little of them as the app reads.

Source: https://github.com/subzeroid/instagrapi/blob/master/instagrapi/mixins/bloks.py
"""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from services.sandbox.instagram.private.errors import stricter
from services.sandbox.perform import Answer

_FIELDS = {"params", "_uuid", "bk_client_context", "bloks_versioning_id"}


def told(text: str, headers: Mapping[str, str]) -> dict[str, Any]:
    """The `params` of a Bloks form, which names its device and the app's version.

    Raises:
        PrivateError: It is no such form.
    """
    form = dict(parse_qsl(text, keep_blank_values=True))
    if set(form) != _FIELDS:
        raise stricter(f"a Bloks form is {', '.join(sorted(_FIELDS))}")
    if form["_uuid"] != headers["X-IG-Device-ID"]:
        raise stricter("_uuid is that of the headers")
    version = form["bloks_versioning_id"]
    context = {"bloks_version": version, "styles_id": "instagram"}
    if version != headers.get("X-Bloks-Version-Id") or _read(form["bk_client_context"]) != context:
        raise stricter("bloks_versioning_id is that of the headers and of bk_client_context")
    return _read(form["params"])


def screen(*data: Mapping[str, str]) -> Answer:
    """A screen that brings values under keys."""
    nodes = [{"id": str(number), "type": "gs", "data": one} for number, one in enumerate(data)]
    return _payload({"data": nodes})


def opening(app: str, **static: str) -> Answer:
    """An action that opens an app with static server parameters."""
    keys = " ".join(json.dumps(name) for name in static)
    values = " ".join(json.dumps(value) for value in static.values())
    given = f'(f4i (dkc "server_params") (dkc (f4i (dkc {keys}) (dkc {values}))))'
    return _payload({"action": f"(bk.action.bloks.OpenScreen {_q(app)} {given})"})


def entering(login: Mapping[str, Any], headers: Mapping[str, str], cookies: str) -> Answer:
    """An action that carries what a login brought."""
    carried = {
        "login_response": json.dumps(login),
        "headers": json.dumps(headers),
        "cookies": cookies,
    }
    made = f"(bk.action.caa.HandleLoginResponse {_q(json.dumps(carried))})"
    return _payload({"action": made}, effect=True)


def shown(words: str) -> Answer:
    """An action that shows words, and nothing else."""
    return _payload({"action": f"(bk.action.caa.PresentCheckpointsFlow {_q(words)})"})


def _payload(inner: Mapping[str, Any], *, effect: bool = False) -> Answer:
    layout = {"bloks_payload": {"ft": {}, **inner}}
    return Answer(payload={"layout": layout, "status": "ok"}, effect=effect)


def _q(text: str) -> str:
    return json.dumps(text)


def _read(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        raise stricter("Bloks speaks JSON") from None
    if not isinstance(found, dict):
        raise stricter("Bloks speaks in objects")
    return found
