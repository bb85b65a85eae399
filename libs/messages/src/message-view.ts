import type { MessageStatus } from './progress.js';

export const PENDING_REASONS = [
  'SCHEDULED',
  'QUEUED',
  'SENDING',
  'RETRYING',
  'UNCONFIRMED',
  'HELD',
  'SENDER_PAUSED',
  'TEMPLATE_PAUSED',
  'DISABLED',
] as const;
export type PendingReason = (typeof PENDING_REASONS)[number];

/** Positional (`["a", "b"]`) or named (`{ "order_number": "PO-1" }`) values of a template's body. */
export type TemplateParameters = readonly string[] | Readonly<Record<string, string>>;

export type TemplateHeader =
  | { readonly type: 'text'; readonly text: string; readonly name?: string }
  | { readonly type: 'image' | 'video'; readonly link: string }
  | { readonly type: 'document'; readonly link: string; readonly filename?: string }
  | {
      readonly type: 'location';
      readonly latitude: number;
      readonly longitude: number;
      readonly name?: string;
      readonly address?: string;
    };

export type TemplateButton =
  | { readonly type: 'url'; readonly index: number; readonly text: string }
  | { readonly type: 'quick_reply'; readonly index: number; readonly payload: string }
  | { readonly type: 'copy_code'; readonly index: number; readonly code: string }
  | { readonly type: 'flow'; readonly index: number; readonly token: string };

/** A message as the API shows it and as callbacks carry it; times are ISO 8601 in UTC. */
export interface MessageView {
  readonly id: string;
  readonly status: MessageStatus;
  readonly pendingReason: PendingReason | null;
  readonly to: string | null;
  readonly recipientName: string | null;
  readonly sender: string;
  readonly template: {
    readonly name: string;
    readonly language: string;
    readonly parameters: TemplateParameters;
    readonly header?: TemplateHeader;
    readonly buttons?: readonly TemplateButton[];
  };
  readonly text: string | null;
  readonly reference: string | null;
  readonly priority: Priority;
  readonly metadata: Readonly<Record<string, unknown>> | null;
  readonly whatsappMessageId: string | null;
  readonly attempts: number;
  readonly error: {
    readonly code: string;
    readonly source: 'META' | 'RECADO';
    readonly title: string;
    readonly detail: string | null;
    readonly advice: string;
    readonly at: string;
  } | null;
  readonly pricing: Readonly<Record<string, unknown>> | null;
  readonly resendOf: string | null;
  readonly metaStatus: string | null;
  readonly pendingUntil: string | null;
  readonly warnings: readonly string[];
  readonly scheduledAt: string | null;
  readonly expiresAt: string;
  readonly createdAt: string;
  readonly sentAt: string | null;
  readonly deliveredAt: string | null;
  readonly readAt: string | null;
  readonly failedAt: string | null;
}

/** One line of a message's timeline. */
export interface MessageEvent {
  readonly type: string;
  /** When it happened: Meta's own whole-second time where Meta gives one. */
  readonly at: string;
  /** When we learned it. */
  readonly recordedAt: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export const PRIORITIES = { bulk: 0, normal: 1, high: 2 } as const;
export type Priority = keyof typeof PRIORITIES;
