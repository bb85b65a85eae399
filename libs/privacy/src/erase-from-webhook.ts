import { isJsonObject, type JsonObject, textAt } from '#graph-api';
import { eraseFromJson } from './erase-from-json.js';
import { ERASED, eraseFromText, namesPerson } from './erase-from-text.js';
import type { Person } from './person.js';

/** What was erased, and what goes on. */
export interface Erasure {
  readonly person: Person;
  /** Words from then on are new ones. */
  readonly at: Date;
  /** Of the message that a status is about: whether its data were erased; null where nobody here knows it. */
  readonly isErased: (status: StatusKey) => boolean | null;
}

export interface StatusKey {
  readonly wamid: string;
  /** `biz_opaque_callback_data`. */
  readonly callbackData: string | null;
}

/**
 * A webhook's raw body without what it says of a person up to their erasure: their words and profile go, the statuses of their
 * messages stay, without saying whose they are, so that the body can be applied again. What it says of others, or of a message
 * that went to the same person afterwards, stays as it is.
 */
export function eraseFromWebhook(body: Buffer, erasure: Erasure): Buffer {
  const root = parse(body);
  try {
    if (root !== NOT_JSON) return Buffer.from(JSON.stringify(eraseFrom(root, erasure)));
  } catch (error) {
    // Nested a million times: nobody reads that either.
    if (!(error instanceof RangeError)) throw error;
  }
  return Buffer.from(eraseFromText(body.toString('latin1'), erasure.person), 'latin1');
}

/** The statuses in a body that are about a person. */
export function statusesOf(body: Buffer, person: Person): readonly StatusKey[] {
  const found: StatusKey[] = [];
  const look = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(look);
    if (!isJsonObject(value)) return;
    for (const status of listAt(value, 'statuses')) if (isAbout(status, person)) found.push(keyOf(status));
    for (const [name, child] of Object.entries(value)) if (name !== 'statuses') look(child);
  };
  try {
    look(parse(body));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return found;
}

const NOT_JSON = Symbol('not JSON');

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return NOT_JSON;
  }
}

/** The lists of a change in which each item is about one person. */
const WORDS = ['messages', 'user_preferences'];
const LISTS = [...WORDS, 'statuses', 'contacts'];

function eraseFrom(value: unknown, erasure: Erasure): unknown {
  if (Array.isArray(value)) return value.map((item) => eraseFrom(item, erasure));
  if (!isJsonObject(value)) return eraseFromJson(value, erasure.person);
  if (LISTS.some((name) => name in value)) return eraseFromChange(value, erasure);
  return Object.fromEntries(
    Object.entries(value).map(([name, child]): [string, unknown] => [
      eraseFromText(name, erasure.person),
      isStrange(value, name) && isNamedIn(child, erasure.person) ? ERASED : eraseFrom(child, erasure),
    ]),
  );
}

/**
 * What a change says in a form that nobody here knows: beside the number there may be a name, under whatever name of a field, so that
 * it goes as a whole. What is made of lists that are known, however deep, is looked at piece by piece.
 */
function isStrange(parent: JsonObject, name: string): boolean {
  return name === 'value' && 'field' in parent && !holdsLists(parent[name]);
}

function holdsLists(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(holdsLists);
  if (!isJsonObject(value)) return false;
  return Object.entries(value).some(([name, child]) => LISTS.includes(name) || holdsLists(child));
}

function isNamedIn(value: unknown, person: Person): boolean {
  return namesPerson(JSON.stringify(value) ?? '', person);
}

function eraseFromChange(change: JsonObject, erasure: Erasure): JsonObject {
  const { person } = erasure;
  const goesOn = (name: string, item: unknown): boolean =>
    isAbout(item, person) && (name === 'statuses' ? !isErasedStatus(item, erasure) : !isOld(item, erasure));
  const parts = ['statuses', ...WORDS].flatMap((name) => listAt(change, name).filter((item) => goesOn(name, item)));
  const entries = Object.entries(change).map(([name, child]): [string, unknown] => {
    if (!LISTS.includes(name) || !Array.isArray(child)) return [name, eraseFrom(child, erasure)];
    const items = child.filter((item: unknown) => !isGone(name, item, erasure, parts.length > 0));
    return [
      name,
      items.map((item: unknown) => {
        if (isAbout(item, person) && (name === 'contacts' || goesOn(name, item))) return item;
        return name === 'statuses' && isAbout(item, person) ? onlyStatus(item, person) : eraseFrom(item, erasure);
      }),
    ];
  });
  return Object.fromEntries(entries);
}

/** What somebody wrote goes as a whole; whose profile it is, unless something in the same change goes on. */
function isGone(name: string, item: unknown, erasure: Erasure, somethingGoesOn: boolean): boolean {
  if (!isAbout(item, erasure.person)) return false;
  if (WORDS.includes(name)) return isOld(item, erasure);
  return name === 'contacts' && !somethingGoesOn;
}

function isErasedStatus(status: unknown, erasure: Erasure): boolean {
  return erasure.isErased(keyOf(status)) ?? isOld(status, erasure);
}

/** What has no time that is one was said before. */
function isOld(item: unknown, { at }: Erasure): boolean {
  const seconds = isJsonObject(item) ? Number(item['timestamp']) : Number.NaN;
  return !(seconds * 1_000 > at.getTime());
}

/** Of a status what is read when it is applied again; whose it is, and whatever else it may tell, goes. */
const APPLIED_AGAIN = ['id', 'status', 'timestamp', 'biz_opaque_callback_data', 'pricing'];

function onlyStatus(status: unknown, person: Person): unknown {
  if (!isJsonObject(status)) return {};
  const rest = Object.entries(status).filter(([name]) => APPLIED_AGAIN.includes(name));
  const errors = listAt(status, 'errors').map((error) =>
    isJsonObject(error) ? { code: error['code'], title: error['title'] } : {},
  );
  const told = Object.fromEntries(errors.length === 0 ? rest : [...rest, ['errors', errors]]);
  return eraseFromJson(told, person);
}

const NAMES_OF_PERSON = [
  'from',
  'from_user_id',
  'from_parent_user_id',
  'wa_id',
  'user_id',
  'parent_user_id',
  'recipient_id',
  'recipient_user_id',
  'recipient_parent_user_id',
  'parent_recipient_user_id',
];

/** Whose it is, by the names that Meta gives people, and of a message by its id, which holds the phone. */
function isAbout(item: unknown, person: Person): boolean {
  if (!isJsonObject(item)) return false;
  return [...NAMES_OF_PERSON, 'id'].some((name) => isNamedIn(item[name], person));
}

function keyOf(status: unknown): StatusKey {
  if (!isJsonObject(status)) return { wamid: '', callbackData: null };
  return { wamid: textAt(status, 'id') ?? '', callbackData: textAt(status, 'biz_opaque_callback_data') };
}

function listAt(parent: JsonObject, name: string): readonly unknown[] {
  const list = parent[name];
  return Array.isArray(list) ? list : [];
}
