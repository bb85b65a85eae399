"""What to do about an error, by its code.

Made from apps/api/src/problems/problem-codes.ts by `npm run generate`.
"""

from __future__ import annotations

from typing import Dict

REMEDIES: Dict[str, str] = {
    "INVALID_REQUEST": "Mend the fields that errors names.",
    "MALFORMED_JSON": "Send a body that is JSON, in UTF-8.",
    "CURSOR_INVALID": "Use nextCursor as it came, or leave it out for the first page.",
    "UNAUTHENTICATED": "Use a key that is complete, not revoked and not past its end.",
    "WEBHOOK_SIGNATURE_INVALID": "Compare WHATSAPP_APP_SECRET with the app secret in Meta's dashboard.",
    "SCOPE_MISSING": "Use a key with the scope that detail names.",
    "SENDER_NOT_ALLOWED": "Leave sender out, or use a key that is bound to it.",
    "FOREIGN_ORIGIN": "Call from a server: a key has no place in a page.",
    "WEBHOOK_VERIFY_TOKEN_WRONG": "Enter WHATSAPP_WEBHOOK_VERIFY_TOKEN in Meta's dashboard.",
    "NOT_FOUND": "Look at the path and the id; what belongs to another client or sender is not found either.",
    "METHOD_NOT_ALLOWED": "Use one of the methods that the header Allow names.",
    "NOT_CANCELLABLE": "Meta may have it: wait for what becomes of it.",
    "NOT_HELD": "Read the message: nothing is left to decide.",
    "NOT_RESENDABLE": "Send a new message, or, where Meta may have sent this one, resend it with force.",
    "ALREADY_RESENT": "Follow the message that detail names.",
    "PURCHASE_ORDER_CHANGED": "Send it with a higher revision, which replaces the earlier message.",
    "REVISION_NOT_ABOVE_LAST": "Send it with a revision above the last.",
    "SENDER_ALREADY_PAUSED": "Nothing is left to do.",
    "SENDER_NOT_PAUSED": "Nothing is left to do.",
    "CALLBACK_ENDPOINT_DISABLED": "Enable it first: PATCH it with enabled true.",
    "TOO_MANY_CALLBACK_ENDPOINTS": "Change or delete one of those that there are.",
    "TEMPLATE_EXISTS": "Use that template, or take another name.",
    "REQUEST_TIMEOUT": "Repeat it; send the body without pauses.",
    "BODY_TOO_LARGE": "Split the batch.",
    "URI_TOO_LONG": "Shorten the path or the filters.",
    "UNSUPPORTED_MEDIA_TYPE": "Send JSON with Content-Type: application/json.",
    "VALIDATION_FAILED": "Mend the fields that errors names.",
    "PHONE_INVALID": "Correct the number where it is kept: +, country code and number; errors suggests one where it is certain.",
    "IDEMPOTENCY_KEY_REUSED": "Take a new key for another message; repeat the same one only with the same request.",
    "SENDER_UNKNOWN": "Leave sender out, or name one that GET /senders shows.",
    "TEMPLATE_UNKNOWN": "Compare name and language with GET /templates; a new one is read by POST /templates/sync.",
    "TEMPLATE_NOT_APPROVED": "Wait until Meta approves it, or use another template.",
    "TEMPLATE_PARAMETERS_INVALID": "Mend the parameters that errors names; POST /templates/{name}/preview tries them out.",
    "TEMPLATE_REFUSED": "Mend the template as detail says.",
    "CALLBACK_URL_REFUSED": "Name a public https address, or have its host allowed.",
    "SUPPRESSED": "Reach the recipient another way; GET /suppressions says since when and why.",
    "RATE_LIMITED": "Wait as long as Retry-After says, then repeat it; a batch counts as one request.",
    "TOO_MANY_FAILED_ATTEMPTS": "Mend the key, then wait as long as Retry-After says.",
    "HEADERS_TOO_LARGE": "Send fewer or shorter headers.",
    "INTERNAL_ERROR": "Repeat it with the same Idempotency-Key; if it stays, give requestId to whoever runs the service.",
    "META_REFUSED": "Give detail to whoever runs the service.",
    "META_UNREACHABLE": "Repeat it later.",
    "CALLBACKS_NOT_CONFIGURED": "Ask whoever runs the service to set ENCRYPTION_KEY.",
    "NOT_READY": "Wait, and look at what detail names.",
    "UNAVAILABLE": "Repeat it with the same Idempotency-Key after Retry-After.",
    "UNREACHABLE": "Repeat it later; what has an idempotency key, with the same one.",
    "TIMED_OUT": "Repeat it later; what has an idempotency key, with the same one.",
    "UNEXPECTED_ANSWER": "Compare the address with that of the API, and look at what stands between.",
}
