import { createServer, type Server } from 'node:http';
import { readFile } from 'node:fs/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { freePort } from '#local-postgres';
import { until } from '../support/stack.js';
import { ask } from './ask.js';
import { pacedLoad } from './paced-load.js';
import { mediansOf, ratiosOf } from './result.js';
import { unknownScenarios } from './run-scenarios.js';
import { SaturatingLoad } from './saturating-load.js';
import { SCENARIOS } from './scenarios.js';
import { libraries } from './scenarios/libraries.js';
import { postRequest } from './post-request.js';

describe('the scenarios', () => {
  it('stand in docs/performance.md, all of them and no others, in their order', async () => {
    const page = await readFile(new URL('../../docs/performance.md', import.meta.url), 'utf8');
    const named = [...page.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, name]) => name);
    expect(named).toEqual(SCENARIOS.map(({ name }) => name));
  });

  it('are told to whoever asks for another', () => {
    expect(unknownScenarios(['accept', 'faster'])).toMatch(/^no such scenario: faster\. There are: end-to-end, /);
    expect(unknownScenarios(['accept'])).toBeNull();
  });

  it('take numbers, and say which one is none', () => {
    expect(ask(['--scenario', 'accept,worker', '--rounds', '3'], '/here')).toMatchObject({
      scenarios: ['accept', 'worker'],
      rounds: 3,
      folder: '/here/.recado/bench',
    });
    expect(ask(['--seconds', 'many'], '/here')).toBe('--seconds is a number above 0, not "many"');
    expect(ask(['--seconds', 'Infinity'], '/here')).toBe('--seconds is a number above 0, not "Infinity"');
    expect(ask(['--rate', '1e9'], '/here')).toBe('--rate is a number above 0 and at most 100000, not "1e9"');
    expect(ask(['--rounds', '0.5'], '/here')).toBe('--rounds is a whole number, not "0.5"');
  });

  it('go where they are told to, from here or from the root', () => {
    expect(ask(['--out', 'results'], '/here')).toMatchObject({ folder: '/here/results' });
    expect(ask(['--out', '/there'], '/here')).toMatchObject({ folder: '/there' });
  });
});

describe('a result', () => {
  const rounds = [
    { round: 1, contender: 'ours', figures: { rate: 10 } },
    { round: 1, contender: 'other', figures: { rate: 5 } },
    { round: 2, contender: 'ours', figures: { rate: 40 } },
    { round: 2, contender: 'other', figures: { rate: 20 } },
    { round: 3, contender: 'ours', figures: { rate: 20 } },
    { round: 3, contender: 'other', figures: { rate: 40 } },
  ];
  const contenders = ['ours', 'other'].map((name) => ({ name, run: () => Promise.resolve({}) }));

  it('has the median of the rounds, and the median of the ratios within a round', () => {
    expect(mediansOf(rounds, 'ours')).toEqual({ rate: 20 });
    expect(mediansOf(rounds, 'other')).toEqual({ rate: 20 });
    expect(ratiosOf({ ...libraries, contenders, compared: ['rate'] }, rounds)).toEqual({ other: { rate: 2 } });
  });
});

describe('a load on a server that is silent for a while', () => {
  const SILENT_MS = 400;
  let server: Server;
  let answered: number;
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  /** Answers the first POST late, and everything else at once. */
  async function silentAtFirst(): Promise<{ readonly host: string; readonly port: number }> {
    let begun = 0;
    answered = 0;
    server = createServer((request, response) => {
      if (request.method === 'GET') {
        response.writeHead(200, { 'content-length': '2' }).end('{}');
        return;
      }
      const answer = (): void => {
        answered += 1;
        response.writeHead(202, { 'content-length': '2' }).end('{}');
      };
      request.resume();
      begun += 1;
      if (begun === 1) setTimeout(answer, SILENT_MS);
      else answer();
    });
    const target = { host: '127.0.0.1', port: await freePort() };
    await new Promise<void>((resolve) => server.listen(target.port, target.host, resolve));
    return target;
  }

  const request = (): string => postRequest('/', {}, '{}');

  it('counts what had to wait meanwhile from when it was due', async () => {
    const { milliseconds, refused } = await pacedLoad({
      target: await silentAtFirst(),
      rate: 100,
      count: 10,
      connections: 1,
      request,
    });
    expect({ answered, refused }).toEqual({ answered: 10, refused: 0 });
    // The last one was due 90 ms after the first.
    expect(Math.min(...milliseconds)).toBeGreaterThan(SILENT_MS - 100);
  });

  it('leaves that out where the next request is made after the answer', async () => {
    const load = new SaturatingLoad(await silentAtFirst(), 1, (index) => (index < 10 ? request() : null));
    const { milliseconds } = await load.run();
    expect(answered).toBe(10);
    expect(milliseconds.filter((each) => each < SILENT_MS - 100).length).toBeGreaterThan(1);
  });

  it('asks no further than it is allowed', async () => {
    const target = await silentAtFirst();
    let asked = 0;
    const load = new SaturatingLoad(target, 4, () => {
      asked += 1;
      return request();
    });
    load.allow(6);
    let over = false;
    const report = load.run().finally(() => (over = true));
    // The first answer is the last: everybody else would have asked again and again by then.
    await until('all six are answered', () => answered === 6);
    expect({ asked, over }).toEqual({ asked: 6, over: false });
    load.stop();
    expect((await report).answered).toBe(6);
  });
});

describe('readers of webhooks', () => {
  it('hand on all 100 statuses of a body, or the first one of them', async () => {
    const options = { seconds: 0.2, rate: 0, messages: 0, seed: 1, round: 1, profileFolder: null };
    const dispatched = new Map<string, number | undefined>();
    for (const { name, run } of libraries.contenders) dispatched.set(name, (await run(options))['of 100: dispatched']);
    expect(Object.fromEntries(dispatched)).toEqual({
      product: 100,
      '@kapso/whatsapp-cloud-api': 100,
      'whatsapp-api-js': 1,
    });
  });
});
