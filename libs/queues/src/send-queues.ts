import { Queue } from 'bullmq';
import { inTime } from './in-time.js';
import { keepFinished } from './keep-finished.js';
import { QUEUE_PREFIX, sendQueueName } from './queue-names.js';
import type { QueueStorage } from './queue-storage.js';
import { QueueUnavailableError } from './queue-unavailable-error.js';
import type { EnqueuedMessage, LaneOfQueue, SendJob, SendJobToAdd } from './send-job.js';

/** BullMQ takes a lower number first, and no number before all of them. */
const BULLMQ_PRIORITY = { high: 0, normal: 10, bulk: 20 } as const;

/** The message's id, and how often it was enqueued. */
const JOB_ID = /^([0-9a-f-]{36})-(\d+)$/;

/** For many jobs at once BullMQ makes two temporary tables in PostgreSQL, which takes 6 ms, as long as adding so many in turn. */
const FEW = 8;

/** Calls that a queue may leave unanswered before it is spared more of them. */
const MOST_UNDER_WAY = 1_000;

/** Milliseconds without any answer after which the connection is taken for dead, and made anew. */
const SILENT_MS = 10_000;

/** All queues of messages to send, one a sender; the only place that adds jobs. */
export class SendQueues {
  /** Of senders that this process was not started with; they are looked at and never added to. */
  private readonly further = new Map<string, Queue<SendJob>>();
  private underWay = 0;
  /** Jobs that this process has added, by sender. */
  private readonly added = new Map<string, number>();
  /** Monotonic milliseconds of the first call in a row that was not answered in time. */
  private silentSince: number | null = null;

  constructor(
    private readonly queues: ReadonlyMap<string, Queue<SendJob>>,
    private readonly storage: QueueStorage,
    private readonly timeoutMs: number,
  ) {
    // Unheard, an error event would end the process; whoever adds hears of it by the rejected promise.
    for (const queue of queues.values()) queue.on('error', () => undefined);
  }

  /** Rejects with QueueUnavailableError within the time limit; jobs may have been added in part (adding again is harmless). */
  async add(phoneNumberId: string, jobs: readonly SendJobToAdd[]): Promise<void> {
    const queue = this.queue(phoneNumberId);
    const before = this.added.get(phoneNumberId) ?? 0;
    this.added.set(phoneNumberId, before + jobs.length);
    const toAdd = jobs.map((job, index) => ({
      name: 'send',
      data: { messageId: job.messageId },
      opts: {
        jobId: `${job.messageId}-${job.enqueueNumber}`,
        priority: BULLMQ_PRIORITY[job.priority],
        ...keepFinished(this.storage.backend, before + index),
      },
    }));
    const singly = this.storage.backend === 'postgres' && jobs.length <= FEW;
    await this.inTime(async () => {
      if (!singly) await queue.addBulk(toAdd);
      else for (const { name, data, opts } of toAdd) await queue.add(name, data, opts);
    });
  }

  queue(phoneNumberId: string): Queue<SendJob> {
    const queue = this.queues.get(phoneNumberId);
    if (queue === undefined) throw new RangeError(`There is no queue for sender ${phoneNumberId}`);
    return queue;
  }

  /** Any sender's, to look at: others may have been configured since this process started. */
  seen(phoneNumberId: string): Queue<SendJob> {
    const known = this.queues.get(phoneNumberId) ?? this.further.get(phoneNumberId);
    if (known !== undefined) return known;
    const { connection } = this.storage;
    const queue = new Queue<SendJob>(sendQueueName(phoneNumberId), { connection, prefix: QUEUE_PREFIX });
    queue.on('error', () => undefined);
    this.further.set(phoneNumberId, queue);
    return queue;
  }

  /** Of the senders that this process was started with. */
  phoneNumberIds(): readonly string[] {
    return [...this.queues.keys()];
  }

  /** Nest closes those that it made itself. */
  async close(): Promise<void> {
    await Promise.all([...this.further.values()].map((queue) => queue.close()));
  }

