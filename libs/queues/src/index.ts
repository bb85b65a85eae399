export { probeQueue, type QueueProbe } from './probe-queue.js';
export { QUEUE_PREFIX, sendQueueName } from './queue-names.js';
export { QueueStorage, prepareQueueTables } from './queue-storage.js';
export { KEEP_FINISHED, QueuesModule } from './queues.module.js';
export type { SendJob, SendJobToAdd } from './send-job.js';
export { QueueUnavailableError, SendQueues } from './send-queues.js';
