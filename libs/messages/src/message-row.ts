import type {
  MessageView,
  PendingReason,
  Priority,
  TemplateButton,
  TemplateHeader,
  TemplateParameters,
} from './message-view.js';
import { PRIORITIES } from './message-view.js';
import type { MessageStatus } from './progress.js';
import { mayBeCalledUntil } from './may-be-called-until.js';
import { TEMPLATE_STOPS } from './template-stops.js';

/** A message with what is needed to say why it waits: its place in the send queue, its sender, its template. */
export interface MessageRow {
  readonly id: string;
  readonly status: MessageStatus;
  readonly recipient_phone: string | null;
  readonly recipient_user_id: string | null;
  readonly recipient_name: string | null;
  readonly sender_id: string;
  readonly template_name: string;
  readonly template_language: string;
  readonly template_parameters: TemplateParameters;
  readonly template_header: TemplateHeader | null;
  readonly template_buttons: readonly TemplateButton[] | null;
  readonly body_text: string | null;
  readonly reference: string | null;
  readonly metadata: Readonly<Record<string, unknown>> | null;
  readonly priority: number;
  readonly whatsapp_message_id: string | null;
  readonly meta_status: string | null;
  readonly attempts: number;
  readonly error_code: string | null;
  readonly error_source: 'META' | 'RECADO' | null;
  readonly error_message: string | null;
  readonly error_details: string | null;
  readonly error_advice: string | null;
  readonly pricing: Readonly<Record<string, unknown>> | null;
  readonly resend_of: string | null;
  readonly scheduled_at: Date | null;
  readonly expires_at: Date;
  readonly created_at: Date;
  readonly sent_at: Date | null;
  readonly delivered_at: Date | null;
  readonly read_at: Date | null;
  readonly failed_at: Date | null;
  readonly pending_reason: PendingReason | null;
  readonly pending_until: Date | null;
}

/** Settings that say until when an unclear outcome waits; milliseconds. */
export interface UnclearWaits {
  /** UNCONFIRMED_MAX: without evidence it is decided then. */
  readonly maxMs: number;
  /** UNCONFIRMED_SOLO_WAIT: one that has expired is not given up before. */
  readonly soloWaitMs: number;
}

/** The first two parameters of SELECT_MESSAGE. */
export function parametersOf({ maxMs, soloWaitMs }: UnclearWaits): unknown[] {
  return [maxMs, soloWaitMs];
}

/**
 * Columns that every reader of messages selects; joins the tables that say why a message waits. The reason is that of the
 * claim (libs/sending): what is QUEUED or RETRYING with no `pending_until` would be claimed now, nothing else would; of a
 * half-open sender whose wait is over, one of them.
 * `pending_until` is when it leaves that state by itself, at the latest; null where that depends on a person or on Meta.
 * Its place is looked up for each message (LIMIT 1): where PostgreSQL expects one of those asked for and there are thousands, it would
 * read the whole queue for each.
 */
