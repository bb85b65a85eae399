"""The client that awaits its answers."""

from __future__ import annotations

import asyncio
import random
from types import TracebackType
from typing import (
    TYPE_CHECKING,
    Any,
    AsyncIterator,
    Awaitable,
    Callable,
    List,
    Mapping,
    Optional,
    Sequence,
    Type,
    TypeVar,
)

import httpx

from . import calls
from .calls import Accepted, BatchResult, Call
from .exchange import Repetition, exchange
from .types import (
    BatchItem,
    Message,
    MessageRequest,
    MessageWithEvents,
    PurchaseOrderMessage,
    PurchaseOrderRequest,
    Suppression,
)

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from .types import MessagesFilters, SuppressionsFilters

T = TypeVar("T")


class AsyncRecado:
    """Recado's API for asyncio. What it refuses, and what stays unanswered, is raised as RecadoError.

    url      where it answers, such as ``https://recado.example.com``; a path in front of /api/v1/whatsapp belongs to it
    key      an API key with the scopes that the calls need
    timeout  seconds for each step of a call: to connect, to send, to wait for more of the answer
    retries  how often a call is made again, where that is safe; 0 for never
    """

    def __init__(
        self,
        url: str,
        key: str,
        *,
        timeout: float = 30.0,
        retries: int = 3,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        rand: Callable[[], float] = random.random,
    ) -> None:
        self._http = httpx.AsyncClient(**calls.settings(url, key, timeout))
        self._repetition = Repetition(retries, rand)
        self._sleep = sleep

    async def send_order(self, order: PurchaseOrderRequest) -> Accepted[PurchaseOrderMessage]:
        """The order's message. Safe to repeat as it is: the order number is its key."""
        return await self._make(calls.send_order(order))

    async def send(self, message: MessageRequest, *, idempotency_key: Optional[str] = None) -> Accepted[Message]:
        """One message of any template. The same key and message are one message, however often they are sent."""
        return await self._make(calls.send(message, idempotency_key))

    async def send_batch(
        self, messages: Sequence[BatchItem | MessageRequest], *, idempotency_key: Optional[str] = None
    ) -> List[BatchResult]:
        """Up to 1,000 messages; one result for each, in order, because a bad one never spoils the others."""
        return await self._make(calls.send_batch(messages, idempotency_key))

    async def message(self, message_id: str) -> MessageWithEvents:
        """One message with its timeline."""
        return await self._make(calls.message(message_id))

    def messages(self, **filters: Unpack[MessagesFilters]) -> AsyncIterator[Message]:
        """Messages, the newest first, page by page as they are asked for; `limit` is the size of a page."""
        return self._pages("/messages", filters)

    async def cancel(self, message_id: str) -> Message:
        """Ends a message of which nothing was handed to Meta."""
        return await self._make(calls.cancel(message_id))

    async def resend(self, message_id: str, *, force: bool = False) -> Message:
        """A FAILED message again, as a new one; `force` is for what Meta may have sent."""
        return await self._make(calls.resend(message_id, force))

    def suppressions(self, **filters: Unpack[SuppressionsFilters]) -> AsyncIterator[Suppression]:
        """Who must not be written to, the newest first."""
        return self._pages("/suppressions", filters)

    async def request(
        self,
        method: str,
        path: str,
        *,
        json: Optional[Any] = None,
        params: Optional[Mapping[str, Any]] = None,
        idempotency_key: Optional[str] = None,
    ) -> Any:
        """Anything else below /api/v1/whatsapp, as JSON, with the same key, deadlines and repetitions."""
        return await self._make(calls.other(method, path, json, params, idempotency_key))

    async def close(self) -> None:
        """Closes its connections; so does the end of an `async with` block."""
        await self._http.aclose()

    async def __aenter__(self) -> AsyncRecado:
        return self

    async def __aexit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        await self.close()

    async def _make(self, call: Call[T]) -> T:
        steps = exchange(call.request(self._http), self._repetition)
        answer: Optional[httpx.Response] = None
        failure: Optional[httpx.RequestError] = None
        while True:
            try:
                step = steps.send(answer) if failure is None else steps.throw(failure)
            except StopIteration as end:
                return call.result(end.value)
            answer = failure = None
            try:
                if isinstance(step, httpx.Request):
                    answer = await self._http.send(step)
                else:
                    await self._sleep(step)
            except httpx.RequestError as error:
                failure = error

    async def _pages(self, path: str, filters: Mapping[str, Any]) -> AsyncIterator[Any]:
        cursor: Optional[str] = None
        while True:
            page = await self._make(calls.page(path, filters, cursor))
            for item in page["items"]:
                yield item
            cursor = page["nextCursor"]
            if cursor is None:
                return
