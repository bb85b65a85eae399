import type { DatabaseConnection } from '#database';
import { newMessage } from '../sending/sending-database.js';
import { WABA } from './webhook-receiver.js';
import { acceptedByMeta } from './webhook-traffic.js';

/** What tends to break readers of JSON. */
const TROUBLE = [
  'null',
  'true',
  '-1',
  '1e400',
  '99999999999999999999999',
  '""',
  '[]',
  '{}',
  '[null]',
  '{"__proto__":{"x":1}}',
  '{"length":1e9}',
  String.raw`"\u0000"`,
  String.raw`"\ud800"`,
  String.raw`"\ud83d\ude00"`,
  `"${'x'.repeat(5_000)}"`,
  '['.repeat(3_000) + ']'.repeat(3_000),
  '"toString"',
  '"constructor"',
];

/** A key or a value of JSON, roughly. */
const VALUE = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?|true|false|null/g;

/** A body of Meta with one to four faults, in its JSON or in its bytes. `random`: from 0 up to 1. */
export function mutated(original: Buffer, random: () => number): Buffer {
  let body = original;
  for (let faults = 1 + Math.floor(random() * 4); faults > 0; faults -= 1) {
    body = random() < 0.6 ? withOtherValue(body, random) : withOtherBytes(body, random);
  }
  return body;
}

function withOtherValue(body: Buffer, random: () => number): Buffer {
  const text = body.toString();
  const places = [...text.matchAll(VALUE)];
  const place = places[Math.floor(random() * places.length)];
  if (place === undefined) return body;
  const other =
    random() < 0.3
      ? (places[Math.floor(random() * places.length)]?.[0] ?? '')
      : (TROUBLE[Math.floor(random() * TROUBLE.length)] ?? '');
  return Buffer.from(text.slice(0, place.index) + other + text.slice(place.index + place[0].length));
}

function withOtherBytes(body: Buffer, random: () => number): Buffer {
  const at = Math.floor(random() * body.length);
  const length = Math.floor(random() * 40);
  const kind = random();
  if (kind < 0.3) return body.subarray(0, at);
  if (kind < 0.6) return Buffer.concat([body.subarray(0, at), body.subarray(at + length)]);
  if (kind < 0.8) return Buffer.concat([body.subarray(0, at + length), body.subarray(at)]);
  const changed = Buffer.from(body);
  // An earlier fault may have left nothing of it.
  if (changed.length > 0) changed.fill(Math.floor(random() * 256), at, at + 1);
  return changed;
}

/** Messages that Meta has taken, each with its order, and the templates that the recorded webhooks speak of; their ids. */
export async function acceptedForMutation(database: DatabaseConnection, count: number): Promise<readonly string[]> {
  await database.query(
    `INSERT INTO templates (waba_id, name, language, status, category, parameter_format, components, synced_at)
     SELECT $1, name, language, 'APPROVED', 'UTILITY', 'positional', '[]', '2020-01-01' FROM (VALUES
       ('purchase_order_issued', 'es'), ('purchase_order_issued', 'en'), ('welcome_template', 'en_US'),
       ('order_confirmation', 'en_US')) AS t (name, language) ON CONFLICT DO NOTHING`,
    [WABA],
  );
  const messages = Array.from({ length: count }, () => newMessage({ recipientPhone: '+34600000012' }));
  await acceptedByMeta(database, messages);
  const ids = messages.map(({ id }) => id);
  await database.query(
    `INSERT INTO purchase_orders (client_id, order_number, revision, content_hash, message_id)
     SELECT m.client_id, 'PO-' || place, 1, '', m.id
     FROM unnest($1::uuid[]) WITH ORDINALITY AS x (id, place) JOIN whatsapp_messages m ON m.id = x.id`,
    [ids],
  );
  return ids;
}

/** Of the message with that index; what a recipient says in it is said once, by its number. */
export function saidOf(original: string, index: number, ids: readonly string[], number: number): Buffer {
  const id = ids[index] ?? '';
  return Buffer.from(
    original
      .replaceAll(/"po-notif:[^"]*"/g, `"${id}.1"`)
      .replaceAll(/("context": \{[^}]*"id": )"[^"]*"/g, `$1"wamid.${id}"`)
      .replaceAll(/"id": "wamid\.[^"]*"(?=,\s*"status")/g, `"id": "wamid.${id}"`)
      .replaceAll(/"id": "wamid\.[^"]*"(?=,\s*"timestamp")/g, `"id": "wamid.said.${number}"`)
      .replaceAll(/"ACK:[^"]*"/g, `"ACK:PO-${index + 1}"`),
  );
}

/** How many rows there are of each kind that a webhook may lead to. */
export async function effects(database: DatabaseConnection): Promise<Readonly<Record<string, number>>> {
  const rows: { kind: string; rows: number }[] = await database.query(
    `SELECT type AS kind, count(*)::integer AS rows FROM message_events
     WHERE type IN ('sent', 'delivered', 'read', 'failed', 'returned', 'reply', 'order_acknowledged') GROUP BY type
     UNION ALL SELECT 'inbound', count(*) FROM inbound_messages
     UNION ALL SELECT 'accountEvents', count(*) FROM account_events
     UNION ALL SELECT 'suppressions', count(*) FROM suppressions
     UNION ALL SELECT 'quarantined', count(*) FROM webhook_quarantine`,
  );
  return Object.fromEntries(rows.map(({ kind, rows: count }) => [kind, Number(count)]));
}
