# Sends a purchase order and says where it is. Run it again: it is the same message.
import os

from recado_client import Recado

url = os.environ.get("RECADO_URL", "http://localhost:3000")

with Recado(url, key=os.environ["RECADO_KEY"]) as recado:
    accepted = recado.send_order(
        {
            "supplier": {"name": "Proveedor ABC", "phone": "+34612345678"},
            "orderNumber": "PO-2024-020",
            "total": {"amount": "1250.00", "currency": "EUR"},
        }
    )
    print("known" if accepted.replayed else "accepted", accepted.message["id"])
    print(accepted.message["text"])

    # All messages of this order, with those that a revision replaced; pages are read as they are needed.
    for message in recado.messages(reference="PO-2024-020"):
        print(message["id"], "is", message["status"])
