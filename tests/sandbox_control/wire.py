"""The wire to a sandbox's control API."""

from types import TracebackType
from typing import Any, Self

import aiohttp

Json = dict[str, Any]


class ControlRefusedError(Exception):
    """The control API said no; `status` and its sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(f"{status}: {sentence}")
        self.status = status


class Wire:
    """An open connection to the control API of the sandbox at an origin."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(trust_env=False)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._session:
            await self._session.close()

    async def call_messages(self, method: str, path: str, body: Json | None = None) -> list[Json]:
        """Call what answers with messages."""
        messages: list[Json] = (await self.call(method, path, json=body))["messages"]
        return messages

    async def get_json(self, path: str) -> Json:
        """Read something."""
        return await self.call("GET", path)

    async def post_json(self, path: str, body: Json | None = None) -> Json:
        """Do something."""
        return await self.call("POST", path, json=body or {})

    async def call(self, method: str, path: str, **body: Any) -> Json:
        """Call the control API.

        Raises:
            ControlRefusedError: It said no.
        """
        address = f"{self.url}/control/{path}"
        async with self.session().request(method, address, **body) as response:
            answer: Json = await response.json()
            if not response.ok:
                raise ControlRefusedError(response.status, str(answer.get("error")))
            return answer

    def session(self) -> aiohttp.ClientSession:
        """The open session."""
        assert self._session, "use SandboxControl in an async with block"
        return self._session
