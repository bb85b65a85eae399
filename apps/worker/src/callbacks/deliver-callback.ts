import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import {
  CallbackConnection,
  CallbackDeliveriesRepository,
  CallbackEndpointsRepository,
  type CallbackExchange,
  type DueDelivery,
  type ServedEndpoint,
  type Try,
  callbackBody,
  nextTry,
  signCallback,
} from '#callbacks';
import { batchFault } from '#database';
import { Clock, EventLog, Metrics, MicroBatcher } from '#runtime';

/** An endpoint with its secrets as they are; both sign while one replaces the other. */
export interface OpenEndpoint extends Pick<ServedEndpoint, 'endpointId' | 'url' | 'rateLimit'> {
  readonly secrets: readonly string[];
}

type Outcome = Try['outcome'];

/** Tries one delivery once, and writes down how it went. */
@Injectable()
export class DeliverCallback implements OnApplicationShutdown {
  private readonly settle: MicroBatcher<Try, boolean>;

  constructor(
    private readonly connection: CallbackConnection,
    @Inject(CallbackDeliveriesRepository) deliveries: CallbackDeliveriesRepository,
    @Inject(CallbackEndpointsRepository) private readonly endpoints: CallbackEndpointsRepository,
    private readonly metrics: Metrics,
    private readonly log: EventLog,
    private readonly clock: Clock,
  ) {
    this.settle = new MicroBatcher({
      write: (tries) => deliveries.settle(tries),
      faultOf: batchFault,
      windowMs: 5,
      maxItems: 200,
      maxInFlight: 2,
      maxWaiting: 5_000,
      stalledAfterMs: Infinity,
    });
  }

  async execute(endpoint: OpenEndpoint, delivery: DueDelivery, signal: AbortSignal): Promise<void> {
    const { deliveryId } = delivery;
    const body = callbackBody(delivery);
    const startedAt = this.clock.now();
    const startedMs = this.clock.monotonicMs();
    const headers = signCallback({ id: deliveryId, body }, endpoint.secrets, startedAt);
    const exchange = await this.connection.post(endpoint.url, headers, body, signal);
    // This process ends: nothing was the endpoint's fault.
    if (signal.aborted && exchange.kind === 'unanswered') return;
    const outcome = this.judge(exchange, delivery.failures + 1);
    const isLast = await this.settle.add({
      deliveryId,
      startedAt,
      durationMs: Math.round(this.clock.monotonicMs() - startedMs),
      status: exchange.kind === 'answered' ? exchange.status : null,
      error: exchange.kind === 'answered' ? null : exchange.error,
      answer: exchange.kind === 'answered' ? exchange.answer : null,
      outcome,
    });
    this.metrics.callbackDeliveries.inc({ result: outcome.kind });
    if (outcome.kind !== 'failed' || !isLast) return;
    this.log.warn('callback.endpoint_disabled', { endpointId: endpoint.endpointId, because: outcome.because });
    await this.endpoints.giveUp(endpoint.endpointId);
  }

  onApplicationShutdown(): Promise<void> {
    return this.connection.close();
  }

  private judge(exchange: CallbackExchange, failures: number): Outcome {
    if (exchange.kind === 'answered') {
      if (exchange.status >= 200 && exchange.status < 300) return { kind: 'delivered' };
      if (exchange.status === GONE) return { kind: 'failed', because: 'GONE' };
    }
    const retryAfter = exchange.kind === 'answered' ? exchange.retryAfter : null;
    const inMs = nextTry({ failures, retryAfter }, this.clock.now(), Math.random);
    return inMs === null ? { kind: 'failed', because: 'EXHAUSTED' } : { kind: 'again', inMs };
  }
}

const GONE = 410;
