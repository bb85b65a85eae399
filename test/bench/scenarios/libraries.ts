import { normalizeWebhook, verifySignature } from '@kapso/whatsapp-cloud-api/server';
import { WhatsAppAPI } from 'whatsapp-api-js';
import { isJsonObject } from '#graph-api';
import { readWebhook, secretsThatSigned } from '#webhook-events';
import { APP_SECRET } from '../graph.js';
import type { Contender, Figures, RunOptions, Scenario } from '../scenario.js';
import { changeOf, signatureOf, statusBody } from '../status-posts.js';

/** Reads one POST of Meta, its signature first; how many statuses it hands on. */
type Reader = (body: Buffer, signature: string) => number | Promise<number>;

const SIZES = [1, 100] as const;
const TURN_MS = 50;

const contender = (name: string, reader: Reader): Contender => ({
  name,
  async run({ seconds }: RunOptions): Promise<Figures> {
    const figures: Record<string, number> = {};
    for (const size of SIZES) {
      const changes = Array.from({ length: size }, (_, index) =>
        changeOf(
          { id: `01990000-0000-7000-8000-${String(index).padStart(12, '0')}`, sender: '106540352242922' },
          'sent',
        ),
      );
      const body = statusBody(changes);
      const signature = signatureOf(body);
      const until = performance.now() + (seconds * 1_000) / SIZES.length;
      const startedOn = process.cpuUsage();
      let [bodies, dispatched] = [0, 0];
      while (performance.now() < until) {
        const turnEnds = performance.now() + TURN_MS;
        while (performance.now() < turnEnds) {
          dispatched += await reader(body, signature);
          bodies += 1;
        }
      }
      const { user, system } = process.cpuUsage(startedOn);
      const cpuSeconds = (user + system) / 1_000_000;
      figures[`of ${size}: dispatched`] = dispatched / bodies;
      figures[`of ${size}: statuses a CPU second, dispatched`] = dispatched / cpuSeconds;
      figures[`of ${size}: bodies a CPU second`] = bodies / cpuSeconds;
    }
    return figures;
  },
});

const ours: Reader = (body, signature) => {
  if (secretsThatSigned(body, signature, [APP_SECRET]).length === 0) throw new Error('not signed');
  return readWebhook(body, new Date()).statuses.length;
};

const kapso: Reader = (body, signature) => {
  if (!verifySignature({ appSecret: APP_SECRET, rawBody: body, signatureHeader: signature }))
    throw new Error('not signed');
  return normalizeWebhook(JSON.parse(body.toString('utf8'))).statuses.length;
};

const api = new WhatsAppAPI({ token: 'none', appSecret: APP_SECRET, secure: true, v: 'v25.0' });
let told = 0;
api.on.status = () => {
  told += 1;
};

type Post = Parameters<typeof api.post>[0];

/** Its types know only what it understands. */
const isPost = (value: unknown): value is Post => isJsonObject(value) && 'entry' in value;

const whatsappApiJs: Reader = async (body, signature) => {
  const before = told;
  const text = body.toString('utf8');
  const data: unknown = JSON.parse(text);
  if (!isPost(data)) throw new Error('not a webhook');
  await api.post(data, text, signature);
  return told - before;
};

export const libraries: Scenario = {
  name: 'libraries',
  about:
    "what other libraries make of Meta's POSTs: signature and JSON of 1 and of 100 statuses, without a server around",
  usual: { seconds: 10, rate: 0, messages: 0, rounds: 5 },
  contenders: [
    contender('product', ours),
    contender('@kapso/whatsapp-cloud-api', kapso),
    contender('whatsapp-api-js', whatsappApiJs),
  ],
  compared: SIZES.map((size) => `of ${size}: statuses a CPU second, dispatched`),
};
