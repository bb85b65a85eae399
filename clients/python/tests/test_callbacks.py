"""What the public Standard Webhooks library has signed."""

from __future__ import annotations

import base64
import json
from datetime import datetime, timedelta, timezone
from typing import Any, Dict, Optional

import pytest
from standardwebhooks.webhooks import Webhook

from recado_client import CallbackError, verify_callback

SECRET = "whsec_" + base64.b64encode(b"of the procurement service").decode()
ANOTHER = "whsec_" + base64.b64encode(b"of somebody else entirely").decode()
BODY = json.dumps(
    {
        "type": "message.delivered",
        "timestamp": "2026-12-01T08:00:00.000Z",
        "data": {"id": "0199c5b2", "status": "DELIVERED", "version": 3},
    }
)


def signed(body: str = BODY, secret: str = SECRET, age: float = 0, **change: Optional[str]) -> Dict[str, str]:
    moment = datetime.now(timezone.utc) - timedelta(seconds=age)
    headers = {
        "Webhook-Id": "evt_1",
        "Webhook-Timestamp": str(int(moment.timestamp())),
        "Webhook-Signature": Webhook(secret).sign("evt_1", moment, body),
    }
    replaced = {f"Webhook-{name.title()}": value for name, value in change.items()}
    return {name: value for name, value in {**headers, **replaced}.items() if value is not None}


@pytest.mark.parametrize("body", [BODY, BODY.encode()], ids=["text", "bytes"])
def test_a_signed_callback_is_believed(body: Any) -> None:
    callback = verify_callback(body, signed(), SECRET)
    assert callback["id"] == "evt_1"
    assert callback["type"] == "message.delivered"
    assert callback["data"]["version"] == 3


def test_either_secret_counts_while_one_replaces_the_other() -> None:
    assert verify_callback(BODY, signed(), [ANOTHER, SECRET])["id"] == "evt_1"
    both = f"{signed(secret=ANOTHER)['Webhook-Signature']} {signed()['Webhook-Signature']}"
    assert verify_callback(BODY, signed(signature=both), SECRET)["id"] == "evt_1"


@pytest.mark.parametrize(
    "body,headers",
    [
        (BODY, signed(secret=ANOTHER)),
        (BODY.replace("DELIVERED", "FAILED"), signed()),
        (BODY, signed(id="evt_2")),
        (BODY, signed(age=301)),
        (BODY, signed(age=-301)),
        (BODY, signed(signature=None)),
        (BODY, signed(signature="v1")),
        (BODY, signed(signature="v1,é")),
        (BODY, signed(timestamp="yesterday")),
        (b"\xff", signed()),
        ("[]", signed("[]")),
        ("not JSON", signed("not JSON")),
    ],
    ids=[
        "forged",
        "changed",
        "of another event",
        "old",
        "of tomorrow",
        "unsigned",
        "half",
        "garbled",
        "undated",
        "bytes",
        "list",
        "words",
    ],
)
def test_what_is_not_to_be_believed_is_refused(body: Any, headers: Dict[str, str]) -> None:
    with pytest.raises(CallbackError):
        verify_callback(body, headers, SECRET)


def test_a_secret_is_needed() -> None:
    with pytest.raises(TypeError):
        verify_callback(BODY, signed(), [])
