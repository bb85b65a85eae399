/** A column in which callers, people or Meta may have written a phone number, though its row is about something else. */
export interface FreeColumn {
  readonly column: string;
  readonly type: 'text' | 'jsonb';
  /** Its rows are told apart by it: what takes its place has to be another one in each. */
  readonly unique?: true;
  /** Sending the message again would carry it. */
  readonly resent?: true;
}

/** All of them by table; docs/privacy.md says of every other column why it is not here. */
export const FREE_COLUMNS: Readonly<Record<string, readonly FreeColumn[]>> = {
  whatsapp_messages: [
    { column: 'recipient_name', type: 'text', resent: true },
    { column: 'body_text', type: 'text' },
    { column: 'reference', type: 'text', resent: true },
    { column: 'idempotency_key', type: 'text', unique: true },
    { column: 'error_details', type: 'text' },
    { column: 'template_parameters', type: 'jsonb', resent: true },
    { column: 'template_header', type: 'jsonb', resent: true },
    { column: 'template_buttons', type: 'jsonb', resent: true },
    { column: 'metadata', type: 'jsonb', resent: true },
  ],
  purchase_orders: [{ column: 'order_number', type: 'text', unique: true }],
  message_events: [
    { column: 'key', type: 'text', unique: true },
    { column: 'data', type: 'jsonb' },
  ],
  inbound_messages: [
    { column: 'body_text', type: 'text' },
    { column: 'button_payload', type: 'text' },
  ],
  suppressions: [{ column: 'note', type: 'text' }],
  account_events: [{ column: 'data', type: 'jsonb' }],
  senders: [{ column: 'pause_reason', type: 'text' }],
  callback_deliveries: [
    { column: 'snapshot', type: 'jsonb' },
    { column: 'facts', type: 'jsonb' },
  ],
  callback_attempts: [{ column: 'answer', type: 'text' }],
};

/** Of them, tables that say something of one message, and the column that names it. */
export const OF_ONE_MESSAGE: Readonly<Record<string, string>> = {
  whatsapp_messages: 'id',
  purchase_orders: 'message_id',
  message_events: 'message_id',
  callback_deliveries: 'message_id',
};
