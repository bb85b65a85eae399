# Takes callbacks in: believes what is signed, drops what it had before, and keeps the newest state of each message.
import os
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Dict, Set

from recado_client import Callback, CallbackError, is_message_callback, verify_callback

# While one secret replaces the other, both: whsec_old,whsec_new
secrets = os.environ["RECADO_CALLBACK_SECRET"].split(",")

# In a real service these two are tables, written in one transaction with what follows from the callback.
seen: Set[str] = set()
versions: Dict[str, int] = {}


def apply(callback: Callback) -> str:
    # Delivered at least once: the same id is the same news.
    if callback["id"] in seen:
        return "known"
    seen.add(callback["id"])

    # Of senders, templates and recipients. More types may come; what is answered with 2xx does not come again.
    if not is_message_callback(callback):
        return callback["type"]

    message = callback["data"]
    # What the supplier said is news, however late it comes.
    if "reply" in message:
        return f"{message['reference']} was answered: {message['reply']['text']}"
    if "acknowledgedOrder" in message:
        return f"{message['acknowledgedOrder']['orderNumber']} was acknowledged"

    # Of states the newest counts, and order is not promised: what is older than what we know changes nothing.
    if message["version"] <= versions.get(message["id"], 0):
        return "old"
    versions[message["id"]] = message["version"]
    error = message["error"]
    why = f" ({error['code']}: {error['advice']})" if error else ""
    return f"{message['reference']} is {message['status']}{why}"


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        # The bytes as they came: parsed and written again they have another signature.
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        try:
            callback = verify_callback(body, dict(self.headers), secrets)
        except CallbackError as refusal:
            print("refused:", refusal, flush=True)
            self.send_response(401)
        else:
            print(apply(callback), flush=True)
            self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Says only what apply() says."""


server = HTTPServer(("127.0.0.1", int(os.environ.get("PORT", "4011"))), Receiver)
print("listening", flush=True)
server.serve_forever()
