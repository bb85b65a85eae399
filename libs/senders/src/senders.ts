import { createHash } from 'node:crypto';
import type { Environment } from '#runtime';
import { AccessToken } from './access-token.js';
import { readSendersFile, SendersFileError } from './read-senders-file.js';
import type { Sender } from './sender.js';
import type { SenderEntry } from './sender-entry.js';

/** The senders of this installation: the environment's own, and those of WHATSAPP_SENDERS_FILE. */
export class Senders {
  private readonly byPhoneNumberId: ReadonlyMap<string, Sender>;

  constructor(private readonly list: readonly Sender[]) {
    this.byPhoneNumberId = new Map(list.map((sender) => [sender.phoneNumberId, sender]));
  }

  /** Throws SendersFileError with every problem of the file; it is read once, at start. */
  static fromEnvironment(environment: Environment, now: () => number): Senders {
    const own = ownSender(environment, now);
    const file = environment.WHATSAPP_SENDERS_FILE;
    const further = file === undefined ? [] : readSendersFile(file).map((entry) => senderOf(entry, environment, now));
    const all = [...(own === null ? [] : [own]), ...further];
    const ids = all.map((sender) => sender.phoneNumberId);
    const twice = ids.find((id, index) => ids.indexOf(id) < index);
    if (twice !== undefined) throw new SendersFileError(`${file ?? ''}: the sender ${twice} is there twice`);
    return new Senders(all);
  }

  all(): readonly Sender[] {
    return this.list;
  }

  byId(phoneNumberId: string): Sender | null {
    return this.byPhoneNumberId.get(phoneNumberId) ?? null;
  }

  /** How many they are, and eight digits that are others for other ids: for processes to compare. */
  mark(): string {
    const ids = this.list.map(({ phoneNumberId }) => phoneNumberId).toSorted();
    return `${ids.length}-${createHash('sha256').update(ids.join()).digest('hex').slice(0, 8)}`;
  }

  /** The token that reads a WABA's templates; null where the WABA is not ours or its token is not there. */
  accessTokenOf(wabaId: string): string | null {
    const tokens = this.list.filter((sender) => sender.wabaId === wabaId).map((sender) => sender.token.value());
    return tokens.find((token) => token !== '') ?? null;
  }

  /** The sender of a message that names none: the environment's own, else the first of the file. */
  default(): Sender {
    const [first] = this.list;
    if (first === undefined)
      throw new Error('No sender is configured: set WHATSAPP_PHONE_NUMBER_ID or WHATSAPP_SENDERS_FILE');
    return first;
  }
}

function ownSender(environment: Environment, now: () => number): Sender | null {
  const { WHATSAPP_PHONE_NUMBER_ID: phoneNumberId, WHATSAPP_BUSINESS_ACCOUNT_ID: wabaId } = environment;
  if (phoneNumberId === undefined || wabaId === undefined) return null;
  const file = environment.WHATSAPP_ACCESS_TOKEN_FILE;
  return {
    phoneNumberId,
    wabaId,
    token:
      file === undefined ? AccessToken.fixed(environment.WHATSAPP_ACCESS_TOKEN ?? '') : AccessToken.inFile(file, now),
    appId: environment.WHATSAPP_APP_ID ?? null,
    appSecrets: environment.WHATSAPP_APP_SECRET,
    mps: environment.WHATSAPP_MAX_MPS ?? null,
    defaultLanguage: environment.DEFAULT_LANGUAGE,
  };
}

function senderOf(entry: SenderEntry, environment: Environment, now: () => number): Sender {
  const { phoneNumberId, wabaId, token = '', tokenFile } = entry;
  return {
    phoneNumberId,
    wabaId,
    token: tokenFile === undefined ? AccessToken.fixed(token) : AccessToken.inFile(tokenFile, now),
    appId: entry.appId ?? environment.WHATSAPP_APP_ID ?? null,
    appSecrets: entry.appSecret ?? environment.WHATSAPP_APP_SECRET,
    mps: entry.mps ?? environment.WHATSAPP_MAX_MPS ?? null,
    defaultLanguage: entry.defaultLanguage ?? environment.DEFAULT_LANGUAGE,
  };
}
