"""The API's own types: JSON as it goes over the wire.

Made from docs/openapi.json by `npm run generate`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypedDict

if TYPE_CHECKING:
    # Of the type checker; nothing at run time evaluates it.
    from typing_extensions import NotRequired


class Pause(TypedDict):
    # ERROR: Meta's answer to a message. WEBHOOK: what Meta told
    by: Literal["PERSON", "ERROR", "WEBHOOK"] | None
    reason: str | None
    since: str | None


class CountryPause(TypedDict):
    # ISO 3166
    country: str
    # Meta's code
    code: str
    since: str
    # One message is tried then, or is being tried
    waitUntil: str


class SenderQueue(TypedDict):
    # Scheduled, waiting or to be tried again
    queued: float
    sending: float
    # Of unclear outcome
    unconfirmed: float
    # A person must decide
    held: float
    # How long the oldest one is due that nobody has taken yet; 0 where nothing waits
    oldestWaitingSeconds: float


class Sender(TypedDict):
    # Phone number id of Meta
    id: str
    # WhatsApp Business Account id
    account: str
    # False: it was removed from the configuration, and nobody sends what waits for it
    configured: bool
    state: Literal["ACTIVE", "PAUSED"]
    pause: Pause | None
    countryPauses: list[CountryPause]
    # Nothing is sent before then: Meta asked for it, or does not answer
    waitUntil: str | None
    # One message at a time, until Meta accepts one
    halfOpen: bool
    displayNumber: str | None
    verifiedName: str | None
    # GREEN, YELLOW or RED; null until Meta told
    quality: str | None
    # Unique recipients in 24 hours outside of conversations
    messagingLimit: str | None
    throughput: str | None
    # Messages per second that it sends at most
    mps: float
    # Who says so: an operator, the configuration or Meta
    mpsSetBy: Literal["OPERATOR", "CONFIGURATION", "META"]
    # Messages per second at the moment: less after Meta found it too fast
    pace: float
    # How far Meta's statuses of its messages have come, by Meta's own clock
    heardUntil: str | None
    # Meta has taken messages since then and told nothing of them for minutes; null where it tells
    silentSince: str | None
    queue: SenderQueue


class SenderList(TypedDict):
    items: list[Sender]


class PauseRequest(TypedDict):
    reason: str


class ResumeRequest(TypedDict):
    # Only what waits for this country (ISO 3166), one message first
    country: NotRequired[str]


class Percentiles(TypedDict):
    # Half of the messages took no longer; seconds, within 9 %
    p50: float
    p95: float
    p99: float


class ExplainedFailure(TypedDict):
    code: str
    count: float
    source: Literal["META", "RECADO"]
    title: str
    # What to do about it
    advice: str


class StatsTotal(TypedDict):
    accepted: float
    # Taken by Meta, whatever became of them then
    sent: float
    # READ ones included
    delivered: float
    read: float
    failed: float
    cancelled: float
    # delivered / sent; null where nothing was sent
    deliveryRate: float | None
    # From acceptance, or sendAt, until Meta took them
    timeToSent: Percentiles | None
    # The same until they were delivered
    timeToDelivered: Percentiles | None
    # The most frequent first
    failures: list[ExplainedFailure]


class FailureCount(TypedDict):
    code: str
    count: float


class StatsItem(TypedDict):
    accepted: float
    # Taken by Meta, whatever became of them then
    sent: float
    # READ ones included
    delivered: float
    read: float
    failed: float
    cancelled: float
    # delivered / sent; null where nothing was sent
    deliveryRate: float | None
    # From acceptance, or sendAt, until Meta took them
    timeToSent: Percentiles | None
    # The same until they were delivered
    timeToDelivered: Percentiles | None
    # Beginning of the hour or day (UTC)
    start: str
    failures: list[FailureCount]


Stats = TypedDict(
    "Stats",
    {
        "from": "str",
        "to": "str",
        "by": "Literal['day', 'hour']",
        "total": "StatsTotal",
        "items": "list[StatsItem]",
    },
)


class Suppression(TypedDict):
    id: str
    # The phone number, or Meta's user id where it is hidden
    to: str
    userId: str | None
    scope: Literal["marketing", "all"]
    reason: Literal["OPT_OUT_WORD", "USER_PREFERENCES", "META_131050", "OPERATOR"]
    # An operator's words
    note: str | None
    # When it was last said
    since: str


class SuppressionPage(TypedDict):
    items: list[Suppression]
    nextCursor: str | None


class SuppressionRequest(TypedDict):
    # A phone number, or Meta's user id such as ES.1349120865530274
    to: str
    # marketing: templates of that category; all: purchase orders too
    scope: Literal["marketing", "all"]
    note: NotRequired[str]


class TemplateHeaderView(TypedDict):
    format: Literal["text", "document", "image", "video", "location"]
    text: str | None
    variable: str | None


class TemplateButtonView(TypedDict):
    index: float
    type: str
    text: str
    # Address of a url button, with {{1}} at its end where a message completes it
    url: str | None


class TemplateView(TypedDict):
    name: str
    language: str
    # Meta's word; only APPROVED is sent, PAUSED passes
    status: str
    category: str
    # What it was before Meta moved it to `category`
    previousCategory: str | None
    # Meta moved it to MARKETING: it costs more. BLOCK_CATEGORY_DRIFT=true stops it then
    drifted: bool
    # GREEN, YELLOW, RED or UNKNOWN
    quality: str | None
    rejectedReason: str | None
    parameterFormat: Literal["positional", "named"]
    parameters: list[str]
    header: TemplateHeaderView | None
    body: str
    footer: str | None
    buttons: list[TemplateButtonView]
    # WhatsApp Business Account id
    account: str
    # Phone number ids that it is sent from
    senders: list[str]
    syncedAt: str


class TemplateList(TypedDict):
    items: list[TemplateView]


class CreateTemplate(TypedDict):
    name: str
    language: NotRequired[str]
    # What is asked for: Meta decides
    category: NotRequired[Literal["UTILITY", "MARKETING", "AUTHENTICATION"]]
    parameterFormat: NotRequired[Literal["positional", "named"]]
    # As Meta takes them: body with examples, header, footer, buttons. Left out: this product's own definition
    components: NotRequired[list[dict[str, Any]]]
    # The sender whose account gets it; default: the first one
    sender: NotRequired[str]


class CreatedTemplate(TypedDict):
    name: str
    language: str
    # WhatsApp Business Account id
    account: str
    # Meta's id of it
    metaId: str | None
    status: str
    # May be another one than asked for
    category: str
    # How it goes on
    next: str
    warnings: list[str]


class TemplatePreviewRequest(TypedDict):
    # Default: the sender's own language
    language: NotRequired[str]
    parameters: NotRequired[list[str] | dict[str, str]]
    header: NotRequired[TextHeader | MediaHeader | DocumentHeader | LocationHeader]
    buttons: NotRequired[list[UrlButton | QuickReplyButton | CopyCodeButton | FlowButton]]
    # Phone number id; default: the first sender
    sender: NotRequired[str]


class TemplatePreview(TypedDict):
    name: str
    language: str
    # WhatsApp Business Account id
    account: str
    status: str
    category: str
    # The text of the header, or the link of its file
    header: str | None
    text: str
    footer: str | None
    # Addresses as they are completed
    buttons: list[TemplateButtonView]
    warnings: list[str]


class TemplateSync(TypedDict):
    # How many templates Meta listed
    templates: float


class FreeTier(TypedDict):
    # FREE_CONVERSATIONS_PER_MONTH
    limit: float
    # Conversations of the number, of those clients that the key may see
    used: float
    # limit - used
    left: float
    # Other clients, whom the key does not see, use it up as well
    shared: bool


class PricedMessages(TypedDict):
    # Meta's word
    category: str | None
    # Meta's word; null per conversation (CBP)
    type: str | None
    messages: float


class DeliveredMessages(TypedDict):
    delivered: float
    # Charged, as Meta's webhooks say
    billable: list[PricedMessages]
    free: list[PricedMessages]
    # Of which Meta told no price
    withoutPricing: float


class CostLine(TypedDict):
    market: str
    category: str
    messages: float
    # Of one message
    price: str
    # A decimal text, in the currency of the rate card
    cost: str


class Unpriced(TypedDict):
    # ISO 3166; null where it is not known
    country: str | None
    category: str | None
    messages: float


class Cost(TypedDict):
    currency: str
    # A decimal text, in the currency of the rate card
    estimated: str
    lines: list[CostLine]
    # Billable messages that the rate card has no price for
    unpriced: list[Unpriced]


class Forecast(TypedDict):
    # At the end of the month, if it goes on like the last seven days
    conversations: float
    # A decimal text, in the currency of the rate card
    cost: str | None


class SenderMonth(TypedDict):
    month: str
    sender: str
    # Fixed windows of 24 hours for each recipient, opened by a delivery outside of one
    conversations: float
    freeTier: FreeTier
    messages: DeliveredMessages
    # Null without RATE_CARD_FILE
    cost: Cost | None
    # Null of a month that is over
    forecast: Forecast | None


class Usage(TypedDict):
    # BILLING_TIMEZONE
    timezone: str
    # The newest month first
    items: list[SenderMonth]


class CallbackEndpoint(TypedDict):
    id: str
    url: str
    description: str | None
    # Null: all of them
    events: list[Literal[
        "message.sent",
        "message.delivered",
        "message.read",
        "message.failed",
        "message.cancelled",
        "message.held",
        "message.undelivered",
        "message.order_acknowledged",
        "message.reply",
        "recipient.opted_out",
        "sender.paused",
        "sender.resumed",
        "template.status_changed",
        "template.category_changed",
        "usage.free_tier_near",
    ]] | None
    # Null: all of them
    senders: list[str] | None
    rateLimit: float | None
    enabled: bool
    # EXHAUSTED: a delivery failed for the last time; GONE: it answered 410
    disabledBecause: Literal["PERSON", "EXHAUSTED", "GONE"] | None
    disabledAt: str | None
    # Until when the secret before signs too
    previousSecretUntil: str | None
    # Deliveries that wait for their first try, or for another
    waiting: float
    # When the waiting delivery that has failed most often failed first; null where none has failed
    failingSince: str | None
    createdAt: str


class CallbackEndpointList(TypedDict):
    items: list[CallbackEndpoint]


class CallbackEndpointRequest(TypedDict):
    url: str
    # Left out: all of them
    events: NotRequired[list[Literal[
        "message.sent",
        "message.delivered",
        "message.read",
        "message.failed",
        "message.cancelled",
        "message.held",
        "message.undelivered",
        "message.order_acknowledged",
        "message.reply",
        "recipient.opted_out",
        "sender.paused",
        "sender.resumed",
        "template.status_changed",
        "template.category_changed",
        "usage.free_tier_near",
    ]] | None]
    # Phone number ids; left out: all that the key may use
    senders: NotRequired[list[str] | None]
    description: NotRequired[str | None]
    # Deliveries begun in a second, at the most; left out: as fast as it answers, ten at once
    rateLimit: NotRequired[float | None]
    enabled: NotRequired[bool]


class CallbackEndpointWithSecret(TypedDict):
    id: str
    url: str
    description: str | None
    # Null: all of them
    events: list[Literal[
        "message.sent",
        "message.delivered",
        "message.read",
        "message.failed",
        "message.cancelled",
        "message.held",
        "message.undelivered",
        "message.order_acknowledged",
        "message.reply",
        "recipient.opted_out",
        "sender.paused",
        "sender.resumed",
        "template.status_changed",
        "template.category_changed",
        "usage.free_tier_near",
    ]] | None
    # Null: all of them
    senders: list[str] | None
    rateLimit: float | None
    enabled: bool
    # EXHAUSTED: a delivery failed for the last time; GONE: it answered 410
    disabledBecause: Literal["PERSON", "EXHAUSTED", "GONE"] | None
    disabledAt: str | None
    # Until when the secret before signs too
    previousSecretUntil: str | None
    # Deliveries that wait for their first try, or for another
    waiting: float
    # When the waiting delivery that has failed most often failed first; null where none has failed
    failingSince: str | None
    createdAt: str
    # Shown now and never again
    secret: str


class CallbackEndpointChange(TypedDict):
    url: NotRequired[str]
    # Left out: all of them
    events: NotRequired[list[Literal[
        "message.sent",
        "message.delivered",
        "message.read",
        "message.failed",
        "message.cancelled",
        "message.held",
        "message.undelivered",
        "message.order_acknowledged",
        "message.reply",
        "recipient.opted_out",
        "sender.paused",
        "sender.resumed",
        "template.status_changed",
        "template.category_changed",
        "usage.free_tier_near",
    ]] | None]
    # Phone number ids; left out: all that the key may use
    senders: NotRequired[list[str] | None]
    description: NotRequired[str | None]
    # Deliveries begun in a second, at the most; left out: as fast as it answers, ten at once
    rateLimit: NotRequired[float | None]
    enabled: NotRequired[bool]


class CallbackAttempt(TypedDict):
    number: float
    startedAt: str
    durationMs: float
    # Of its answer; null where there was none
    status: float | None
    # Why there was none
    error: str | None
    # The first bytes of its answer
    answer: str | None


class CallbackDelivery(TypedDict):
    # The header webhook-id of every try
    id: str
    type: str
    state: Literal["WAITING", "DELIVERED", "FAILED"]
    messageId: str | None
    occurredAt: str
    # When it is tried next
    nextTryAt: str | None
    attempts: list[CallbackAttempt]


class CallbackDeliveryPage(TypedDict):
    items: list[CallbackDelivery]
    nextCursor: str | None


class RecoverRequest(TypedDict):
    # Of what happened since then, all that was not delivered
    since: str
    # true: only count
    dryRun: NotRequired[bool]


class Recovered(TypedDict):
    # Deliveries that are tried again, or would be
    recovered: float
    dryRun: bool


class TextHeader(TypedDict):
    type: Literal["text"]
    text: str
    # The variable's name, where the template names its variables
    name: NotRequired[str]


class MediaHeader(TypedDict):
    type: Literal["image", "video"]
    link: str


class DocumentHeader(TypedDict):
    type: Literal["document"]
    link: str
    filename: NotRequired[str]


class LocationHeader(TypedDict):
    type: Literal["location"]
    latitude: float
    longitude: float
    name: NotRequired[str]
    address: NotRequired[str]


class UrlButton(TypedDict):
    # Place among all of the template's buttons, from 0
    index: float
    type: Literal["url"]
    # What completes the button's address
    text: str


class QuickReplyButton(TypedDict):
    # Place among all of the template's buttons, from 0
    index: float
    type: Literal["quick_reply"]
    # Comes back when the recipient presses it
    payload: str


class CopyCodeButton(TypedDict):
    # Place among all of the template's buttons, from 0
    index: float
    type: Literal["copy_code"]
    code: str


class FlowButton(TypedDict):
    # Place among all of the template's buttons, from 0
    index: float
    type: Literal["flow"]
    # Comes back with what the recipient filled in
    token: str


class Template(TypedDict):
    name: str
    # Default: the sender's own language
    language: NotRequired[str]
    parameters: NotRequired[list[str] | dict[str, str]]
    header: NotRequired[TextHeader | MediaHeader | DocumentHeader | LocationHeader]
    buttons: NotRequired[list[UrlButton | QuickReplyButton | CopyCodeButton | FlowButton]]


class MessageRequest(TypedDict):
    # +, country code and number, or Meta's user id of somebody who hides the phone, such as ES.13491208655302741918
    to: str
    recipientName: NotRequired[str]
    template: Template
    reference: NotRequired[str]
    # Phone number id; default: the first sender
    sender: NotRequired[str]
    priority: NotRequired[Literal["bulk", "normal", "high"]]
    # Not before this time
    sendAt: NotRequired[str]
    # Not after this time; default: MESSAGE_TTL
    expiresAt: NotRequired[str]
    metadata: NotRequired[dict[str, Any]]


class MessageTemplate(TypedDict):
    header: NotRequired[TextHeader | MediaHeader | DocumentHeader | LocationHeader]
    buttons: NotRequired[list[UrlButton | QuickReplyButton | CopyCodeButton | FlowButton]]
    name: str
    language: str
    parameters: list[str] | dict[str, str]


class MessageError(TypedDict):
    code: str
    source: Literal["META", "RECADO"]
    title: str
    detail: str | None
    advice: str
    at: str


class Message(TypedDict):
    id: str
    status: Literal["PENDING", "SENT", "DELIVERED", "READ", "FAILED", "CANCELLED"]
    pendingReason: Literal[
        "SCHEDULED",
        "QUEUED",
        "SENDING",
        "RETRYING",
        "UNCONFIRMED",
        "HELD",
        "SENDER_PAUSED",
        "TEMPLATE_PAUSED",
        "DISABLED",
    ] | None
    to: str | None
    recipientName: str | None
    sender: str
    template: MessageTemplate
    # The text as the recipient sees it
    text: str | None
    reference: str | None
    priority: Literal["bulk", "normal", "high"]
    metadata: dict[str, Any] | None
    whatsappMessageId: str | None
    attempts: int
    error: MessageError | None
    pricing: dict[str, Any] | None
    resendOf: str | None
    metaStatus: str | None
    pendingUntil: str | None
    warnings: list[str]
    scheduledAt: str | None
    expiresAt: str
    createdAt: str
    sentAt: str | None
    deliveredAt: str | None
    readAt: str | None
    failedAt: str | None


class BatchItem(TypedDict):
    # +, country code and number, or Meta's user id of somebody who hides the phone, such as ES.13491208655302741918
    to: str
    recipientName: NotRequired[str]
    template: Template
    reference: NotRequired[str]
    # Phone number id; default: the first sender
    sender: NotRequired[str]
    priority: NotRequired[Literal["bulk", "normal", "high"]]
    # Not before this time
    sendAt: NotRequired[str]
    # Not after this time; default: MESSAGE_TTL
    expiresAt: NotRequired[str]
    metadata: NotRequired[dict[str, Any]]
    idempotencyKey: NotRequired[str]


class BatchRequest(TypedDict):
    messages: list[BatchItem]


class FieldProblem(TypedDict):
    path: str
    message: str


class Problem(TypedDict):
    type: str
    title: str
    status: int
    detail: str
    code: Literal[
        "INVALID_REQUEST",
        "MALFORMED_JSON",
        "CURSOR_INVALID",
        "UNAUTHENTICATED",
        "WEBHOOK_SIGNATURE_INVALID",
        "SCOPE_MISSING",
        "SENDER_NOT_ALLOWED",
        "FOREIGN_ORIGIN",
        "WEBHOOK_VERIFY_TOKEN_WRONG",
        "NOT_FOUND",
        "METHOD_NOT_ALLOWED",
        "NOT_CANCELLABLE",
        "NOT_HELD",
        "NOT_RESENDABLE",
        "ALREADY_RESENT",
        "SUPERSEDED",
        "PURCHASE_ORDER_CHANGED",
        "REVISION_NOT_ABOVE_LAST",
        "SENDER_ALREADY_PAUSED",
        "SENDER_NOT_PAUSED",
        "CALLBACK_ENDPOINT_DISABLED",
        "TOO_MANY_CALLBACK_ENDPOINTS",
        "TEMPLATE_EXISTS",
        "REQUEST_TIMEOUT",
        "BODY_TOO_LARGE",
        "URI_TOO_LONG",
        "UNSUPPORTED_MEDIA_TYPE",
        "VALIDATION_FAILED",
        "PHONE_INVALID",
        "IDEMPOTENCY_KEY_REUSED",
        "SENDER_UNKNOWN",
        "TEMPLATE_UNKNOWN",
        "TEMPLATE_NOT_APPROVED",
        "TEMPLATE_PARAMETERS_INVALID",
        "TEMPLATE_REFUSED",
        "CALLBACK_URL_REFUSED",
        "SUPPRESSED",
        "RATE_LIMITED",
        "TOO_MANY_FAILED_ATTEMPTS",
        "HEADERS_TOO_LARGE",
        "INTERNAL_ERROR",
        "META_REFUSED",
        "META_UNREACHABLE",
        "CALLBACKS_NOT_CONFIGURED",
        "NOT_READY",
        "UNAVAILABLE",
    ]
    errors: NotRequired[list[FieldProblem]]
    requestId: str


class BatchResult(TypedDict):
    # 202, or the status that the message alone would have got
    status: int
    replayed: NotRequired[bool]
    message: NotRequired[Message]
    # Instead of a message, where it was refused
    problem: NotRequired[Problem]


class BatchResults(TypedDict):
    results: list[BatchResult]


class MessagePage(TypedDict):
    items: list[Message]
    nextCursor: str | None


class MessageEvent(TypedDict):
    type: str
    # When it happened; Meta's whole-second time where Meta gives one
    at: str
    # When we learned it
    recordedAt: str
    data: dict[str, Any]


class MessageWithEvents(TypedDict):
    id: str
    status: Literal["PENDING", "SENT", "DELIVERED", "READ", "FAILED", "CANCELLED"]
    pendingReason: Literal[
        "SCHEDULED",
        "QUEUED",
        "SENDING",
        "RETRYING",
        "UNCONFIRMED",
        "HELD",
        "SENDER_PAUSED",
        "TEMPLATE_PAUSED",
        "DISABLED",
    ] | None
    to: str | None
    recipientName: str | None
    sender: str
    template: MessageTemplate
    # The text as the recipient sees it
    text: str | None
    reference: str | None
    priority: Literal["bulk", "normal", "high"]
    metadata: dict[str, Any] | None
    whatsappMessageId: str | None
    attempts: int
    error: MessageError | None
    pricing: dict[str, Any] | None
    resendOf: str | None
    metaStatus: str | None
    pendingUntil: str | None
    warnings: list[str]
    scheduledAt: str | None
    expiresAt: str
    createdAt: str
    sentAt: str | None
    deliveredAt: str | None
    readAt: str | None
    failedAt: str | None
    events: list[MessageEvent]


class ResendRequest(TypedDict):
    # Needed where Meta may have sent it: FAILED with UNCONFIRMED
    force: NotRequired[bool]


class BulkResendRequest(TypedDict):
    to: NotRequired[str]
    reference: NotRequired[str]
    template: NotRequired[str]
    sender: NotRequired[str]
    errorCode: NotRequired[str]
    createdFrom: NotRequired[str]
    createdTo: NotRequired[str]
    updatedFrom: NotRequired[str]
    # Prefix of reference, name, phone or WhatsApp message id
    q: NotRequired[str]
    # nextCursor of the page before
    cursor: NotRequired[str]
    # Also those that Meta may have sent: FAILED with UNCONFIRMED
    force: NotRequired[bool]
    # Only say how many it would be
    dryRun: NotRequired[bool]


class Skipped(TypedDict):
    # What resending one alone would have been refused with
    code: Literal[
        "INVALID_REQUEST",
        "MALFORMED_JSON",
        "CURSOR_INVALID",
        "UNAUTHENTICATED",
        "WEBHOOK_SIGNATURE_INVALID",
        "SCOPE_MISSING",
        "SENDER_NOT_ALLOWED",
        "FOREIGN_ORIGIN",
        "WEBHOOK_VERIFY_TOKEN_WRONG",
        "NOT_FOUND",
        "METHOD_NOT_ALLOWED",
        "NOT_CANCELLABLE",
        "NOT_HELD",
        "NOT_RESENDABLE",
        "ALREADY_RESENT",
        "SUPERSEDED",
        "PURCHASE_ORDER_CHANGED",
        "REVISION_NOT_ABOVE_LAST",
        "SENDER_ALREADY_PAUSED",
        "SENDER_NOT_PAUSED",
        "CALLBACK_ENDPOINT_DISABLED",
        "TOO_MANY_CALLBACK_ENDPOINTS",
        "TEMPLATE_EXISTS",
        "REQUEST_TIMEOUT",
        "BODY_TOO_LARGE",
        "URI_TOO_LONG",
        "UNSUPPORTED_MEDIA_TYPE",
        "VALIDATION_FAILED",
        "PHONE_INVALID",
        "IDEMPOTENCY_KEY_REUSED",
        "SENDER_UNKNOWN",
        "TEMPLATE_UNKNOWN",
        "TEMPLATE_NOT_APPROVED",
        "TEMPLATE_PARAMETERS_INVALID",
        "TEMPLATE_REFUSED",
        "CALLBACK_URL_REFUSED",
        "SUPPRESSED",
        "RATE_LIMITED",
        "TOO_MANY_FAILED_ATTEMPTS",
        "HEADERS_TOO_LARGE",
        "INTERNAL_ERROR",
        "META_REFUSED",
        "META_UNREACHABLE",
        "CALLBACKS_NOT_CONFIGURED",
        "NOT_READY",
        "UNAVAILABLE",
    ]
    count: float


class BulkResend(TypedDict):
    dryRun: bool
    # FAILED messages that matched
    matched: float
    # Sent again as new messages; of a dry run, how many would be
    resent: float
    skipped: list[Skipped]
    # Where more match than one call takes: `cursor` of the next
    nextCursor: str | None


class Supplier(TypedDict):
    name: str
    # As `to` of a message: a phone, or Meta's user id
    phone: str


class Total(TypedDict):
    # A decimal text, never a number: floats lose cents
    amount: str
    # ISO 4217
    currency: str


class PurchaseOrderRequest(TypedDict):
    supplier: Supplier
    orderNumber: str
    total: Total
    # The template's document header
    documentUrl: NotRequired[str | None]
    # Not before this time
    sendAt: NotRequired[str | None]
    # Higher than the last: replaces the earlier message
    revision: NotRequired[int]


class Superseded(TypedDict):
    id: str
    # Whether it was cancelled now; false: Meta has it, or may have it, or it had ended before
    cancelled: bool


class PurchaseOrderMessage(TypedDict):
    id: str
    status: Literal["PENDING", "SENT", "DELIVERED", "READ", "FAILED", "CANCELLED"]
    pendingReason: Literal[
        "SCHEDULED",
        "QUEUED",
        "SENDING",
        "RETRYING",
        "UNCONFIRMED",
        "HELD",
        "SENDER_PAUSED",
        "TEMPLATE_PAUSED",
        "DISABLED",
    ] | None
    to: str | None
    recipientName: str | None
    sender: str
    template: MessageTemplate
    # The text as the recipient sees it
    text: str | None
    reference: str | None
    priority: Literal["bulk", "normal", "high"]
    metadata: dict[str, Any] | None
    whatsappMessageId: str | None
    attempts: int
    error: MessageError | None
    pricing: dict[str, Any] | None
    resendOf: str | None
    metaStatus: str | None
    pendingUntil: str | None
    warnings: list[str]
    scheduledAt: str | None
    expiresAt: str
    createdAt: str
    sentAt: str | None
    deliveredAt: str | None
    readAt: str | None
    failedAt: str | None
    superseded: Superseded | None


class SuppressionsFilters(TypedDict):
    to: NotRequired[str]
    limit: NotRequired[int]


class CallbackDeliveriesFilters(TypedDict):
    state: NotRequired[Literal["WAITING", "DELIVERED", "FAILED"]]
    limit: NotRequired[float]


class MessagesFilters(TypedDict):
    status: NotRequired[Literal["PENDING", "SENT", "DELIVERED", "READ", "FAILED", "CANCELLED"]]
    to: NotRequired[str]
    reference: NotRequired[str]
    template: NotRequired[str]
    sender: NotRequired[str]
    errorCode: NotRequired[str]
    createdFrom: NotRequired[str]
    createdTo: NotRequired[str]
    updatedFrom: NotRequired[str]
    pendingReason: NotRequired[Literal[
        "SCHEDULED",
        "QUEUED",
        "SENDING",
        "RETRYING",
        "UNCONFIRMED",
        "HELD",
        "SENDER_PAUSED",
        "TEMPLATE_PAUSED",
        "DISABLED",
    ]]
    # SENT longer ago than UNDELIVERED_AFTER, and not delivered
    undelivered: NotRequired[Literal["true"]]
    # Prefix of reference, name, phone or WhatsApp message id
    q: NotRequired[str]
    limit: NotRequired[int]
