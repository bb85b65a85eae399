import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { TemplateButton, TemplateHeader, TemplateParameters } from './message-view.js';

const STATUS_EXPRESSION = `CASE progress WHEN 0 THEN 'PENDING' WHEN 1 THEN 'CANCELLED' WHEN 2 THEN 'FAILED' WHEN 3 THEN 'SENT' WHEN 4 THEN 'FAILED' WHEN 5 THEN 'DELIVERED' ELSE 'READ' END`;

/** The truth about one message. Hot paths write it in batches with SQL (libs/sending); people read it through the repository. */
@Entity('whatsapp_messages')
@Index('whatsapp_messages_idempotency', ['clientId', 'idempotencyKey'], {
  unique: true,
  where: 'idempotency_key IS NOT NULL',
})
export class Message {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ type: 'uuid', name: 'client_id' })
  clientId!: string;

  @Column({ type: 'text', name: 'sender_id' })
  senderId!: string;

  @Column({ type: 'text', name: 'recipient_phone', nullable: true })
  recipientPhone!: string | null;

  @Column({ type: 'text', name: 'recipient_user_id', nullable: true })
  recipientUserId!: string | null;

  @Column({ type: 'text', name: 'recipient_name', nullable: true })
  recipientName!: string | null;

  /** ISO 3166, what its price depends on; null where nobody can tell, and of messages from before it was kept. */
  @Column({ type: 'text', name: 'recipient_country', nullable: true })
  recipientCountry!: string | null;

  /** Null until the recipient's data were erased; then a number made by chance that stands for them. */
  @Column({ type: 'bigint', name: 'erased_as', nullable: true })
  erasedAs!: string | null;

  @Column({ type: 'text', name: 'template_name' })
  templateName!: string;

  @Column({ type: 'text', name: 'template_language' })
  templateLanguage!: string;

  @Column({ type: 'jsonb', name: 'template_parameters' })
  templateParameters!: TemplateParameters;

  @Column({ type: 'jsonb', name: 'template_header', nullable: true })
  templateHeader!: TemplateHeader | null;

  @Column({ type: 'jsonb', name: 'template_buttons', nullable: true })
  templateButtons!: readonly TemplateButton[] | null;

  @Column({ type: 'text', name: 'body_text', nullable: true })
  bodyText!: string | null;

  @Column({ type: 'text', nullable: true })
  reference!: string | null;

  @Column({ type: 'jsonb', nullable: true })
  metadata!: Record<string, unknown> | null;

  @Column({ type: 'smallint', default: 1 })
  priority!: number;

  @Column({ type: 'text', name: 'idempotency_key', nullable: true })
  idempotencyKey!: string | null;

  @Column({ type: 'bytea', name: 'request_hash', nullable: true })
  requestHash!: Buffer | null;

  @Column({ type: 'uuid', name: 'resend_of', nullable: true })
  resendOf!: string | null;

  @Column({ type: 'smallint', default: 0 })
  progress!: number;

  @Column({ type: 'text', asExpression: STATUS_EXPRESSION, generatedType: 'STORED' })
  status!: string;

  @Column({ type: 'text', name: 'whatsapp_message_id', nullable: true })
  whatsappMessageId!: string | null;

  @Column({ type: 'text', name: 'meta_status', nullable: true })
  metaStatus!: string | null;

  @Column({ type: 'integer', default: 0 })
  attempts!: number;

  @Column({ type: 'text', name: 'error_code', nullable: true })
  errorCode!: string | null;

  @Column({ type: 'text', name: 'error_source', nullable: true })
  errorSource!: string | null;

  @Column({ type: 'text', name: 'error_message', nullable: true })
  errorMessage!: string | null;

  @Column({ type: 'text', name: 'error_details', nullable: true })
  errorDetails!: string | null;

  @Column({ type: 'text', name: 'error_advice', nullable: true })
  errorAdvice!: string | null;

  @Column({ type: 'jsonb', nullable: true })
  pricing!: Record<string, unknown> | null;

  @Column({ type: 'timestamptz', name: 'scheduled_at', nullable: true })
  scheduledAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'expires_at' })
  expiresAt!: Date;

  @Column({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;

  @Column({ type: 'timestamptz', name: 'sent_at', nullable: true })
  sentAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'delivered_at', nullable: true })
  deliveredAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'read_at', nullable: true })
  readAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'failed_at', nullable: true })
  failedAt!: Date | null;

  /** Those of delivered, read and failed whose time is that of receipt, because Meta gave none; null where it gave all. */
  @Column({ type: 'text', array: true, nullable: true })
  undated!: string[] | null;

  @Column({ type: 'timestamptz', name: 'cancelled_at', nullable: true })
  cancelledAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'updated_at' })
  updatedAt!: Date;

  /** W3C `traceparent` of the request that made it; null where nothing was traced. */
  @Column({ type: 'text', nullable: true })
  traceparent!: string | null;
}
