"""What Recado tells by itself, and whether to believe it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Dict, Literal, Mapping, Optional, Sequence, TypedDict, Union, cast

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from .types import Message

if TYPE_CHECKING:
    from typing_extensions import NotRequired, TypeGuard


class CallbackError(Exception):
    """A callback that is not to be believed: forged, changed, too old, or no callback at all. Answer it with 401."""


class AcknowledgedOrder(TypedDict):
    """The order that somebody acknowledged, and its message where that is known."""

    orderNumber: str
    messageId: NotRequired[str | None]


class Reply(TypedDict):
    """What a recipient answered, and the order that is acknowledged by it."""

    type: str | None
    text: str | None
    payload: str | None
    at: str
    acknowledgedOrder: AcknowledgedOrder | None


class CallbackMessage(Message):
    """A message as it was at the event."""

    # Rises with each event: a state that is lower than one you had of this message is old news; a reply never is.
    version: int
    # With message.reply.
    reply: NotRequired[Reply]
    # With message.order_acknowledged.
    acknowledgedOrder: NotRequired[AcknowledgedOrder]


class MessageCallback(TypedDict):
    """What became of a message. `id` is the same over all deliveries of one event."""

    id: str
    type: Literal[
        "message.sent",
        "message.delivered",
        "message.read",
        "message.failed",
        "message.cancelled",
        "message.held",
        "message.undelivered",
        "message.order_acknowledged",
        "message.reply",
    ]
    timestamp: str
    data: CallbackMessage


class OtherCallback(TypedDict):
    """Everything else: recipient.opted_out, sender.paused and .resumed, template.status_changed and .category_changed,
    usage.free_tier_near, callback.test. What `data` holds is the type's. More types may come."""

    id: str
    type: str
    timestamp: str
    data: Dict[str, Any]


Callback = Union[MessageCallback, OtherCallback]


def verify_callback(
    body: Union[bytes, str], headers: Mapping[str, str], secrets: Union[str, Sequence[str]]
) -> Callback:
    """A callback, if one of our secrets signed these very bytes within the last five minutes.

    It is checked as https://www.standardwebhooks.com has it.

    body     as it was received: parsed and written again it is another text
    headers  of the request, in any case
    secrets  of the endpoint (``whsec_…``); both of them while one replaces the other

    Raises CallbackError where it is not to be believed.
    """
    content = _believe(body, dict(headers), [secrets] if isinstance(secrets, str) else secrets)
    if not _is_callback(content):
        raise CallbackError("The body is signed, and no callback")
    signed_id = next(value for name, value in headers.items() if name.lower() == "webhook-id")
    return cast("Callback", {**content, "id": signed_id})


def is_message_callback(callback: Callback) -> TypeGuard[MessageCallback]:
    """Whether it tells of a message."""
    return callback["type"].startswith("message.")


def _believe(body: Union[bytes, str], headers: Dict[str, str], secrets: Sequence[str]) -> Any:
    refusal: Optional[Exception] = None
    for secret in secrets:
        webhook = Webhook(secret)
        try:
            return webhook.verify(body, headers)
        # What cannot be read as a signature, as UTF-8 or as JSON is a ValueError.
        except (WebhookVerificationError, ValueError) as error:
            refusal = error
    if refusal is None:
        raise TypeError("verify_callback needs a secret of the endpoint: whsec_…")
    raise CallbackError(str(refusal)) from refusal


# What our own key has signed has our own form: only what the types rest on is looked at.
def _is_callback(content: Any) -> bool:
    return (
        isinstance(content, dict)
        and isinstance(content.get("type"), str)
        and isinstance(content.get("timestamp"), str)
        and isinstance(content.get("data"), dict)
    )
