/** What somebody wrote to one of our senders; text and payload are personal data and belong into no log. */
export interface InboundMessage {
  /** Its own id. */
  readonly wamid: string;
  /** `metadata.phone_number_id` of the webhook: the number that was written to. */
  readonly senderId: string;
  /** Who wrote, in E.164; null where a username hides the phone and Meta never told it. */
  readonly phone: string | null;
  /** Who wrote, as business-scoped user id, or as its parent where Meta names that one alone; null in webhooks older than April 2026. */
  readonly userId: string | null;
  /** The same person above single business portfolios; null where Meta names no such id. */
  readonly parentUserId: string | null;
  /** Meta's word: `text`, `button`, `interactive`, `image`, `reaction`, `system`, `unsupported` …; `unknown` where it is none. */
  readonly type: string;
  /** Of a reaction the emoji, null where it was taken back; of a picture or a document what stands under it; of a form what WhatsApp shows. */
  readonly text: string | null;
  /** Of a template's quick reply, or of an interactive button or list; the payload is what we had given it. */
  readonly button: { readonly payload: string; readonly text: string | null } | null;
  /** The message that it answers, or reacts to. */
  readonly contextWamid: string | null;
  /** Meta's own time, in whole seconds; when it reached us where Meta gave none. */
  readonly occurredAt: Date;
  /** When it reached us, if that is not now: what is applied again was said no later. */
  readonly receivedAt?: Date;
}
