"""What the API refuses, and what fails before it."""

from __future__ import annotations

import asyncio
from typing import Any, Callable, Dict, List, Optional

import pytest
from conftest import Service
from orders import a_message, an_order

from recado_client import AsyncRecado, Recado, RecadoError
from recado_client.error import read_retry_after

NOBODY = "00000000-0000-7000-8000-000000000000"


def changed(recado: Recado) -> Any:
    order = an_order()
    recado.send_order(order)
    order["total"]["amount"] = "990.00"
    return recado.send_order(order)


def reused(recado: Recado) -> Any:
    recado.send(a_message("one"), idempotency_key="python-reused")
    return recado.send(a_message("another"), idempotency_key="python-reused")


def with_phone(phone: str) -> Callable[[Recado], Any]:
    return lambda recado: recado.send({**a_message(), "to": phone})


def with_template(change: Dict[str, Any]) -> Callable[[Recado], Any]:
    def send(recado: Recado) -> Any:
        message: Any = a_message()
        message["template"].update(change)
        return recado.send(message)

    return send


REFUSALS: List[Any] = [
    (
        "INVALID_REQUEST",
        400,
        "colour",
        lambda recado: recado.request("POST", "/messages", json={**a_message(), "colour": "red"}),
    ),
    ("CURSOR_INVALID", 400, "cursor", lambda recado: recado.request("GET", "/messages", params={"cursor": "x"})),
    ("NOT_FOUND", 404, None, lambda recado: recado.message(NOBODY)),
    ("METHOD_NOT_ALLOWED", 405, None, lambda recado: recado.request("DELETE", "/messages")),
    ("PURCHASE_ORDER_CHANGED", 409, None, changed),
    (
        "VALIDATION_FAILED",
        422,
        "total.amount",
        lambda recado: recado.send_order({**an_order(), "total": {"amount": "12,50", "currency": "EUR"}}),
    ),
    ("PHONE_INVALID", 422, "to", with_phone("612345678")),
    ("IDEMPOTENCY_KEY_REUSED", 422, None, reused),
    ("TEMPLATE_UNKNOWN", 422, "template.name", with_template({"name": "nobody_knows"})),
    ("TEMPLATE_PARAMETERS_INVALID", 422, "template.parameters[1]", with_template({"parameters": ["one"]})),
]


@pytest.mark.parametrize("code,status,field,call", REFUSALS, ids=[refusal[0] for refusal in REFUSALS])
def test_a_refusal_has_its_code_its_field_and_a_remedy(
    recado: Recado, code: str, status: int, field: Optional[str], call: Callable[[Recado], Any]
) -> None:
    with pytest.raises(RecadoError) as refusal:
        call(recado)
    error = refusal.value
    assert (error.code, error.status) == (code, status)
    if field is not None:
        assert error.field == field
    assert error.remedy and error.remedy != error.detail
    assert error.request_id
    assert not error.temporary


def test_a_key_that_nobody_has_and_one_without_the_scope(service: Service) -> None:
    for key, code in (("rk_of-nobody", "UNAUTHENTICATED"), (service.reader_key, "SCOPE_MISSING")):
        with pytest.raises(RecadoError) as refusal:
            Recado(service.url, key).send_order(an_order())
        assert refusal.value.code == code


class Pauses(List[float]):
    """Takes note of a pause instead of making it."""

    def __call__(self, seconds: float) -> None:
        self.append(seconds)


@pytest.mark.parametrize(
    "steps", [("503",), ("429",), ("cut",), ("lost",), ("half",), ("503", "lost", "429")], ids="+".join
)
def test_a_message_is_sent_once_through_what_fails_first(service: Service, recado: Recado, steps: Any) -> None:
    road, pauses, message = service.behind(*steps), Pauses(), a_message()
    with Recado(road.url, service.key, sleep=pauses) as client:
        client.send(message)
    calls = road.calls()
    assert len(calls) == len(steps) + 1
    assert len({call["idempotencyKey"] for call in calls}) == 1
    assert calls[0]["idempotencyKey"]
    assert len(pauses) == len(steps)
    assert len(list(recado.messages(reference=message["reference"]))) == 1


