import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Indexes by which lists find a page among millions of messages, and erasures what is left of old words. Beside the traffic, as
 * docs/decisions/0009-migrations-beside-traffic.md has it: one after the other, and from the beginning where it was interrupted.
 */
export class Lists1796200000002 implements MigrationInterface {
  name = 'Lists1796200000002';
  transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    for (const [name, on] of INDEXES) {
      await runner.query(`DROP INDEX CONCURRENTLY IF EXISTS ${name}`);
      await runner.query(`CREATE INDEX CONCURRENTLY ${name} ON ${on}`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const [name] of INDEXES) await runner.query(`DROP INDEX IF EXISTS ${name}`);
  }
}

/** Of messages only what does not change while they are under way: name and phone go when they are erased. */
const INDEXES: readonly (readonly [name: string, on: string])[] = [
  ['whatsapp_messages_sender', 'whatsapp_messages (sender_id, created_at DESC, id DESC)'],
  ['whatsapp_messages_template', 'whatsapp_messages (template_name, created_at DESC, id DESC)'],
  ['whatsapp_messages_client', 'whatsapp_messages (client_id, created_at DESC, id DESC)'],
  [
    'whatsapp_messages_name',
    'whatsapp_messages (lower(recipient_name) text_pattern_ops) WHERE recipient_name IS NOT NULL',
  ],
  ['wamids_prefix', 'wamids (wamid text_pattern_ops)'],
  ['message_events_cancelled', `message_events (message_id) WHERE type = 'cancelled'`],
  ['message_events_undelivered', `message_events (message_id) WHERE type = 'undelivered'`],
  ['send_queue_held', 'send_queue (message_id) WHERE state = 3'],
  [
    'inbound_messages_kept',
    'inbound_messages (received_at) WHERE recipient_phone IS NOT NULL OR recipient_user_id IS NOT NULL',
  ],
];
