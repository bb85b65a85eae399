import type { DataSource } from 'typeorm';
import { personInSql, type RecipientKey } from '#messages';

/** One of our numbers and a person, by phone or by user id. */
export interface Conversation {
  readonly senderId: string;
  readonly recipient: RecipientKey;
}

/**
 * The customer service window: 24 hours from whatever a person last wrote to one of our numbers, under whichever of their ids.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages#customer-service-windows
 */
export class OpenWindowsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Until when each is open, in the order given; null where it is not. */
  async until(conversations: readonly Conversation[]): Promise<readonly (Date | null)[]> {
    const rows: { place: number; until: Date }[] = await this.dataSource.query(UNTIL, [
      JSON.stringify(conversations.map(rowOf)),
    ]);
    const found = new Map(rows.map(({ place, until }) => [place, until]));
    return conversations.map((_conversation, place) => found.get(place) ?? null);
  }
}

function rowOf({ senderId, recipient }: Conversation, place: number): Readonly<Record<string, unknown>> {
  const { recipientPhone, recipientUserId } = recipient;
  return { place, senderId, phones: recipientPhone === null ? [] : [recipientPhone], userId: recipientUserId };
}

/**
 * `system` is Meta's own notice, of a changed number. Of what comes as `unsupported` nobody can tell whether somebody wrote it
 * (an edited message is told so, too): a window that may be closed is taken for closed.
 */
const WRITTEN = `i.type NOT IN ('system', 'unsupported')`;

const UNTIL = `
  SELECT x.place, said.last + interval '24 hours' AS until
  FROM json_to_recordset($1::json) AS x (place integer, "senderId" text, phones text[], "userId" text)
  CROSS JOIN LATERAL ${personInSql('x.phones', 'x."userId"')} person
  CROSS JOIN LATERAL (
    SELECT GREATEST(
      (SELECT max(i.occurred_at) FROM inbound_messages i
        WHERE i.recipient_phone = ANY(person.phones) AND i.sender_id = x."senderId" AND ${WRITTEN}),
      (SELECT max(i.occurred_at) FROM inbound_messages i
        WHERE i.recipient_user_id = ANY(person.user_ids) AND i.sender_id = x."senderId" AND ${WRITTEN})) AS last
  ) said
  WHERE said.last > now() - interval '24 hours'`;
