import { Test } from '@nestjs/testing';
import { TypeOrmModule } from '@nestjs/typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dataSourceOptions } from '#database';
import { GraphApiModule } from '#graph-api';
import { startTestPostgres, type TestPostgres } from '../../../test/support/local-servers.js';
import { KnownTemplates } from './known-templates.js';
import { TemplatesModule } from './templates.module.js';
import { TemplatesRepository } from './templates.repository.js';

let postgres: TestPostgres;

beforeAll(async () => {
  postgres = await startTestPostgres();
}, 120_000);

afterAll(() => postgres.stop());

describe('the module that provides known templates', () => {
  it('looks them up in the database, and says so when Meta cannot be asked', async () => {
    const database = dataSourceOptions(postgres.url, { applicationName: 'recado-test', maxConnections: 2 });
    const module = await Test.createTestingModule({
      imports: [
        TypeOrmModule.forRoot({ ...database, migrationsRun: true, autoLoadEntities: true }),
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
    }).compile();
    expect(await module.get(KnownTemplates).find('1', 'po_notification', 'es')).toEqual({ kind: 'unreachable' });
    expect(await module.get(TemplatesRepository).list('1')).toEqual([]);
    await module.close();
  });
});
