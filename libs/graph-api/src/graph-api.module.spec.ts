import { Test } from '@nestjs/testing';
import { describe, expect, it } from 'vitest';
import { GraphApiModule } from './graph-api.module.js';
import { GraphApi } from './graph-api.js';

const SETTINGS = Symbol('settings');

describe('the module that provides GraphApi', () => {
  it('makes one from injected settings, and closes its connections with the application', async () => {
    const settings = { timeoutMs: 1_000 };
    const module = await Test.createTestingModule({
      imports: [
        GraphApiModule.forRootAsync({
          imports: [
            { module: class Settings {}, providers: [{ provide: SETTINGS, useValue: settings }], exports: [SETTINGS] },
          ],
          inject: [SETTINGS],
          useFactory: ({ timeoutMs }: typeof settings) => ({
            baseUrl: 'http://127.0.0.1:9',
            version: 'v25.0',
            timeoutMs,
            connections: 1,
            now: () => 0,
          }),
        }),
      ],
    }).compile();
    const graphApi = module.get(GraphApi);
    await module.close();
    const read = await graphApi.getWaba({ wabaId: '1', accessToken: 'token' });
    expect(read).toEqual({ kind: 'unreachable', reason: 'UND_ERR_DESTROYED' });
  });
});
