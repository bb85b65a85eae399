import type { EntityManager } from 'typeorm';
import type { RecipientIds } from '#messages';
import { type ErasedIdentifiers, erasedAmong, eraseFromBody, identifiersIn, whetherErased } from '#privacy';
import type { IntakeItem } from './intake-item.js';

/**
 * The same items without what they say of people whose data were erased before it came, in the order given; null where nothing is
 * left of one. What was said or sent after the erasure is new, and stays.
 */
export async function withoutErased(
  manager: EntityManager,
  items: readonly IntakeItem[],
): Promise<readonly (IntakeItem | null)[]> {
  const erased = await erasedAmong(manager, () => items.flatMap(textsOf));
  if (erased.size === 0) return items;
  const forgotten = await forgottenStatuses(manager, erased, items);
  const rest: (IntakeItem | null)[] = [];
  for (const item of items) {
    if (forgotten.has(item)) rest.push(null);
    else if (item.kind === 'payload') rest.push(await payloadWithout(manager, erased, item));
    else if (item.kind === 'quarantine')
      rest.push(identifiersIn(item.event).some((name) => erased.has(name)) ? null : item);
    else rest.push(wasSaidBefore(item, erased) ? null : item);
  }
  return rest;
}

/** Those of nobody who was erased. */
export async function idsWithoutErased(
  manager: EntityManager,
  pairs: readonly RecipientIds[],
): Promise<readonly RecipientIds[]> {
  const erased = await erasedAmong(manager, () => pairs.flatMap(namesOf));
  return pairs.filter((pair) => !namesOf(pair).some((name) => erased.has(name)));
}

function textsOf(item: IntakeItem): readonly string[] {
  switch (item.kind) {
    case 'payload':
      return [item.body.toString('latin1')];
    case 'quarantine':
      return [item.event];
    case 'status':
      return [item.report.wamid];
    case 'inbound':
      return [item.message.phone ?? '', item.message.userId ?? ''];
    case 'preference':
      return [item.preference.phone ?? '', item.preference.userId ?? ''];
  }
}

function namesOf({ userId, phone, parentId }: RecipientIds): readonly string[] {
  return [userId, phone, parentId].filter((name) => name !== null);
}

type Payload = Extract<IntakeItem, { kind: 'payload' }>;

async function payloadWithout(manager: EntityManager, erased: ErasedIdentifiers, item: Payload): Promise<Payload> {
  const body = await eraseFromBody(manager, item.body, erased);
  // Whoever is still named in it was written to, or wrote, after the erasure.
  const named = new Set(identifiersIn(body.toString('latin1')));
  const isGone = (name: string): boolean => erased.has(name) && !named.has(name);
  const recipientIds = item.recipientIds.filter((pair) => !namesOf(pair).some(isGone));
  return { ...item, body, recipientIds };
}

/** Of a message that nobody here knows, nor will: it went to somebody who is not known any more. */
async function forgottenStatuses(
  manager: EntityManager,
  erased: ErasedIdentifiers,
  items: readonly IntakeItem[],
): Promise<ReadonlySet<IntakeItem>> {
  const theirs = items.flatMap((item) => {
    if (item.kind !== 'status') return [];
    const { wamid, occurredAt, attemptOf } = item.report;
    if (!identifiersIn(wamid).some((name) => isBefore(occurredAt, erased.get(name)))) return [];
    return [{ item, wamid, callbackData: attemptOf === null ? null : `${attemptOf.messageId}.${attemptOf.attempt}` }];
  });
  const isErased = await whetherErased(manager, theirs);
  return new Set(theirs.flatMap(({ item, ...key }) => (isErased(key) === null ? [item] : [])));
}

function wasSaidBefore(item: IntakeItem, erased: ErasedIdentifiers): boolean {
  if (item.kind !== 'inbound' && item.kind !== 'preference') return false;
  const { phone, userId, occurredAt } = item.kind === 'inbound' ? item.message : item.preference;
  return [phone, userId].some((name) => name !== null && isBefore(occurredAt, erased.get(name)));
}

function isBefore(moment: Date, erasedAt: Date | undefined): boolean {
  return erasedAt !== undefined && moment <= erasedAt;
}
