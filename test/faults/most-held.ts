import type { FaultReport } from './run-fault.js';

/**
 * A person is asked about what was unclear twice. Where a share of the attempts is unclear, whatever made it so, its square is
 * unclear twice; that many messages are a matter of chance (Poisson: four standard deviations, and some where there are few).
 */
export function mostHeld({ messages, unconfirmedEver }: FaultReport): number {
  const expected = (unconfirmedEver / messages) ** 2 * messages;
  return expected + 4 * Math.sqrt(expected) + 3;
}
