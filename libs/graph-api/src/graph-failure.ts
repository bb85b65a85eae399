/**
 * What Meta said when it refused a request, with what we know about the code.
 * `details` is Meta's own text: it may name the recipient, so it is stored and shown, never logged.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes
 */
export interface GraphFailure {
  /** Meta's error code; null when the answer carried none that could be read. */
  readonly code: number | null;
  readonly subcode: number | null;
  readonly httpStatus: number | null;
  readonly title: string;
  readonly details: string | null;
  /** What the caller of our API should do. */
  readonly advice: string;
  /** `fbtrace_id`, which Meta's support asks for. */
  readonly traceId: string | null;
}
