import type { EntityManager } from 'typeorm';
import { type Erasure, eraseFromWebhook, type StatusKey, statusesOf } from './erase-from-webhook.js';
import { ERASURE_LOCK } from './erasure-lock.js';
import { identifiersIn } from './identifiers-in.js';

/** When the data of somebody were erased, by phone or user id. */
export type ErasedIdentifiers = ReadonlyMap<string, Date>;

/**
 * Whose of these texts' phones and user ids were erased, for those who keep what Meta tells: in their transaction, of which it is
 * the first statement, so that an erasure either waits for it and finds what it kept, or is seen by it. Nearly always there is nobody.
 */
export async function erasedAmong(manager: EntityManager, texts: () => Iterable<string>): Promise<ErasedIdentifiers> {
  const [row]: { somebody: boolean }[] = await manager.query(SOMEBODY);
  if (row?.somebody !== true) return new Map();
  const names = new Set<string>();
  for (const text of texts()) for (const name of identifiersIn(text)) names.add(name);
  const rows: { name: string; erasedAt: Date }[] = await manager.query(AMONG, [[...names]]);
  return new Map(rows.map(({ name, erasedAt }) => [name, erasedAt]));
}

/** A raw body without what it says of these people up to their erasure. */
export async function eraseFromBody(manager: EntityManager, body: Buffer, erased: ErasedIdentifiers): Promise<Buffer> {
  let rest = body;
  for (const [name, at] of erased) {
    const person = name.startsWith('+') ? { phones: [name], userIds: [] } : { phones: [], userIds: [name] };
    const isErased = await whetherErased(manager, statusesOf(rest, person));
    rest = eraseFromWebhook(rest, { person, at, isErased });
  }
  return rest;
}

/** Tells of the messages that statuses are about whether their data were erased; null of one that nobody here knows. */
export async function whetherErased(
  manager: EntityManager,
  statuses: readonly StatusKey[],
): Promise<Erasure['isErased']> {
  if (statuses.length === 0) return () => null;
  const rows: { wamid: string; erased: boolean }[] = await manager.query(STANDING, [
    statuses.map(({ wamid }) => wamid),
    statuses.map(({ callbackData }) => MESSAGE_ID.exec(callbackData ?? '')?.[0] ?? null),
  ]);
  const standing = new Map(rows.map(({ wamid, erased }) => [wamid, erased]));
  return ({ wamid }) => standing.get(wamid) ?? null;
}

const MESSAGE_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?=\.)/;

/** As `erased_name` makes it, whose call for each of them would cost several times what the hash does. */
const AMONG = `
  SELECT x.name, e.erased_at AS "erasedAt" FROM erasure_standing s CROSS JOIN unnest($1::text[]) AS x (name)
  JOIN erased_recipients e ON e.name = 'erased:' || encode(sha256(s.key || convert_to(x.name, 'UTF8')), 'hex')`;

/** By the wamid, under which it may be known as an erased one, else by our own callback data. */
const STANDING = `
  SELECT x.wamid, bool_or(m.erased_as IS NOT NULL) AS erased
  FROM unnest($1::text[], $2::text[]) AS x (wamid, id)
  CROSS JOIN LATERAL (
    SELECT w.message_id FROM wamids w WHERE w.wamid IN (x.wamid, erased_wamid(x.wamid))
    UNION SELECT m.id FROM whatsapp_messages m WHERE m.id = x.id::uuid) known
  JOIN whatsapp_messages m ON m.id = known.message_id GROUP BY x.wamid`;

const SOMEBODY = `/* plan kept */ SELECT somebody_erased(${ERASURE_LOCK}) AS somebody`;
