import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Environment } from '#runtime';
import { AccessToken } from './access-token.js';
import type { Sender } from './sender.js';

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
    return new Senders([
      ...(own === null ? [] : [own]),
      ...(file === undefined ? [] : sendersInFile(file, environment, now)),
    ]);
  }

  all(): readonly Sender[] {
    return this.list;
  }

  byId(phoneNumberId: string): Sender | null {
    return this.byPhoneNumberId.get(phoneNumberId) ?? null;
  }

  /** The token that reads a WABA's templates; null where the WABA is not ours or its token is not there. */
  accessTokenOf(wabaId: string): string | null {
    const token = this.list.find((sender) => sender.wabaId === wabaId)?.token.value();
    return token === undefined || token === '' ? null : token;
  }

  /** The sender of a message that names none: the environment's own, else the first of the file. */
  default(): Sender {
    const [first] = this.list;
    if (first === undefined)
      throw new Error('No sender is configured: set WHATSAPP_PHONE_NUMBER_ID or WHATSAPP_SENDERS_FILE');
    return first;
  }
}

export class SendersFileError extends Error {
  override readonly name = 'SendersFileError';
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
    appSecrets: environment.WHATSAPP_APP_SECRET,
    mps: environment.WHATSAPP_MAX_MPS,
    defaultLanguage: environment.DEFAULT_LANGUAGE,
  };
}

function sendersInFile(path: string, environment: Environment, now: () => number): Sender[] {
  const content: unknown = parse(readFileSync(path, 'utf8'));
  if (!Array.isArray(content)) throw new SendersFileError(`${path} must be a list of senders`);
  return content.map((entry: unknown, index) => senderOf(entry, `${path}[${index}]`, environment, now));
}

function senderOf(entry: unknown, where: string, environment: Environment, now: () => number): Sender {
  const fields = new Map<string, unknown>(typeof entry === 'object' && entry !== null ? Object.entries(entry) : []);
  const text = (name: string): string | undefined => {
    const value = fields.get(name);
    return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
  };
  const required = (name: string): string => {
    const value = text(name);
    if (value === undefined) throw new SendersFileError(`${where}.${name} is missing`);
    return value;
  };
  const tokenFile = text('tokenFile');
  return {
    phoneNumberId: required('phoneNumberId'),
    wabaId: required('wabaId'),
    token: tokenFile === undefined ? AccessToken.fixed(required('token')) : AccessToken.inFile(tokenFile, now),
    appSecrets: text('appSecret')?.split(',') ?? environment.WHATSAPP_APP_SECRET,
    mps: Number(text('mps') ?? environment.WHATSAPP_MAX_MPS),
    defaultLanguage: text('defaultLanguage') ?? environment.DEFAULT_LANGUAGE,
  };
}
