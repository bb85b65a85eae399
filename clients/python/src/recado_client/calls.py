"""What the API can be asked: each call as a value, made by whichever client."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any, Callable, Dict, Generic, List, Mapping, Optional, Sequence, TypeVar, cast
from urllib.parse import quote

import httpx

from .error import RecadoError, error_of_answer
from .types import (
    BatchItem,
    Message,
    MessageRequest,
    MessageWithEvents,
    PurchaseOrderMessage,
    PurchaseOrderRequest,
)
from .version import VERSION

BASE_PATH = "/api/v1/whatsapp"

T = TypeVar("T")


@dataclass(frozen=True)
class Accepted(Generic[T]):
    """A message that is committed and on its way; `replayed` says that it was before."""

    message: T
    replayed: bool


@dataclass(frozen=True)
class BatchResult:
    """What became of one message of a batch: `message`, or `error` where it was refused."""

    message: Optional[Message]
    error: Optional[RecadoError]
    replayed: bool


@dataclass(frozen=True)
class Call(Generic[T]):
    """One call, and how its answer is read."""

    method: str
    path: str
    read: Callable[[httpx.Response], T]
    json: Optional[Any] = None
    params: Mapping[str, Any] = field(default_factory=dict)
    idempotency_key: Optional[str] = None

    def request(self, http: httpx.Client | httpx.AsyncClient) -> httpx.Request:
        """With the address, the key and the deadlines of that client."""
        headers = {} if self.idempotency_key is None else {"Idempotency-Key": self.idempotency_key}
        params = {name: value for name, value in self.params.items() if value is not None}
        body = {} if self.json is None else {"json": self.json}
        return http.build_request(self.method, BASE_PATH + self.path, params=params or None, headers=headers, **body)

    def result(self, response: httpx.Response) -> T:
        """Raises RecadoError where the answer is a refusal."""
        if response.is_success:
            return self.read(response)
        try:
            body = response.json()
        except ValueError:
            body = None
        raise error_of_answer(response.status_code, response.headers, body, self.idempotency_key)


def settings(url: str, key: str, timeout: float) -> Dict[str, Any]:
    """Of an httpx client. An API does not move: whoever redirects is somebody else."""
    return {
        "base_url": url,
        "headers": {"Authorization": f"Bearer {key}", "User-Agent": f"recado-client-python/{VERSION}"},
        "timeout": timeout,
        "follow_redirects": False,
    }


def send_order(order: PurchaseOrderRequest) -> Call[Accepted[PurchaseOrderMessage]]:
    return Call("POST", "/purchase-orders", _accepted, json=order)


def send(message: MessageRequest, idempotency_key: Optional[str]) -> Call[Accepted[Message]]:
    key = idempotency_key or str(uuid.uuid4())
    return Call("POST", "/messages", _accepted, json=message, idempotency_key=key)


def send_batch(
    messages: Sequence[BatchItem | MessageRequest], idempotency_key: Optional[str]
) -> Call[List[BatchResult]]:
    key = idempotency_key or str(uuid.uuid4())

    def read(response: httpx.Response) -> List[BatchResult]:
        return [_batch_result(result, key) for result in response.json()["results"]]

    body = {"messages": list(messages)}
    return Call("POST", "/messages/batch", read, json=body, idempotency_key=key)


def message(message_id: str) -> Call[MessageWithEvents]:
    return Call("GET", f"/messages/{quote(message_id, safe='')}", _json)


def cancel(message_id: str) -> Call[Message]:
    return Call("POST", f"/messages/{quote(message_id, safe='')}/cancel", _json)


def resend(message_id: str, force: bool) -> Call[Message]:
    path = f"/messages/{quote(message_id, safe='')}/resend"
    return Call("POST", path, _json, json={"force": force})


def page(path: str, filters: Mapping[str, Any], cursor: Optional[str]) -> Call[Any]:
    return Call("GET", path, _json, params={**filters, "cursor": cursor})


def other(
    method: str,
    path: str,
    json: Optional[Any],
    params: Optional[Mapping[str, Any]],
    idempotency_key: Optional[str],
) -> Call[Any]:
    return Call(method, path, _json, json, params or {}, idempotency_key)


def _json(response: httpx.Response) -> Any:
    return response.json() if response.content else None


def _accepted(response: httpx.Response) -> Accepted[Any]:
    return Accepted(response.json(), response.headers.get("idempotent-replayed") == "true")


def _batch_result(result: Dict[str, Any], key: str) -> BatchResult:
    if "message" in result:
        return BatchResult(cast("Message", result["message"]), None, result.get("replayed", False))
    return BatchResult(None, error_of_answer(result["status"], {}, result.get("problem"), key), False)
