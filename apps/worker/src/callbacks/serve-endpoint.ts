import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CallbackDeliveriesRepository, CallbackLanesRepository, SecretBox, type ServedEndpoint } from '#callbacks';
import { EventLog } from '#runtime';
import { DeliverCallback, type OpenEndpoint } from './deliver-callback.js';
import { EndpointTurn, type TurnEnd } from './endpoint-turn.js';

/** Delivers what is due for one endpoint, for a while; nothing here waits for any other endpoint. */
@Injectable()
export class ServeEndpoint {
  private readonly stopping = new AbortController();

  constructor(
    @Inject(CallbackLanesRepository) private readonly lanes: CallbackLanesRepository,
    @Inject(CallbackDeliveriesRepository) private readonly deliveries: CallbackDeliveriesRepository,
    @Inject(SecretBox) private readonly box: SecretBox,
    private readonly deliver: DeliverCallback,
    private readonly log: EventLog,
  ) {}

  /** What became of it, in words. */
  async execute(endpointId: string): Promise<string> {
    const holder = randomUUID();
    const served = this.stopping.signal.aborted ? null : await this.lanes.take(endpointId, holder);
    if (served === null) return 'nothing to do: it is disabled, or another worker serves it';
    const endpoint = this.open(served);
    if (endpoint === null) {
      // It stays taken until that runs out, so that this is said every ten seconds and not all the time.
      this.log.error('callback.secret_unreadable', new Error('no key of ENCRYPTION_KEY opens it'), { endpointId });
      return 'its secret cannot be read: ENCRYPTION_KEY lacks the key that sealed it';
    }
    let restMs = 0;
    try {
      const turn = await this.serve(endpoint, holder);
      ({ restMs } = turn);
      return `${turn.tried} tried`;
    } finally {
      await this.lanes.release(endpointId, holder, restMs);
    }
  }

  /** What is under way is given up; it is due for whoever comes next. */
  stop(): void {
    this.stopping.abort();
  }

  private open({ secret, previousSecret, ...endpoint }: ServedEndpoint): OpenEndpoint | null {
    const opened = [secret, ...(previousSecret === null ? [] : [previousSecret])].map((sealed) =>
      this.box.open(sealed, endpoint.endpointId),
    );
    const secrets = opened.filter((plain) => plain !== null);
    return secrets.length === opened.length ? { ...endpoint, secrets } : null;
  }

  private serve(endpoint: OpenEndpoint, holder: string): Promise<TurnEnd> {
    const { endpointId, rateLimit } = endpoint;
    const { signal: stopping } = this.stopping;
    return new EndpointTurn({
      rateLimit,
      stopping,
      due: (limit, underWay) => this.deliveries.due(endpointId, limit, underWay),
      keep: () => this.lanes.keep(endpointId, holder),
      deliver: (delivery) =>
        this.deliver.execute(endpoint, delivery, stopping).then(
          () => true,
          (error: unknown) => {
            this.log.error('callback.not_settled', error, { deliveryId: delivery.deliveryId });
            return false;
          },
        ),
    }).run();
  }
}
