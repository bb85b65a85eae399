import type { Sandbox } from '../sandbox.js';

/** What this Meta saw and told, in numbers. */
export function sandboxStats(sandbox: Sandbox) {
  const { messages, webhooks } = sandbox;
  return {
    requests: sandbox.requests,
    accepted: messages.total,
    acceptedIds: messages.countById.size,
    duplicates: messages.duplicates,
    rejected: [...sandbox.refusedByCode.values()].reduce((sum, count) => sum + count, 0),
    rejectedByCode: Object.fromEntries(sandbox.refusedByCode),
    injected: Object.fromEntries(sandbox.injected),
    peakPerSecond: Object.fromEntries(sandbox.numbers.map(({ id, accepted }) => [id, accepted.peak])),
    webhooksSent: webhooks.counts.posted,
    webhooksRetried: webhooks.counts.retried,
    webhooksPending: webhooks.pending,
    webhooksDropped: webhooks.counts.dropped,
    changesQueued: webhooks.counts.changesQueued,
    changesDelivered: webhooks.counts.changesDelivered,
    toCome: sandbox.tasks.waiting,
  };
}
