import type { Priority, TemplateButton, TemplateHeader, TemplateParameters } from '#messages';

/** A message that has been checked at the border and is to be kept. */
export interface NewMessage {
  /** UUIDv7. */
  readonly id: string;
  readonly clientId: string;
  readonly senderId: string;
  readonly wabaId: string;
  readonly recipientPhone: string | null;
  readonly recipientUserId: string | null;
  readonly recipientName: string | null;
  readonly templateName: string;
  readonly templateLanguage: string;
  readonly templateParameters: TemplateParameters;
  readonly templateHeader: TemplateHeader | null;
  readonly templateButtons: readonly TemplateButton[] | null;
  /** The text as the recipient will see it; null while the template is not known. */
  readonly bodyText: string | null;
  readonly reference: string | null;
  readonly metadata: Readonly<Record<string, unknown>> | null;
  readonly priority: Priority;
  readonly idempotencyKey: string | null;
  /** SHA-256 over the request, to tell a repeated request from a reused key. */
  readonly requestHash: Buffer | null;
  readonly resendOf: string | null;
  /** W3C `traceparent` of the request that made it; null where nothing is traced. */
  readonly traceparent: string | null;
  readonly scheduledAt: Date | null;
  /** Null: MESSAGE_TTL from the later of now and `scheduledAt`. */
  readonly expiresAt: Date | null;
}

export type Acceptance =
  | {
      readonly kind: 'accepted';
      readonly id: string;
      readonly createdAt: Date;
      readonly expiresAt: Date;
      /** Whether it may be sent at once. */
      readonly due: boolean;
    }
  /** The same key and request as before: nothing new was kept. */
  | { readonly kind: 'replayed'; readonly id: string }
  /** The same key with another request: nothing was kept. */
  | { readonly kind: 'key_reused'; readonly id: string };
