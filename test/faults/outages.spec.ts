import { describe, expect, it } from 'vitest';
import { BACKENDS } from './fault-stack.js';
import { LONG, MIX_F, pause, runFault } from './run-fault.js';

const backend = BACKENDS[0] ?? 'postgres';
const LIMIT = 900_000;

/** Long enough for the probes of a sender that found Meta away, before a person is asked. */
const PATIENT = { UNCONFIRMED_MAX: '80s' };

describe('while Meta is out of order', () => {
  it('turns few messages UNCONFIRMED, fails none, and sends all of them afterwards', { timeout: LIMIT }, async () => {
    const messages = LONG ? 5_000 : 600;
    const outageMs = LONG ? 120_000 : 6_000;
    const verdict = await runFault(
      'outage-of-meta',
      { backend, workers: 2, environment: PATIENT },
      {
        messages,
        rate: 200,
        settleMs: 180_000,
        chaos: async (stack) => {
          await stack.control('PUT', '/sandbox/faults', { outage: 'errors' });
          await pause(outageMs);
          await stack.control('PUT', '/sandbox/faults', {});
        },
      },
    );
    expect(verdict).toMatchObject({ lost: 0, duplicated: 0, exact: messages, stuck: 0, held: 0 });
    // Those under way when it began, and one probe at a time since.
    expect(verdict.unconfirmedEver).toBeLessThan(messages / 4);
  });

  it('loses nothing while nothing answers at all', { timeout: LIMIT }, async () => {
    const messages = LONG ? 2_000 : 300;
    const verdict = await runFault(
      'silence-of-meta',
      { backend, workers: 2, environment: PATIENT },
      {
        messages,
        rate: 100,
        settleMs: 180_000,
        chaos: async (stack) => {
          await stack.control('PUT', '/sandbox/faults', { outage: 'hang' });
          await pause(LONG ? 60_000 : 5_000);
          await stack.control('PUT', '/sandbox/faults', {});
        },
      },
    );
    expect(verdict).toMatchObject({ lost: 0, duplicated: 0, exact: messages, stuck: 0, held: 0 });
  });

  it(
    'costs nothing but time while our own network is down: nothing left us, so nothing is unclear (A16)',
    { timeout: LIMIT },
    async () => {
      const messages = LONG ? 3_000 : 400;
      const verdict = await runFault(
        'connection-refused',
        { backend, workers: 2 },
        {
          messages,
          rate: 100,
          settleMs: 90_000,
          chaos: async (stack) => {
            await stack.stopSandbox();
            await pause(LONG ? 30_000 : 8_000);
            await stack.startSandbox();
          },
        },
      );
      expect(verdict).toMatchObject({ lost: 0, duplicated: 0, exact: messages, stuck: 0, held: 0 });
    },
  );
});

describe.runIf(LONG)('when Meta never says a word about some messages', () => {
  it('holds what it cannot find out and never sends it twice (A12)', { timeout: LIMIT }, async () => {
    const messages = 6_000;
    const options = {
      backend,
      workers: 2,
      faults: { ...MIX_F, webhooks: { shuffle: 1, duplicate: 0.2, lose: 0.05 } },
      environment: { UNCONFIRMED_POLICY: 'hold' },
    };
    const verdict = await runFault('A12-hold', options, { messages, rate: 100, settleMs: 45_000 });
    expect(verdict).toMatchObject({ lost: 0, duplicated: 0, stuck: 0 });
    expect(verdict.held).toBeGreaterThan(0);
  });
});
