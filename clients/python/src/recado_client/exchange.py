"""How a call is repeated, without making any: the same for the client that waits and the one that awaits."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from typing import Callable, Generator, Optional, Union

import httpx

from .error import error_of_silence, read_retry_after

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 8.0
# Whoever is asked to wait for longer decides himself: the error has `retry_after`.
LONGEST_RETRY_AFTER = 60.0

# POSTs that have the effect of one, and the answer of one, however often they are made; see docs/api.md.
_REPEATABLE_POST = re.compile(
    r"/api/v1/whatsapp/"
    r"(purchase-orders|suppressions|messages/[^/]+/cancel|templates/sync|templates/[^/]+/preview)$"
)
_PASSING = frozenset({408, 429, 500, 502, 503, 504})
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)

# A request to make, or seconds to let pass.
Step = Union[httpx.Request, float]


@dataclass(frozen=True)
class Repetition:
    """How often a call is made again, where that is safe; `rand` (0 to 1) spreads the calls of many clients."""

    retries: int = 3
    rand: Callable[[], float] = random.random


def exchange(
    request: httpx.Request, repetition: Repetition
) -> Generator[Step, Optional[httpx.Response], httpx.Response]:
    """Yields what to do next, and is sent the response or thrown the failure; returns the last response.

    Repeats a call always if it never left or was refused for being one too many, and otherwise only if repeating it
    has the effect and the answer of one call. Raises RecadoError UNREACHABLE or TIMED_OUT where the last call had no
    answer.
    """
    made = 0
    while True:
        made += 1
        try:
            response = yield request
        except httpx.RequestError as failure:
            sent = not isinstance(failure, _NOT_SENT)
            if made > repetition.retries or (sent and not _is_repeatable(request)):
                raise error_of_silence(
                    sent=sent,
                    timed_out=isinstance(failure, httpx.TimeoutException),
                    idempotency_key=request.headers.get("idempotency-key"),
                ) from failure
            asked = 0.0
        else:
            assert response is not None
            asked = read_retry_after(response.headers) or 0.0
            if made > repetition.retries or not _may_pass(request, response, asked):
                return response
        spread = 0.5 + repetition.rand() / 2
        yield asked + min(FIRST_PAUSE * 2 ** (made - 1), LONGEST_PAUSE) * spread


def _may_pass(request: httpx.Request, response: httpx.Response, asked: float) -> bool:
    if response.status_code not in _PASSING or asked > LONGEST_RETRY_AFTER:
        return False
    # One too many was refused before anybody looked at it.
    return response.status_code == 429 or _is_repeatable(request)


def _is_repeatable(request: httpx.Request) -> bool:
    if request.method in ("GET", "HEAD"):
        return True
    return request.method == "POST" and (
        "idempotency-key" in request.headers or _REPEATABLE_POST.search(request.url.path) is not None
    )