  /** Jobs that wait to be taken, by lane; 0 while rows are due there means that the queue lost them. */
  async waiting(phoneNumberId: string): Promise<Readonly<Record<SendJobToAdd['priority'], number>>> {
    const priorities = Object.values(BULLMQ_PRIORITY);
    const counts = await this.inTime(() => this.queue(phoneNumberId).getCountsPerPriority(priorities));
    const of = (lane: SendJobToAdd['priority']): number => counts[BULLMQ_PRIORITY[lane]] ?? 0;
    return { high: of('high'), normal: of('normal'), bulk: of('bulk') };
  }

  /** Each lane: how many jobs wait to be taken, and the message of the one that is next; null where none is, or it was just taken. */
  async lanes(phoneNumberId: string): Promise<Readonly<Record<SendJobToAdd['priority'], LaneOfQueue>>> {
    const { high, normal, bulk } = await this.waiting(phoneNumberId);
    const [nextHigh, nextNormal, nextBulk] = await Promise.all([
      // Read from its other end, the only one from which both backends count alike.
      high === 0 ? null : this.jobAt(phoneNumberId, 'wait', high - 1),
      normal === 0 ? null : this.jobAt(phoneNumberId, 'prioritized', 0),
      bulk === 0 ? null : this.jobAt(phoneNumberId, 'prioritized', normal),
    ]);
    return {
      high: { waiting: high, next: nextHigh },
      normal: { waiting: normal, next: nextNormal },
      bulk: { waiting: bulk, next: nextBulk },
    };
  }

  /** Jobs by state, for figures. */
  counts(phoneNumberId: string): Promise<Readonly<Record<string, number>>> {
    return this.inTime(() =>
      this.queue(phoneNumberId).getJobCounts('waiting', 'prioritized', 'active', 'completed', 'failed'),
    );
  }

  private async jobAt(
    phoneNumberId: string,
    list: 'wait' | 'prioritized',
    index: number,
  ): Promise<EnqueuedMessage | null> {
    const queue = this.queue(phoneNumberId);
    const [id = ''] = await this.inTime(() => queue.getRanges([list], index, index, list === 'prioritized'));
    const [, messageId, enqueueNumber] = JOB_ID.exec(id) ?? [];
    return messageId === undefined ? null : { messageId, enqueueNumber: Number(enqueueNumber) };
  }

  /** False while the queue is known to be away: whoever would wait for it need not begin. */
  available(): boolean {
    return this.storage.available();
  }

  /** The mark of the queue's memory (see QueueStorage.epoch). */
  epoch(fresh: string): Promise<string | null> {
    return this.inTime(() => this.storage.epoch(fresh));
  }

  /** True when the queue answers in time. */
  async ping(): Promise<boolean> {
    const [first] = this.queues.keys();
    if (first === undefined) return true;
    return this.waiting(first).then(
      () => true,
      () => false,
    );
  }

  /** Why the queue is not fit for use, in words for an operator; null where it is. */
  async trouble(): Promise<string | null> {
    if (!(await this.ping())) return 'The queue does not answer';
    const policy = await this.inTime(() => this.storage.evictionPolicy()).catch(() => null);
    if (policy === null || policy === 'noeviction') return null;
    return `Redis throws jobs away where its memory is full: set maxmemory-policy to noeviction, it is ${policy}`;
  }

  /** A queue that is away, or so slow that much waits for it already, is not asked at all. */
  private async inTime<Result>(work: () => Promise<Result>): Promise<Result> {
    if (!this.storage.available()) throw new QueueUnavailableError('the queue is not connected');
    if (this.underWay >= MOST_UNDER_WAY) throw new QueueUnavailableError(`${this.underWay} calls wait already`);
    this.underWay += 1;
    const answer = work().finally(() => {
      this.underWay -= 1;
    });
    const result = await inTime(answer, this.timeoutMs, () => this.noteSilence());
    this.silentSince = null;
    return result;
  }

  private noteSilence(): void {
    const now = performance.now();
    this.silentSince ??= now;
    if (now - this.silentSince < SILENT_MS) return;
    this.silentSince = null;
    this.storage.reconnect();
  }
}
