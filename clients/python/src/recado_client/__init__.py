"""Recado's API: sends purchase orders and other WhatsApp template messages.

>>> from recado_client import Recado
>>> recado = Recado("https://recado.example.com", key="rk_…")
>>> recado.send_order({"supplier": …, "orderNumber": …, "total": …}).message["id"]
"""

from .async_client import AsyncRecado
from .callback import (
    Callback,
    CallbackError,
    CallbackMessage,
    MessageCallback,
    OtherCallback,
    Reply,
    is_message_callback,
    verify_callback,
)
from .calls import Accepted, BatchResult
from .client import Recado
from .error import RecadoError
from .types import (
    BatchItem,
    Message,
    MessageRequest,
    MessageWithEvents,
    PurchaseOrderMessage,
    PurchaseOrderRequest,
    Suppression,
)
from .version import VERSION as __version__

__all__ = [
    "Accepted",
    "AsyncRecado",
    "BatchItem",
    "BatchResult",
    "Callback",
    "CallbackError",
    "CallbackMessage",
    "Message",
    "MessageCallback",
    "MessageRequest",
    "MessageWithEvents",
    "OtherCallback",
    "PurchaseOrderMessage",
    "PurchaseOrderRequest",
    "Recado",
    "RecadoError",
    "Reply",
    "Suppression",
    "__version__",
    "is_message_callback",
    "verify_callback",
]
