import { afterEach, describe, expect, it } from 'vitest';
import { isJsonObject } from '#graph-api';
import { BACKENDS, FaultStack, LONG } from './fault-stack.js';
import { judge, settled } from './oracle.js';
import { tell } from './tell.js';

let stack: FaultStack | null = null;
afterEach(async () => {
  await stack?.close();
  stack = null;
});

async function post(running: FaultStack): Promise<{ status: number; id: string }> {
  const response = await fetch(`${running.apiUrl}/purchase-orders`, {
    method: 'POST',
    headers: running.headers,
    body: JSON.stringify({
      supplier: { name: 'Proveedor ABC', phone: '+34612345678' },
      orderNumber: 'PO-2024-001',
      total: { amount: '1250.00', currency: 'EUR' },
    }),
  });
  const body: unknown = await response.json();
  return { status: response.status, id: isJsonObject(body) ? String(body['id']) : '' };
}

async function expectToBeSentOnce(running: FaultStack, id: string): Promise<void> {
  await settled(running, [id], 30_000);
  const verdict = await judge(running, [id]);
  tell('accepted-is-kept', { ...verdict, ...running.deeds });
  expect(verdict).toMatchObject({ lost: 0, duplicated: 0, exact: 1, stuck: 0, held: 0 });
}

describe('what was answered 202', () => {
  it.each(LONG ? BACKENDS : BACKENDS.slice(0, 1))(
    'is sent though the API is killed right after the answer, queues in %s',
    async (backend) => {
      stack = await FaultStack.start({ backend, workers: 1 });
      const { status, id } = await post(stack);
      await stack.stopApi('SIGKILL');
      expect(status).toBe(202);
      stack.startApi();
      await expectToBeSentOnce(stack, id);
    },
  );

  it.runIf(BACKENDS.includes('redis'))('is sent though Redis was down, as soon as Redis is back', async () => {
    stack = await FaultStack.start({ backend: 'redis', workers: 1 });
    const back = stack.restartRedis(3_000);
    const { status, id } = await post(stack);
    expect(status).toBe(202);
    await back;
    await expectToBeSentOnce(stack, id);
  });

  it.runIf(LONG && BACKENDS.includes('redis'))(
    'was accepted by an API that was started while Redis was down',
    async () => {
      stack = await FaultStack.start({ backend: 'redis', workers: 1 });
      const back = stack.restartRedis(8_000);
      await stack.stopApi('SIGTERM');
      stack.startApi();
      await stack.answersAgain();
      const { status, id } = await post(stack);
      expect(status).toBe(202);
      await back;
      await expectToBeSentOnce(stack, id);
    },
  );
});
