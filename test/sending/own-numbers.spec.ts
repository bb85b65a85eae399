import { afterAll, beforeAll, expect, it } from 'vitest';
import { GraphApi } from '#graph-api';
import { EventLog } from '#runtime';
import { AccessToken, Senders, SendersRepository } from '#senders';
import { AccountEventsRepository } from '#webhook-events';
import { OwnNumbers } from '../../apps/api/src/messages/own-numbers.js';
import { defaultSettings } from '../../apps/sandbox/src/sandbox-settings.js';
import { type RunningSandbox, startSandbox } from '../../apps/sandbox/src/start-sandbox.js';
import { SENDER, SendingDatabase, WABA } from './sending-database.js';

let database: SendingDatabase;
let sandbox: RunningSandbox;

beforeAll(async () => {
  [database, sandbox] = await Promise.all([SendingDatabase.start(), startSandbox({ port: 0 })]);
});
afterAll(async () => {
  await sandbox.close();
  await database.stop();
});

it('what the API reads of its numbers is written down, before any worker has started', async () => {
  const states = new SendersRepository(database.dataSource);
  const graph = new GraphApi({
    baseUrl: sandbox.url,
    version: 'v25.0',
    timeoutMs: 5_000,
    connections: 1,
    now: () => Date.now(),
  });
  const token = AccessToken.fixed(defaultSettings.accessToken);
  const sender = { phoneNumberId: SENDER, wabaId: WABA, token, appId: null, appSecrets: [], mps: 80 };
  const log = new EventLog(
    'api',
    'error',
    () => undefined,
    () => new Date(),
  );
  const events = new AccountEventsRepository(database.dataSource);
  const numbers = new OwnNumbers(graph, new Senders([{ ...sender, defaultLanguage: 'es' }]), states, events, log);
  numbers.onApplicationBootstrap();
  await expect
    .poll(async () => (await states.profiles()).get(SENDER))
    .toMatchObject({
      displayPhoneNumber: '+15550783881',
      verifiedName: 'Lucky Shrub',
      qualityRating: 'GREEN',
      messagingLimit: 'TIER_2K',
      throughputLevel: 'STANDARD',
    });
  expect(numbers.includes('+15550783881')).toBe(true);
  // No worker has to ask again within the hour.
  expect(await states.takeReading(SENDER)).toBe(false);
  await numbers.onApplicationShutdown();
  await graph.close();
});
