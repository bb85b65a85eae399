"""Sends through the running API."""

from __future__ import annotations

import asyncio
import time

import pytest
from conftest import Service
from orders import a_message, an_order

from recado_client import AsyncRecado, MessageWithEvents, Recado, RecadoError


def read_once_read(recado: Recado, message_id: str) -> MessageWithEvents:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        message = recado.message(message_id)
        if message["status"] == "READ":
            return message
        time.sleep(0.05)
    raise AssertionError(f"{message_id} was not read in 20 s")


def test_an_order_reaches_its_supplier(recado: Recado) -> None:
    order = an_order()
    accepted = recado.send_order(order)
    assert not accepted.replayed
    assert accepted.message["reference"] == order["orderNumber"]
    assert accepted.message["superseded"] is None
    read = read_once_read(recado, accepted.message["id"])
    assert [event["type"] for event in read["events"]][:1] == ["accepted"]


def test_the_same_order_again_is_the_same_message(recado: Recado) -> None:
    order = an_order()
    first, again = recado.send_order(order), recado.send_order(order)
    assert (first.replayed, again.replayed) == (False, True)
    assert again.message["id"] == first.message["id"]


def test_the_same_key_and_message_are_one_message(recado: Recado) -> None:
    message = a_message()
    first = recado.send(message, idempotency_key="python-1")
    again = recado.send(message, idempotency_key="python-1")
    assert (again.message["id"], again.replayed) == (first.message["id"], True)


def test_without_a_key_each_call_is_a_message_of_its_own(recado: Recado) -> None:
    message = a_message()
    assert recado.send(message).message["id"] != recado.send(message).message["id"]


def test_a_batch_has_a_result_for_each_message(recado: Recado) -> None:
    good, bad = a_message(), a_message()
    bad["to"] = "612345678"
    results = recado.send_batch([good, bad, good])
    assert [result.message is not None for result in results] == [True, False, True]
    error = results[1].error
    assert error is not None
    assert (error.code, error.status, error.field) == ("PHONE_INVALID", 422, "to")


def test_the_list_goes_over_its_pages(service: Service, recado: Recado) -> None:
    reference = a_message()["reference"]
    recado.send_batch([a_message(reference) for _ in range(7)])
    road = service.behind()
    with Recado(road.url, service.key) as client:
        found = list(client.messages(reference=reference, limit=3))
    assert len({message["id"] for message in found}) == 7
    assert [call["method"] for call in road.calls()] == ["GET", "GET", "GET"]


def test_a_list_that_nobody_reads_on_asks_for_no_further_page(service: Service, recado: Recado) -> None:
    reference = a_message()["reference"]
    recado.send_batch([a_message(reference) for _ in range(4)])
    road = service.behind()
    with Recado(road.url, service.key) as client:
        next(client.messages(reference=reference, limit=2))
    assert len(road.calls()) == 1


def test_a_scheduled_message_can_be_cancelled_and_is_not_resendable(recado: Recado) -> None:
    message = a_message()
    message["sendAt"] = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 3_600))
    sent = recado.send(message).message
    assert recado.cancel(sent["id"])["status"] == "CANCELLED"
    with pytest.raises(RecadoError) as refusal:
        recado.resend(sent["id"])
    assert refusal.value.code == "NOT_RESENDABLE"


def test_what_has_no_method_of_its_own_is_asked_by_its_path(recado: Recado) -> None:
    templates = recado.request("GET", "/templates")
    assert "po_notification" in [template["name"] for template in templates["items"]]
    assert list(recado.suppressions(to="+34699999999")) == []


def test_the_same_methods_can_be_awaited(service: Service) -> None:
    async def converse() -> None:
        async with AsyncRecado(service.url, service.key) as recado:
            order = an_order()
            first, again = await recado.send_order(order), await recado.send_order(order)
            assert again.message["id"] == first.message["id"]
            found = [message["id"] async for message in recado.messages(reference=order["orderNumber"])]
            assert found == [first.message["id"]]
            with pytest.raises(RecadoError) as refusal:
                await recado.message("00000000-0000-7000-8000-000000000000")
            assert refusal.value.code == "NOT_FOUND"

    asyncio.run(converse())
