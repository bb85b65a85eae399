/**
 * Every way in which the API says no: the stable code, its HTTP status, its title. 400 is for what cannot be read, 422 for
 * what can be read and cannot be meant. docs/api.md holds the same table.
 */
export const PROBLEM_CODES = {
  INVALID_REQUEST: { status: 400, title: 'The request cannot be read' },
  MALFORMED_JSON: { status: 400, title: 'The body is not JSON' },
  CURSOR_INVALID: { status: 400, title: 'The cursor is not one of ours' },
  UNAUTHENTICATED: { status: 401, title: 'A valid API key is needed' },
  WEBHOOK_SIGNATURE_INVALID: { status: 401, title: 'The webhook is not signed by Meta' },
  SCOPE_MISSING: { status: 403, title: 'The API key may not do this' },
  SENDER_NOT_ALLOWED: { status: 403, title: 'The API key may not use this sender' },
  FOREIGN_ORIGIN: { status: 403, title: 'The page of another site sent this' },
  WEBHOOK_VERIFY_TOKEN_WRONG: { status: 403, title: 'The webhook handshake is refused' },
  NOT_FOUND: { status: 404, title: 'There is no such thing' },
  METHOD_NOT_ALLOWED: { status: 405, title: 'The path knows other methods' },
  NOT_CANCELLABLE: { status: 409, title: 'The message cannot be cancelled any more' },
  NOT_HELD: { status: 409, title: 'The message does not wait for a person' },
  NOT_RESENDABLE: { status: 409, title: 'The message cannot be sent again' },
  ALREADY_RESENT: { status: 409, title: 'The message was sent again before' },
  PURCHASE_ORDER_CHANGED: { status: 409, title: 'The order number is known with other content' },
  REVISION_NOT_ABOVE_LAST: { status: 409, title: 'The revision is not above the last one' },
  SENDER_ALREADY_PAUSED: { status: 409, title: 'A person has paused the sender already' },
  SENDER_NOT_PAUSED: { status: 409, title: 'The sender is not paused' },
  CALLBACK_ENDPOINT_DISABLED: { status: 409, title: 'The callback endpoint is disabled' },
  TOO_MANY_CALLBACK_ENDPOINTS: { status: 409, title: 'The client has enough callback endpoints' },
  TEMPLATE_EXISTS: { status: 409, title: 'There is a template of this name' },
  REQUEST_TIMEOUT: { status: 408, title: 'The request came too slowly' },
  BODY_TOO_LARGE: { status: 413, title: 'The body is too large' },
  URI_TOO_LONG: { status: 414, title: 'The path is too long' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, title: 'The body must be application/json' },
  VALIDATION_FAILED: { status: 422, title: 'The request cannot be meant' },
  PHONE_INVALID: { status: 422, title: 'The phone number cannot be used' },
  IDEMPOTENCY_KEY_REUSED: { status: 422, title: 'The idempotency key was used with another request' },
  SENDER_UNKNOWN: { status: 422, title: 'There is no such sender' },
  TEMPLATE_UNKNOWN: { status: 422, title: 'Meta has no such template' },
  TEMPLATE_NOT_APPROVED: { status: 422, title: 'The template cannot be sent' },
  TEMPLATE_PARAMETERS_INVALID: { status: 422, title: 'The parameters do not fit the template' },
  TEMPLATE_REFUSED: { status: 422, title: 'Meta does not take the template like this' },
  CALLBACK_URL_REFUSED: { status: 422, title: 'Callbacks cannot go to this address' },
  SUPPRESSED: { status: 422, title: 'The recipient must not be written to' },
  RATE_LIMITED: { status: 429, title: 'Too many requests' },
  TOO_MANY_FAILED_ATTEMPTS: { status: 429, title: 'Too many requests with a wrong key' },
  HEADERS_TOO_LARGE: { status: 431, title: 'The headers are too large' },
  INTERNAL_ERROR: { status: 500, title: 'Something went wrong on our side' },
  META_REFUSED: { status: 502, title: 'Meta refused the call' },
  META_UNREACHABLE: { status: 503, title: 'Meta does not answer' },
  CALLBACKS_NOT_CONFIGURED: { status: 503, title: 'Callbacks are not set up here' },
  NOT_READY: { status: 503, title: 'The service is not ready' },
  UNAVAILABLE: { status: 503, title: 'The service cannot take requests now' },
} as const satisfies Readonly<Record<string, { readonly status: number; readonly title: string }>>;

export type ProblemCode = keyof typeof PROBLEM_CODES;

export function isProblemCode(text: string): text is ProblemCode {
  return Object.hasOwn(PROBLEM_CODES, text);
}
