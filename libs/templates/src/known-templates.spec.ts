import { beforeEach, describe, expect, it } from 'vitest';
import type { GraphRead } from '#graph-api';
import { poNotification } from './definitions/po-notification.js';
import { KnownTemplates } from './known-templates.js';
import { readTemplate, type TemplateDefinition } from './template-definition.js';

const waba = '102290129340398';
const definition = readTemplate({ ...poNotification, status: 'APPROVED' });

let clock: number;
let reads: number;
let syncs: string[];
let stored: TemplateDefinition | null;
let token: string | null;
let sync: () => Promise<GraphRead<{ readonly count: number }>>;
let known: KnownTemplates;

beforeEach(() => {
  clock = 0;
  reads = 0;
  syncs = [];
  stored = null;
  token = 'token';
  sync = () => Promise.resolve({ kind: 'ok', count: 0 });
  known = new KnownTemplates(
    {
      find: () => {
        reads += 1;
        return Promise.resolve(stored);
      },
    },
    {
      sync: (wabaId) => {
        syncs.push(wabaId);
        return sync();
      },
    },
    { accessTokenOf: () => Promise.resolve(token) },
    () => clock,
  );
});

const find = (wabaId = waba) => known.find(wabaId, 'po_notification', 'es');

describe('looking up a template', () => {
  it('finds a known one without asking Meta', async () => {
    stored = definition;
    expect(await find()).toEqual({ kind: 'known', template: definition });
    expect(syncs).toEqual([]);
  });

  it('reads the database at most every five seconds', async () => {
    stored = definition;
    await find();
    clock += 4_999;
    await find();
    expect(reads).toBe(1);
    clock += 1;
    await find();
    expect(reads).toBe(2);
  });

  it('asks Meta once for an unknown one, and finds it then', async () => {
    sync = () => {
      stored = definition;
      return Promise.resolve({ kind: 'ok', count: 1 });
    };
    expect(await find()).toEqual({ kind: 'known', template: definition });
    expect(syncs).toEqual([waba]);
  });

  it('asks Meta once for all who miss at the same time', async () => {
    const lookups = await Promise.all([find(), find(), known.find(waba, 'other', 'es')]);
    expect(lookups.map(({ kind }) => kind)).toEqual(['unknown', 'unknown', 'unknown']);
    expect(syncs).toEqual([waba]);
  });

  it('asks Meta at most once a minute for each account', async () => {
    await find();
    clock += 59_999;
    expect(await find()).toEqual({ kind: 'unknown' });
    await find('another account');
    expect(syncs).toEqual([waba, 'another account']);
    clock += 1;
    await find();
    expect(syncs).toEqual([waba, 'another account', waba]);
  });

  it.each([
    ['cannot be reached', { kind: 'unreachable', reason: 'ECONNREFUSED' } as const],
    [
      'refuses to tell',
      {
        kind: 'refused',
        failure: { code: 190, subcode: null, httpStatus: 401, title: '', details: null, advice: '', traceId: null },
      } as const,
    ],
  ])('does not call a template unknown while Meta %s', async (_what, answer) => {
    sync = () => Promise.resolve(answer);
    expect(await find()).toEqual({ kind: 'unreachable' });
    expect(await find()).toEqual({ kind: 'unreachable' });
    expect(syncs).toEqual([waba]);
  });

  it('does not call a template unknown without a token to ask with', async () => {
    token = null;
    expect(await find()).toEqual({ kind: 'unreachable' });
    expect(syncs).toEqual([]);
  });

  it('tells a broken database to those who ask, and forgets it', async () => {
    const repository = { find: () => Promise.reject<TemplateDefinition | null>(new Error('no database')) };
    const broken = new KnownTemplates(
      repository,
      { sync },
      { accessTokenOf: () => Promise.resolve(null) },
      () => clock,
    );
    await expect(broken.find(waba, 'po_notification', 'es')).rejects.toThrow('no database');
    repository.find = () => Promise.resolve(definition);
    expect(await broken.find(waba, 'po_notification', 'es')).toEqual({ kind: 'known', template: definition });
  });

  it('reads anew after it was told to forget', async () => {
    stored = definition;
    await find();
    known.forget();
    await find();
    expect(reads).toBe(2);
  });
});
