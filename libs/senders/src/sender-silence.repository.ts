import type { DataSource } from 'typeorm';

/** What Meta has told of a sender's messages, and of which it should have told something by now. */
export interface SenderSilence {
  readonly senderId: string;
  /** How far its statuses have come, by its own clock; null where none ever came. */
  readonly heardUntil: Date | null;
  /** When the first message was sent of which it should have told something since; null where it does tell. */
  readonly silentSince: Date | null;
}

/** Whether Meta's webhooks arrive while messages are sent; of each number, because each account has a subscription of its own. */
export class SenderSilenceRepository {
  constructor(private readonly dataSource: DataSource) {}

  async read(): Promise<ReadonlyMap<string, SenderSilence>> {
    const rows: SenderSilence[] = await this.dataSource.query(SILENCE);
    return new Map(rows.map((row) => [row.senderId, row]));
  }
}

/**
 * Meta tells of a message within seconds. As in the alert (RecadoWebhooksSilent) a minute is left to it, and three more to pass. Its
 * clock and ours may differ by a minute: what was sent in the last one before it was heard may be what it told of.
 */
const SILENCE = `
  SELECT s.phone_number_id AS "senderId", h.heard_until AS "heardUntil", a.started_at AS "silentSince"
  FROM senders s
  LEFT JOIN sender_hearing h ON h.sender_id = s.phone_number_id
  LEFT JOIN LATERAL (
    SELECT started_at FROM send_attempts
    WHERE sender_id = s.phone_number_id AND outcome = 'accepted' AND started_at < now() - interval '4 minutes'
      AND started_at > COALESCE(h.heard_until + interval '1 minute', '-infinity')
    ORDER BY started_at LIMIT 1
  ) a ON true`;
