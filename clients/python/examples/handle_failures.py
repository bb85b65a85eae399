# Sends orders that have something wrong with them, and does what each failure asks for.
import os

from recado_client import PurchaseOrderRequest, Recado, RecadoError

url = os.environ.get("RECADO_URL", "http://localhost:3000")
recado = Recado(url, key=os.environ["RECADO_KEY"])


def send(order: PurchaseOrderRequest, service: Recado = recado) -> str:
    """What became of the order, in a word for whoever wrote it."""
    try:
        return f"accepted, {service.send_order(order).message['status']}"
    except RecadoError as error:
        if error.code == "PHONE_INVALID":
            # Only who keeps the supplier's data can mend it; `detail` says how where that is certain.
            return f"wrong phone: {error.detail}"
        if error.code == "SUPPRESSED":
            return "the supplier wants no messages: send a mail"
        if error.code == "PURCHASE_ORDER_CHANGED":
            # Known with another amount, name or phone: what is meant to replace it says so.
            return send({**order, "revision": order.get("revision", 1) + 1}, service)
        if error.code in ("UNAUTHENTICATED", "SCOPE_MISSING"):
            return f"our own fault, page somebody: {error.remedy}"
        if error.temporary:
            # Was repeated already, as long as that was safe. Send it again later: it stays one message.
            return f"later: {error.code}"
        return f"rejected: {error.detail}"


order: PurchaseOrderRequest = {
    "supplier": {"name": "Proveedor ABC", "phone": "+34612345678"},
    "orderNumber": "PO-2024-021",
    "total": {"amount": "1250.00", "currency": "EUR"},
}
changed: PurchaseOrderRequest = {**order, "total": {"amount": "990.00", "currency": "EUR"}}
misdialled: PurchaseOrderRequest = {
    **order,
    "supplier": {"name": "Proveedor ABC", "phone": "612345678"},
}
illegible: PurchaseOrderRequest = {**order, "total": {"amount": "12,50", "currency": "EUR"}}

print("an order        ", send(order))
print("with new amount ", send(changed))
print("wrong phone     ", send(misdialled))
print("comma in amount ", send(illegible))
print("with a wrong key", send(order, Recado(url, key="of-somebody-else")))
print("during an outage", send(order, Recado("http://127.0.0.1:1", key="", retries=0)))
