import type { Scenario } from './scenario.js';
import { acceptBatch, acceptOne } from './scenarios/accept.js';
import { backlogDrained } from './scenarios/backlog.js';
import { endToEnd, fullSpeed, manySenders, postgresBackend, workers } from './scenarios/end-to-end.js';
import { growth } from './scenarios/growth.js';
import { acceptToGraph } from './scenarios/latency.js';
import { libraries } from './scenarios/libraries.js';
import { soaked } from './scenarios/soak.js';
import { webhooksBatch, webhooksPaced, webhooksSingle } from './scenarios/webhooks.js';
import { worker } from './scenarios/worker.js';

/** All there are, in the order in which docs/performance.md explains them. */
export const SCENARIOS: readonly Scenario[] = [
  endToEnd,
  fullSpeed,
  acceptOne,
  acceptBatch,
  acceptToGraph,
  webhooksSingle,
  webhooksBatch,
  webhooksPaced,
  libraries,
  worker,
  workers,
  manySenders,
  postgresBackend,
  growth,
  backlogDrained,
  soaked,
];