export const SELECT_MESSAGE = `
  SELECT m.*, COALESCE(q.attempt, m.attempts) AS attempts, p.reason AS pending_reason,
    CASE
      WHEN p.reason IS NULL THEN NULL
      WHEN i.recovery_needed AND q.state <> 1 THEN NULL
      WHEN q.state = 0 AND q.expires_at <= now() THEN q.expires_at
      WHEN p.reason IN ('SCHEDULED', 'RETRYING', 'QUEUED') AND q.due_at > now() THEN LEAST(q.due_at, q.expires_at)
      WHEN p.reason = 'SENDING' THEN q.lease_until
      WHEN p.reason = 'SENDER_PAUSED' AND c.wait_until > now() THEN NULL
      WHEN p.reason = 'SENDER_PAUSED' AND s.state = 'ACTIVE' THEN GREATEST(s.wait_until, probe.may_end_at)
      WHEN p.reason = 'UNCONFIRMED' AND unclear.decided_at < q.expires_at THEN unclear.decided_at
      WHEN p.reason = 'UNCONFIRMED' THEN GREATEST(q.expires_at, unclear.waited_alone_at)
    END AS pending_until
  FROM whatsapp_messages m
  LEFT JOIN LATERAL (SELECT * FROM send_queue w WHERE w.message_id = m.id LIMIT 1) q ON true
  LEFT JOIN senders s ON s.phone_number_id = q.sender_id
  LEFT JOIN templates t ON t.waba_id = q.waba_id AND t.name = q.template_name AND t.language = q.template_language
  LEFT JOIN sender_country_pauses c ON c.sender_id = q.sender_id AND c.country = q.country AND c.lifted_at IS NULL
  CROSS JOIN installation i
  CROSS JOIN LATERAL (
    SELECT CASE WHEN s.half_open AND q.state = 0
      THEN (SELECT max(${mayBeCalledUntil('busy')}) FROM send_queue busy
        WHERE busy.state = 1 AND busy.sender_id = q.sender_id AND ${mayBeCalledUntil('busy')} > now()) END AS may_end_at
  ) probe
  CROSS JOIN LATERAL (
    SELECT q.attempted_at + make_interval(secs => $1::float8 / 1000) AS decided_at,
      q.attempted_at + make_interval(secs => $2::float8 / 1000) AS waited_alone_at
  ) unclear
  CROSS JOIN LATERAL (
    SELECT CASE
      WHEN m.progress <> 0 OR q.message_id IS NULL THEN NULL
      WHEN q.state = 3 THEN 'HELD'
      WHEN q.state = 2 THEN 'UNCONFIRMED'
      WHEN q.state = 1 THEN 'SENDING'
      WHEN m.scheduled_at IS NOT NULL AND q.attempt = 0 AND q.due_at > now() AND NOT q.paced THEN 'SCHEDULED'
      WHEN NOT i.sending_enabled OR i.recovery_needed THEN 'DISABLED'
      WHEN s.state = 'PAUSED' OR s.wait_until > now() OR probe.may_end_at IS NOT NULL OR c.wait_until > now()
        THEN 'SENDER_PAUSED'
      WHEN ${TEMPLATE_STOPS} THEN 'TEMPLATE_PAUSED'
      WHEN q.attempt > 0 THEN 'RETRYING'
      ELSE 'QUEUED'
    END AS reason
  ) p`;

export function viewOf(row: MessageRow): MessageView {
  return {
    id: row.id,
    status: row.status,
    pendingReason: row.pending_reason,
    to: row.recipient_phone ?? row.recipient_user_id,
    recipientName: row.recipient_name,
    sender: row.sender_id,
    template: {
      name: row.template_name,
      language: row.template_language,
      parameters: row.template_parameters,
      ...(row.template_header === null ? {} : { header: row.template_header }),
      ...(row.template_buttons === null ? {} : { buttons: row.template_buttons }),
    },
    text: row.body_text,
    reference: row.reference,
    priority: priorityOf(row.priority),
    metadata: row.metadata,
    whatsappMessageId: row.whatsapp_message_id,
    attempts: row.attempts,
    error: errorOf(row),
    pricing: row.pricing,
    resendOf: row.resend_of,
    metaStatus: row.meta_status,
    pendingUntil: iso(row.pending_until),
    warnings: [],
    scheduledAt: iso(row.scheduled_at),
    expiresAt: row.expires_at.toISOString(),
    createdAt: row.created_at.toISOString(),
    sentAt: iso(row.sent_at),
    deliveredAt: iso(row.delivered_at),
    readAt: iso(row.read_at),
    failedAt: iso(row.failed_at),
  };
}

function errorOf(row: MessageRow): MessageView['error'] {
  if (row.error_code === null) return null;
  return {
    code: row.error_code,
    source: row.error_source ?? 'RECADO',
    title: row.error_message ?? '',
    detail: row.error_details,
    advice: row.error_advice ?? '',
    at: (row.failed_at ?? row.created_at).toISOString(),
  };
}

function priorityOf(value: number): Priority {
  if (value === PRIORITIES.high) return 'high';
  return value === PRIORITIES.bulk ? 'bulk' : 'normal';
}

function iso(date: Date | null): string | null {
  return date === null ? null : date.toISOString();
}
