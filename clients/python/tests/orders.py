"""Messages that every sandbox takes, each to a recipient of its own: one alone gets one every few seconds."""

from __future__ import annotations

import itertools
import os

from recado_client import MessageRequest, PurchaseOrderRequest

_numbers = itertools.count(1)


def a_phone() -> str:
    return f"+34600{500_000 + next(_numbers):06}"


def an_order(number: str = "") -> PurchaseOrderRequest:
    return {
        "supplier": {"name": "Proveedor ABC", "phone": a_phone()},
        "orderNumber": number or f"PO-PY-{os.getpid()}-{next(_numbers)}",
        "total": {"amount": "1250.00", "currency": "EUR"},
    }


def a_message(reference: str = "") -> MessageRequest:
    return {
        "to": a_phone(),
        "reference": reference or f"PY-{os.getpid()}-{next(_numbers)}",
        "template": {
            "name": "po_notification",
            "language": "es",
            "parameters": ["Proveedor ABC", "PO-2024-001", "€1,250.00"],
        },
    }
