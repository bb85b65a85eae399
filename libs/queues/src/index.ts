export type { CallbackJob } from './callback-job.js';
export { CallbackQueue } from './callback-queue.js';
export { probeQueue, type QueueProbe } from './probe-queue.js';
export { CALLBACKS_QUEUE, QUEUE_PREFIX, sendQueueName } from './queue-names.js';
export { QueueStorage, prepareQueueTables } from './queue-storage.js';
export { KEEP_FINISHED, QueuesModule } from './queues.module.js';
export type { EnqueuedMessage, LaneOfQueue, SendJob, SendJobToAdd } from './send-job.js';
export { QueueUnavailableError } from './queue-unavailable-error.js';
export { SendQueues } from './send-queues.js';
