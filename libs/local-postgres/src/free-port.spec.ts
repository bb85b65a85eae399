import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { freePort } from './free-port.js';

it('chooses another port each time, also before anybody listens on it', async () => {
  const ports: number[] = [];
  for (let asked = 0; asked < 300; asked += 1) ports.push(await freePort());
  expect(new Set(ports).size).toBe(300);
});

it('chooses none that somebody listens on', async () => {
  const taken = createServer();
  const port = await freePort();
  await new Promise<void>((listening) => taken.listen(port, '127.0.0.1', listening));
  // As often as it takes to come by each of them.
  for (let asked = 0; asked < 1_000; asked += 1) expect(await freePort()).not.toBe(port);
  taken.close();
});