@pytest.mark.parametrize(
    "step,code", [("503", "UNAVAILABLE"), ("429", "RATE_LIMITED"), ("cut", "UNREACHABLE"), ("502", "UNEXPECTED_ANSWER")]
)
def test_with_repetitions_off_the_call_fails(service: Service, step: str, code: str) -> None:
    road = service.behind(step)
    with Recado(road.url, service.key, retries=0) as client, pytest.raises(RecadoError) as failure:
        client.send(a_message(), idempotency_key="python-mine")
    assert (failure.value.code, failure.value.temporary) == (code, True)
    assert failure.value.idempotency_key == "python-mine"
    assert len(road.calls()) == 1


def test_it_gives_up_after_the_last_repetition(service: Service) -> None:
    road, pauses = service.behind("503", "503", "503", "503"), Pauses()
    with Recado(road.url, service.key, sleep=pauses, rand=lambda: 0.0) as client, pytest.raises(RecadoError) as failure:
        client.send_order(an_order())
    assert failure.value.code == "UNAVAILABLE"
    assert failure.value.retry_after == 2
    # Two seconds as asked, and a growing pause behind it.
    assert pauses == [2.25, 2.5, 3.0]


def test_pauses_are_spread(service: Service) -> None:
    pauses = Pauses()
    for share in (0.0, 0.999):
        rand = iter([share]).__next__
        with Recado(service.behind("cut").url, service.key, sleep=pauses, rand=rand) as client:
            client.request("GET", "/messages")
    assert pauses[0] == 0.25 and 0.49 < pauses[1] <= 0.5


def test_a_wait_that_is_too_long_is_the_callers(service: Service) -> None:
    road = service.behind("429-3600")
    with Recado(road.url, service.key) as client, pytest.raises(RecadoError) as failure:
        client.send_order(an_order())
    assert failure.value.retry_after == 3_600
    assert len(road.calls()) == 1


@pytest.mark.parametrize("step", ["503", "lost"])
def test_what_is_not_safe_is_not_repeated(service: Service, step: str) -> None:
    road = service.behind(step)
    with Recado(road.url, service.key, sleep=Pauses()) as client, pytest.raises(RecadoError):
        client.resend(NOBODY)
    assert len(road.calls()) == 1


def test_one_too_many_is_repeated_whatever_it_is(service: Service) -> None:
    road = service.behind("429")
    with Recado(road.url, service.key, sleep=Pauses()) as client, pytest.raises(RecadoError) as refusal:
        client.resend(NOBODY)
    assert refusal.value.code == "NOT_FOUND"
    assert len(road.calls()) == 2


def test_no_answer_in_time_is_no_answer(service: Service) -> None:
    road = service.behind("hang", "hang")
    client = Recado(road.url, service.key, timeout=0.2, retries=1, sleep=Pauses())
    with client, pytest.raises(RecadoError) as failure:
        client.send_order(an_order())
    assert failure.value.code == "TIMED_OUT"
    assert failure.value.remedy
    assert len(road.calls()) == 2


def test_what_is_awaited_is_repeated_alike(service: Service) -> None:
    road = service.behind("503", "lost")

    async def no_pause(_seconds: float) -> None:
        return None

    async def converse() -> None:
        async with AsyncRecado(road.url, service.key, sleep=no_pause) as client:
            await client.send(a_message())

    asyncio.run(converse())
    calls = road.calls()
    assert len(calls) == 3
    assert len({call["idempotencyKey"] for call in calls}) == 1


def test_a_date_in_retry_after_counts_from_now() -> None:
    assert read_retry_after({"retry-after": "Thu, 01 Jan 1970 00:00:00 GMT"}) == 0
    assert read_retry_after({"retry-after": "7"}) == 7
    assert read_retry_after({"retry-after": "soon"}) is None
    assert read_retry_after({}) is None
