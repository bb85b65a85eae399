import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { freePort } from '#local-postgres';
import { ApiClient } from './api-client.js';

/** An API that takes requests and answers none before its patience is over. */
const server = createServer((request) => {
  keys.push(request.headers['idempotency-key']);
});
const keys: unknown[] = [];

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

describe('what is handed to an API that answers late', () => {
  it('is handed in again with the same key, and may have arrived', async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const api = new ApiClient(`http://127.0.0.1:${address.port}`, null, 200);
    const answer = await api.submit('/messages', {}, 'key-1');
    expect(answer).toMatchObject({ kind: 'silent', mayHaveArrived: true });
    expect(keys).toEqual(['key-1', 'key-1']);
    // Control: nobody is there who could have taken it.
    expect(
      await new ApiClient(`http://127.0.0.1:${await freePort()}`, null).submit('/messages', {}, 'key-2'),
    ).toMatchObject({
      kind: 'silent',
      mayHaveArrived: false,
    });
  });
});
