import { DataSource } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dataSourceOptions } from '#database';
import type { GraphRead, JsonObject } from '#graph-api';
import { startTestPostgres, type TestPostgres } from '../../../test/support/local-servers.js';
import { poNotification } from './definitions/po-notification.js';
import { SyncTemplates } from './sync-templates.js';
import { readTemplate, type TemplateDefinition } from './template-definition.js';
import { TemplateRow } from './template.entity.js';
import { TemplatesRepository } from './templates.repository.js';

const waba = '102290129340398';
const nine = new Date('2026-11-23T09:00:00Z');
const ten = new Date('2026-11-23T10:00:00Z');

let postgres: TestPostgres;
let dataSource: DataSource;
let templates: TemplatesRepository;

beforeAll(async () => {
  postgres = await startTestPostgres();
  const pool = { applicationName: 'recado-test', maxConnections: 4 };
  dataSource = await new DataSource(dataSourceOptions(postgres.url, pool, [TemplateRow])).initialize();
  await dataSource.runMigrations({ transaction: 'each' });
  templates = new TemplatesRepository(dataSource);
}, 120_000);

afterAll(async () => {
  await dataSource.destroy();
  await postgres.stop();
});

beforeEach(() => dataSource.query('TRUNCATE templates'));

function template(json: JsonObject = {}): TemplateDefinition {
  const definition = readTemplate({ ...poNotification, status: 'APPROVED', id: '1', ...json });
  if (!definition) throw new Error('unreadable');
  return definition;
}

const statuses = async (wabaId = waba) =>
  (await templates.list(wabaId)).map(
    ({ definition }) => `${definition.name} ${definition.language} ${definition.status}`,
  );

describe('the templates we know', () => {
  it('are those that Meta listed, unchanged', async () => {
    const full = template({
      quality_score: { score: 'GREEN' },
      previous_category: 'MARKETING',
      rejected_reason: 'ABUSIVE_CONTENT',
    });
    await templates.upsertAll(waba, [full], nine);
    expect(await templates.find(waba, 'po_notification', 'es')).toEqual(full);
    expect(await templates.list(waba)).toEqual([{ wabaId: waba, syncedAt: nine, definition: full }]);
  });

  it('belong to their account and their language', async () => {
    await templates.upsertAll(waba, [template(), template({ language: 'ca' })], nine);
    expect(await templates.find('another account', 'po_notification', 'es')).toBeNull();
    expect(await templates.find(waba, 'po_notification', 'en')).toBeNull();
    expect(await statuses()).toEqual(['po_notification ca APPROVED', 'po_notification es APPROVED']);
  });

  it('can be listed by name', async () => {
    await templates.upsertAll(waba, [template(), template({ name: 'other' })], nine);
    expect(await templates.list(waba, 'other')).toMatchObject([{ definition: { name: 'other' } }]);
  });

  it('become DELETED when Meta no longer lists them, and come back when it does', async () => {
    await templates.upsertAll(waba, [template(), template({ name: 'old' })], nine);
    await templates.upsertAll('another account', [template()], nine);
    await templates.upsertAll(waba, [template({ status: 'PAUSED' })], ten);
    expect(await statuses()).toEqual(['old es DELETED', 'po_notification es PAUSED']);
    expect(await statuses('another account')).toEqual(['po_notification es APPROVED']);
    await templates.upsertAll(waba, [template({ name: 'old' })], new Date(ten.getTime() + 1));
    expect(await statuses()).toEqual(['old es APPROVED', 'po_notification es DELETED']);
  });

  it('are not set back by a list that was asked for earlier and came later', async () => {
    await templates.upsertAll(waba, [template({ status: 'PAUSED' }), template({ name: 'new' })], ten);
    await templates.upsertAll(waba, [template({ status: 'APPROVED' })], nine);
    expect(await statuses()).toEqual(['new es APPROVED', 'po_notification es PAUSED']);
  });

  const categories = async () =>
    (await templates.list(waba)).map(({ definition }) => [definition.category, definition.previousCategory]);
  const eleven = new Date('2026-11-23T11:00:00Z');

  it('keep the category that they had where Meta moves them and does not say from where', async () => {
    await templates.upsertAll(waba, [template()], nine);
    await templates.upsertAll(waba, [template({ category: 'MARKETING' })], ten);
    expect(await categories()).toEqual([['MARKETING', 'UTILITY']]);
    await templates.upsertAll(waba, [template({ category: 'MARKETING' })], eleven);
    expect(await categories()).toEqual([['MARKETING', 'UTILITY']]);
    expect(await templates.drifted()).toEqual([{ wabaId: waba, name: 'po_notification', language: 'es' }]);
    await templates.upsertAll(waba, [template()], new Date(eleven.getTime() + 1));
    expect(await categories()).toEqual([['UTILITY', 'MARKETING']]);
    expect(await templates.drifted()).toEqual([]);
  });

  it('have what Meta says they were before, and a new one under an old name was nothing', async () => {
    await templates.upsertAll(waba, [template()], nine);
    await templates.upsertAll(waba, [template({ category: 'MARKETING', previous_category: 'AUTHENTICATION' })], ten);
    expect(await categories()).toEqual([['MARKETING', 'AUTHENTICATION']]);
    await templates.upsertAll(waba, [template({ id: '2', category: 'MARKETING' })], eleven);
    expect(await categories()).toEqual([['MARKETING', null]]);
    expect(await templates.drifted()).toEqual([]);
  });

  it('survive a list that names one twice', async () => {
    await templates.upsertAll(waba, [template(), template()], nine);
    expect(await statuses()).toEqual(['po_notification es APPROVED']);
  });
});

describe('taking over the list from Meta', () => {
  const syncWith = (answer: GraphRead<{ readonly templates: readonly JsonObject[] }>) =>
    new SyncTemplates({ listTemplates: () => Promise.resolve(answer) }, templates).sync(waba, 'token');

  it('keeps what can be read of it', async () => {
    const list = [{ ...poNotification, status: 'APPROVED' }, { strange: true }];
    expect(await syncWith({ kind: 'ok', templates: list })).toEqual({ kind: 'ok', count: 1 });
    expect(await statuses()).toEqual(['po_notification es APPROVED']);
  });

  it('changes nothing when the list could not be read', async () => {
    await templates.upsertAll(waba, [template()], nine);
    const unreachable = { kind: 'unreachable', reason: 'ECONNREFUSED' } as const;
    expect(await syncWith(unreachable)).toEqual(unreachable);
    expect(await statuses()).toEqual(['po_notification es APPROVED']);
  });
});
