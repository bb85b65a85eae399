import { Injectable } from '@nestjs/common';
import type { MessageView } from '#messages';
import type { RequestCaller } from '../access/request-caller.js';
import { createValidationPipe } from '../problems/invalid-request.js';
import type { Problem } from '../problems/problem.js';
import { problemOfError } from '../problems/problem-of-error.js';
import { AcceptMessage, type MessageAcceptance } from './accept-message.js';
import { BatchItemDto } from './dto/batch-request.dto.js';

export type BatchResult =
  | { readonly kind: 'accepted'; readonly message: MessageView; readonly replayed: boolean }
  | { readonly kind: 'refused'; readonly problem: Problem };

/** Keeps each message of a batch on its own: a bad one never spoils the others. */
@Injectable()
export class AcceptBatch {
  private readonly pipe = createValidationPipe();

  constructor(private readonly acceptMessage: AcceptMessage) {}

  /**
   * Results in the order of the items. `batchKey` protects items without a key of their own, so that a batch that is
   * repeated whole makes no message twice. Rejects where the database took no item at all.
   */
  async execute(
    caller: RequestCaller,
    items: readonly unknown[],
    batchKey: string | null,
  ): Promise<readonly BatchResult[]> {
    const results = await Promise.allSettled(items.map((item, index) => this.accept(caller, item, batchKey, index)));
    const failures = results.filter((result) => result.status === 'rejected');
    const [first] = failures;
    if (first !== undefined && failures.length === results.length) throw first.reason;
    return results.map((result) =>
      result.status === 'fulfilled' ? result.value : { kind: 'refused', problem: problemOfError(result.reason) },
    );
  }

  private async accept(
    caller: RequestCaller,
    item: unknown,
    batchKey: string | null,
    index: number,
  ): Promise<MessageAcceptance> {
    const reading = await this.read(item);
    if (reading.kind === 'refused') return reading;
    const { idempotencyKey, ...request } = reading.item;
    const derived = batchKey === null ? null : keyOfPlace(batchKey, index);
    return this.acceptMessage.execute(caller, request, idempotencyKey ?? derived);
  }

  private async read(
    item: unknown,
  ): Promise<{ kind: 'item'; item: BatchItemDto } | { kind: 'refused'; problem: Problem }> {
    try {
      const read: unknown = await this.pipe.transform(item, { type: 'body', metatype: BatchItemDto });
      if (read instanceof BatchItemDto) return { kind: 'item', item: read };
      return { kind: 'refused', problem: { code: 'INVALID_REQUEST', detail: 'The item must be an object.' } };
    } catch (error) {
      return { kind: 'refused', problem: problemOfError(error) };
    }
  }
}

/** ASCII's unit separator: no key of a caller's own may hold it (IDEMPOTENCY_KEY), so no derived key is one of theirs. */
const SEPARATOR = '\u001f';

/** The key of an item without one. Only we make it, so the limit of 255 is for `batchKey`; with its place it is at most 259. */
function keyOfPlace(batchKey: string, index: number): string {
  return `${batchKey}${SEPARATOR}${index}`;
}
