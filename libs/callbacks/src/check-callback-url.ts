import { lookup } from 'node:dns/promises';
import { type CallbackAddresses, addressOf } from './callback-addresses.js';

export interface UrlRules {
  readonly addresses: CallbackAddresses;
  /** In production. */
  readonly httpsOnly: boolean;
}

const MOST_CHARACTERS = 2_048;
/** Milliseconds after which a name server that is silent is left alone: the address is looked at again with each delivery. */
const PATIENCE_MS = 2_000;

/** Why callbacks cannot go there, in words for whoever asked; null where they can. */
export async function checkCallbackUrl(text: string, { addresses, httpsOnly }: UrlRules): Promise<string | null> {
  if (text.length > MOST_CHARACTERS) return `must have at most ${MOST_CHARACTERS} characters`;
  if (!URL.canParse(text)) return 'must be a URL such as https://procurement.example.com/callbacks';
  const url = new URL(text);
  if (url.protocol !== 'https:' && (httpsOnly || url.protocol !== 'http:'))
    return `must begin with https://${httpsOnly ? '' : ' or http://'}`;
  if (url.username !== '' || url.password !== '')
    return 'must not hold a user name or a password: callbacks are signed';
  if (url.hash !== '') return 'must not have a fragment (#…): it is never sent';
  const found = await addressesOf(url.hostname);
  if (found.every((address) => addresses.allows(address, url.hostname))) return null;
  return 'leads to an address that is private or of this machine; CALLBACK_ALLOWED_HOSTS can allow it';
}

/** None where the name leads nowhere just now. */
async function addressesOf(host: string): Promise<readonly string[]> {
  const address = addressOf(host);
  if (address !== null) return [address];
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<[]>((resolve) => {
    timer = setTimeout(() => resolve([]), PATIENCE_MS);
  });
  // The dot of the root says no more than its absence, and not every resolver knows what to do with it.
  const found = lookup(host.replace(/\.$/, ''), { all: true }).catch(() => []);
  const addresses = await Promise.race([found, late]);
  clearTimeout(timer);
  return addresses.map((entry) => entry.address);
}
