import { type Job, Queue } from 'bullmq';
import { QUEUE_PREFIX, QueueStorage, type SendJob, SendQueues, sendQueueName } from '#queues';
import { type FaultStack, SENDER } from './fault-stack.js';

/** Milliseconds; a busy machine of two cores is slow to take a thousand jobs. */
const ADD_TIMEOUT_MS = 10_000;

/** The queue of a stack's sender, seen from outside of its processes. */
export class SendQueue {
  private constructor(
    private readonly queue: Queue<SendJob, string>,
    private readonly storage: QueueStorage,
  ) {}

  static open(stack: FaultStack): SendQueue {
    const storage = QueueStorage.open({ ...stack.queueStorage, role: 'producer' });
    const name = sendQueueName(SENDER);
    return new SendQueue(new Queue(name, { connection: storage.connection, prefix: QUEUE_PREFIX }), storage);
  }

  /** Offers these messages once more, with an enqueue number that no sweep has come to. */
  async offerAgain(messageIds: readonly string[], enqueueNumber: number): Promise<void> {
    const queues = new SendQueues(new Map([[SENDER, this.queue]]), this.storage, ADD_TIMEOUT_MS);
    await this.queue.waitUntilReady();
    await queues.add(
      SENDER,
      messageIds.map((messageId) => ({ messageId, enqueueNumber, priority: 'normal' })),
    );
  }

  /** The newest finished jobs, at most a thousand; what a processor returned is in `returnvalue`. */
  finished(): Promise<Job<SendJob, string>[]> {
    return this.queue.getJobs('completed', 0, 999);
  }

  /** Jobs whose processor threw; each is a bug, because no outcome of a send is an exception. */
  async failed(): Promise<number> {
    return this.queue.getFailedCount();
  }

  async close(): Promise<void> {
    await this.queue.close();
    await this.storage.close();
  }
}
