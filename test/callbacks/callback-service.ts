import { CallbackAddresses, CallbackConnection } from '#callbacks';
import { Clock, EventLog, Metrics } from '#runtime';
import { DeliverCallback } from '../../apps/worker/src/callbacks/deliver-callback.js';
import { ServeEndpoint } from '../../apps/worker/src/callbacks/serve-endpoint.js';
import type { CallbackDatabase } from './callback-database.js';

export interface CallbackService {
  readonly serve: ServeEndpoint;
  readonly metrics: Metrics;
  readonly logged: readonly string[];
  close(): Promise<void>;
}

/** What a worker does for an endpoint, in this process; callbacks may go to this machine. */
export function callbackService(database: CallbackDatabase, timeoutMs = 15_000): CallbackService {
  const logged: string[] = [];
  const log = new EventLog(
    'worker',
    'debug',
    (line) => logged.push(line),
    () => new Date(),
  );
  const metrics = new Metrics('worker', []);
  const connection = new CallbackConnection({
    addresses: new CallbackAddresses(['127.0.0.1']),
    httpsOnly: false,
    timeoutMs,
  });
  const deliver = new DeliverCallback(connection, database.deliveries, database.endpoints, metrics, log, new Clock());
  const serve = new ServeEndpoint(database.lanes, database.deliveries, database.box, deliver, log);
  return {
    serve,
    metrics,
    logged,
    close: async () => {
      serve.stop();
      await connection.close();
    },
  };
}
