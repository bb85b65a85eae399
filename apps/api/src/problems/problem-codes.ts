/**
 * Every way in which the API says no: the stable code, its HTTP status, its title, and what the caller may do. 400 is for what
 * cannot be read, 422 for what can be read and cannot be meant. docs/api.md and the clients hold the same table.
 */
export const PROBLEM_CODES = {
  INVALID_REQUEST: { status: 400, title: 'The request cannot be read', remedy: 'Mend the fields that errors names.' },
  MALFORMED_JSON: { status: 400, title: 'The body is not JSON', remedy: 'Send a body that is JSON, in UTF-8.' },
  CURSOR_INVALID: {
    status: 400,
    title: 'The cursor is not one of ours',
    remedy: 'Use nextCursor as it came, or leave it out for the first page.',
  },
  UNAUTHENTICATED: {
    status: 401,
    title: 'A valid API key is needed',
    remedy: 'Use a key that is complete, not revoked and not past its end.',
  },
  WEBHOOK_SIGNATURE_INVALID: {
    status: 401,
    title: 'The webhook is not signed by Meta',
    remedy: "Compare WHATSAPP_APP_SECRET with the app secret in Meta's dashboard.",
  },
  SCOPE_MISSING: {
    status: 403,
    title: 'The API key may not do this',
    remedy: 'Use a key with the scope that detail names.',
  },
  SENDER_NOT_ALLOWED: {
    status: 403,
    title: 'The API key may not use this sender',
    remedy: 'Leave sender out, or use a key that is bound to it.',
  },
  FOREIGN_ORIGIN: {
    status: 403,
    title: 'The page of another site sent this',
    remedy: 'Call from a server: a key has no place in a page.',
  },
  WEBHOOK_VERIFY_TOKEN_WRONG: {
    status: 403,
    title: 'The webhook handshake is refused',
    remedy: "Enter WHATSAPP_WEBHOOK_VERIFY_TOKEN in Meta's dashboard.",
  },
  NOT_FOUND: {
    status: 404,
    title: 'There is no such thing',
    remedy: 'Look at the path and the id; what belongs to another client or sender is not found either.',
  },
  METHOD_NOT_ALLOWED: {
    status: 405,
    title: 'The path knows other methods',
    remedy: 'Use one of the methods that the header Allow names.',
  },
  NOT_CANCELLABLE: {
    status: 409,
    title: 'The message cannot be cancelled any more',
    remedy: 'Meta may have it: wait for what becomes of it.',
  },
  NOT_HELD: {
    status: 409,
    title: 'The message does not wait for a person',
    remedy: 'Read the message: nothing is left to decide.',
  },
  NOT_RESENDABLE: {
    status: 409,
    title: 'The message cannot be sent again',
    remedy: 'Send a new message, or, where Meta may have sent this one, resend it with force.',
  },
  ALREADY_RESENT: {
    status: 409,
    title: 'The message was sent again before',
    remedy: 'Follow the message that detail names.',
  },
  SUPERSEDED: {
    status: 409,
    title: 'A higher revision of the order has replaced the message',
    remedy:
      'Look at the message that detail names, and resend that one if it failed; or send the order with a higher revision.',
  },
  PURCHASE_ORDER_CHANGED: {
    status: 409,
    title: 'The order number is known with other content',
    remedy: 'Send it with a higher revision, which replaces the earlier message.',
  },
  REVISION_NOT_ABOVE_LAST: {
    status: 409,
    title: 'The revision is not above the last one',
    remedy: 'Send it with a revision above the last.',
  },
  SENDER_ALREADY_PAUSED: {
    status: 409,
    title: 'A person has paused the sender already',
    remedy: 'Nothing is left to do.',
  },
  SENDER_NOT_PAUSED: { status: 409, title: 'The sender is not paused', remedy: 'Nothing is left to do.' },
  CALLBACK_ENDPOINT_DISABLED: {
    status: 409,
    title: 'The callback endpoint is disabled',
    remedy: 'Enable it first: PATCH it with enabled true.',
  },
  TOO_MANY_CALLBACK_ENDPOINTS: {
    status: 409,
    title: 'The client has enough callback endpoints',
    remedy: 'Change or delete one of those that there are.',
  },
  TEMPLATE_EXISTS: {
    status: 409,
    title: 'There is a template of this name',
    remedy: 'Use that template, or take another name.',
  },
  REQUEST_TIMEOUT: {
    status: 408,
    title: 'The request came too slowly',
    remedy: 'Repeat it; send the body without pauses.',
  },
  BODY_TOO_LARGE: { status: 413, title: 'The body is too large', remedy: 'Split the batch.' },
  URI_TOO_LONG: { status: 414, title: 'The path is too long', remedy: 'Shorten the path or the filters.' },
  UNSUPPORTED_MEDIA_TYPE: {
    status: 415,
    title: 'The body must be application/json',
    remedy: 'Send JSON with Content-Type: application/json.',
  },
  VALIDATION_FAILED: {
    status: 422,
    title: 'The request cannot be meant',
    remedy: 'Mend the fields that errors names.',
  },
  PHONE_INVALID: {
    status: 422,
    title: 'The phone number cannot be used',
    remedy: 'Correct the number where it is kept: +, country code and number; errors suggests one where it is certain.',
  },
  IDEMPOTENCY_KEY_REUSED: {
    status: 422,
    title: 'The idempotency key was used with another request',
    remedy: 'Take a new key for another message; repeat the same one only with the same request.',
  },
  SENDER_UNKNOWN: {
    status: 422,
    title: 'There is no such sender',
    remedy: 'Leave sender out, or name one that GET /senders shows.',
  },
  TEMPLATE_UNKNOWN: {
    status: 422,
    title: 'Meta has no such template',
    remedy: 'Compare name and language with GET /templates; a new one is read by POST /templates/sync.',
  },
  TEMPLATE_NOT_APPROVED: {
    status: 422,
    title: 'The template cannot be sent',
    remedy: 'Wait until Meta approves it, or use another template.',
  },
  TEMPLATE_PARAMETERS_INVALID: {
    status: 422,
    title: 'The parameters do not fit the template',
    remedy: 'Mend the parameters that errors names; POST /templates/{name}/preview tries them out.',
  },
  TEMPLATE_REFUSED: {
    status: 422,
    title: 'Meta does not take the template like this',
    remedy: 'Mend the template as detail says.',
  },
  CALLBACK_URL_REFUSED: {
    status: 422,
    title: 'Callbacks cannot go to this address',
    remedy: 'Name a public https address, or have its host allowed.',
  },
  SUPPRESSED: {
    status: 422,
    title: 'The recipient must not be written to',
    remedy: 'Reach the recipient another way; GET /suppressions says since when and why.',
  },
  RATE_LIMITED: {
    status: 429,
    title: 'Too many requests',
    remedy: 'Wait as long as Retry-After says, then repeat it; a batch counts as one request.',
  },
  TOO_MANY_FAILED_ATTEMPTS: {
    status: 429,
    title: 'Too many requests with a wrong key',
    remedy: 'Mend the key, then wait as long as Retry-After says.',
  },
  HEADERS_TOO_LARGE: { status: 431, title: 'The headers are too large', remedy: 'Send fewer or shorter headers.' },
  INTERNAL_ERROR: {
    status: 500,
    title: 'Something went wrong on our side',
    remedy: 'Repeat it with the same Idempotency-Key; if it stays, give requestId to whoever runs the service.',
  },
  META_REFUSED: { status: 502, title: 'Meta refused the call', remedy: 'Give detail to whoever runs the service.' },
  META_UNREACHABLE: { status: 503, title: 'Meta does not answer', remedy: 'Repeat it later.' },
  CALLBACKS_NOT_CONFIGURED: {
    status: 503,
    title: 'Callbacks are not set up here',
    remedy: 'Ask whoever runs the service to set ENCRYPTION_KEY.',
  },
  NOT_READY: { status: 503, title: 'The service is not ready', remedy: 'Wait, and look at what detail names.' },
  UNAVAILABLE: {
    status: 503,
    title: 'The service cannot take requests now',
    remedy: 'Repeat it with the same Idempotency-Key after Retry-After.',
  },
} as const satisfies Readonly<
  Record<string, { readonly status: number; readonly title: string; readonly remedy: string }>
>;

export type ProblemCode = keyof typeof PROBLEM_CODES;

export function isProblemCode(text: string): text is ProblemCode {
  return Object.hasOwn(PROBLEM_CODES, text);
}
