"""Why a call has failed."""

from __future__ import annotations

from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from typing import Any, List, Mapping, Optional, cast

from .remedies import REMEDIES
from .types import FieldProblem


class RecadoError(Exception):
    """What the API refused, or that there was no answer.

    code             stable: what programs decide by; the API's, or UNREACHABLE, TIMED_OUT, UNEXPECTED_ANSWER
    status           of HTTP; None where there was no answer
    title, detail    what the code means, and what is wrong with this very call
    errors           the fields at fault, each with what is wrong with it
    request_id       by which the service's log knows the call
    retry_after      seconds after which the service wants to be asked again
    idempotency_key  of the call: repeat it with this one, and it stays one message
    """

    def __init__(
        self,
        code: str,
        *,
        detail: str,
        title: str,
        status: Optional[int] = None,
        errors: Optional[List[FieldProblem]] = None,
        request_id: Optional[str] = None,
        retry_after: Optional[float] = None,
        idempotency_key: Optional[str] = None,
    ) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.status = status
        self.title = title
        self.detail = detail
        self.errors = errors or []
        self.request_id = request_id
        self.retry_after = retry_after
        self.idempotency_key = idempotency_key

    @property
    def field(self) -> Optional[str]:
        """The first field at fault, such as ``supplier.phone``; None where none is."""
        return self.errors[0]["path"] if self.errors else None

    @property
    def remedy(self) -> str:
        """What to do about it."""
        return REMEDIES.get(self.code, self.detail)

    @property
    def temporary(self) -> bool:
        """Whether the same call, repeated later, may succeed."""
        return self.status is None or self.status in (408, 429) or self.status >= 500


def error_of_answer(status: int, headers: Mapping[str, str], body: Any, idempotency_key: Optional[str]) -> RecadoError:
    """Of an answer that is a refusal; what is no problem document comes from a proxy or a wrong address."""
    retry_after = read_retry_after(headers)
    if not _is_problem(body):
        return RecadoError(
            "UNEXPECTED_ANSWER",
            title="Somebody else has answered",
            detail=f"The answer with status {status} is none of Recado's.",
            status=status,
            request_id=headers.get("x-request-id"),
            retry_after=retry_after,
            idempotency_key=idempotency_key,
        )
    return RecadoError(
        body["code"],
        title=body["title"],
        detail=body["detail"],
        status=status,
        errors=cast("List[FieldProblem]", body.get("errors", [])),
        request_id=body["requestId"],
        retry_after=retry_after,
        idempotency_key=idempotency_key,
    )


def error_of_silence(*, sent: bool, timed_out: bool, idempotency_key: Optional[str]) -> RecadoError:
    """Of a call without an answer."""
    return RecadoError(
        "TIMED_OUT" if timed_out else "UNREACHABLE",
        title="There was no answer in time" if timed_out else "There was no answer",
        detail="It may have had its effect all the same." if sent else "It was not sent.",
        idempotency_key=idempotency_key,
    )


def read_retry_after(headers: Mapping[str, str]) -> Optional[float]:
    """The seconds of ``Retry-After``, given as such or as a date; None without one that can be read."""
    text = headers.get("retry-after", "")
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=timezone.utc)
    return max(0.0, (moment - datetime.now(timezone.utc)).total_seconds())


def _is_problem(body: Any) -> bool:
    return isinstance(body, dict) and all(
        isinstance(body.get(name), str) for name in ("code", "title", "detail", "requestId")
    )
