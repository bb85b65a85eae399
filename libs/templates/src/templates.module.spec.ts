import { Test, type TestingModuleBuilder } from '@nestjs/testing';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { dataSourceOptions } from '#database';
import { GraphApi, GraphApiModule } from '#graph-api';
import { startTestPostgres, type TestPostgres } from '../../../test/support/local-servers.js';
import { poNotification } from './definitions/po-notification.js';
import { KnownTemplates } from './known-templates.js';
import { SyncTemplates } from './sync-templates.js';
import { TemplatesModule } from './templates.module.js';
import { TemplatesRepository } from './templates.repository.js';

let postgres: TestPostgres;

beforeAll(async () => {
  postgres = await startTestPostgres();
}, 120_000);

afterAll(() => postgres.stop());
afterEach(() => vi.useRealTimers());

describe('the module that provides known templates', () => {
  function testingModule(): TestingModuleBuilder {
    const database = dataSourceOptions(postgres.url, { applicationName: 'recado-test', maxConnections: 2 });
    return Test.createTestingModule({
      imports: [
        TypeOrmModule.forRoot({
          ...database,
          migrationsRun: true,
          migrationsTransactionMode: 'each',
          autoLoadEntities: true,
        }),
        GraphApiModule.forRootAsync({
          useFactory: () => ({
            baseUrl: 'http://127.0.0.1:9',
            version: 'v25.0',
            timeoutMs: 1_000,
            connections: 1,
            now: () => Date.now(),
          }),
        }),
        TemplatesModule.forRootAsync({ useFactory: () => ({ accessTokenOf: () => Promise.resolve('token') }) }),
      ],
    });
  }

  it('looks them up in the database, and says so when Meta cannot be asked', async () => {
    const module = await testingModule().compile();
    expect(await module.get(KnownTemplates).find('1', 'po_notification', 'es')).toEqual({ kind: 'unreachable' });
    expect(await module.get(TemplatesRepository).list('1')).toEqual([]);
    await module.close();
  });

  it("dates Meta's list by the clock of the database, whatever that of this machine says", async () => {
    const listTemplates = () => Promise.resolve({ kind: 'ok', templates: [{ ...poNotification, status: 'APPROVED' }] });
    const module = await testingModule()
      .overrideProvider(GraphApi)
      .useValue({ listTemplates, close: () => Promise.resolve() })
      .compile();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 600_000 });
    expect(await module.get(SyncTemplates).sync('1', 'token')).toEqual({ kind: 'ok', count: 1 });
    const rows: unknown = await module
      .get(DataSource)
      .query(`SELECT synced_at <= now() AND synced_at > now() - interval '1 minute' AS right FROM templates`);
    expect(rows).toEqual([{ right: true }]);
    await module.close();
  });
});
