import { GraphApi } from '#graph-api';
import { type Environment, processEnvironment, readEnvironment } from '#runtime';
import { Senders, SendersFileError } from '#senders';

/** Meta, and the accounts that this environment has a token for. */
export interface Accounts {
  readonly graphApi: GraphApi;
  readonly list: readonly { readonly wabaId: string; readonly accessToken: string }[];
}

export type AccountsReading =
  | { readonly kind: 'accounts'; readonly accounts: Accounts }
  | { readonly kind: 'none'; readonly problems: readonly string[] };

const MISSING =
  'WHATSAPP_ACCESS_TOKEN, WHATSAPP_PHONE_NUMBER_ID and WHATSAPP_BUSINESS_ACCOUNT_ID are needed to talk to Meta, or WHATSAPP_SENDERS_FILE.';

/** Calls one after the other; whoever types waits for them. */
const CONNECTIONS = 1;

/** What a command needs that talks to Meta itself. The database is found by other means, also without DATABASE_URL. */
export function readAccounts(): AccountsReading {
  const given = processEnvironment();
  const found = (given['DATABASE_URL'] ?? '').trim() === '' ? { DATABASE_URL: 'postgres://localhost/found' } : {};
  const reading = readEnvironment({ ...given, ...found }, 'cli');
  return reading.kind === 'invalid' ? { kind: 'none', problems: reading.problems } : accountsOf(reading.environment);
}

function accountsOf(environment: Environment): AccountsReading {
  let senders: Senders;
  try {
    senders = Senders.fromEnvironment(environment, () => performance.now());
  } catch (error) {
    if (error instanceof SendersFileError) return { kind: 'none', problems: [error.message] };
    throw error;
  }
  const wabaIds = [...new Set(senders.all().map((sender) => sender.wabaId))];
  const list = wabaIds.flatMap((wabaId) => {
    const accessToken = senders.accessTokenOf(wabaId);
    return accessToken === null ? [] : [{ wabaId, accessToken }];
  });
  if (list.length === 0) return { kind: 'none', problems: [MISSING] };
  const graphApi = new GraphApi({
    baseUrl: environment.WHATSAPP_GRAPH_URL,
    version: environment.WHATSAPP_GRAPH_VERSION,
    timeoutMs: environment.WHATSAPP_SEND_TIMEOUT_MS,
    connections: CONNECTIONS,
    now: () => Date.now(),
  });
  return { kind: 'accounts', accounts: { graphApi, list } };
}
