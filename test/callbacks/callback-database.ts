import { v7 } from 'uuid';
import {
  CallbackDeliveriesRepository,
  CallbackEndpointsRepository,
  type CallbackEvent,
  CallbackLanesRepository,
  SecretBox,
  callbackBody,
  newCallbackSecret,
} from '#callbacks';
import { SendingDatabase } from '../sending/sending-database.js';

export interface TestEndpoint {
  readonly id: string;
  readonly secret: string;
}

/** What may be said of a new endpoint; everything is told to it unless the test says otherwise. */
export interface EndpointWish {
  readonly url?: string;
  readonly clientId?: string | null;
  readonly events?: readonly CallbackEvent[] | null;
  readonly senders?: readonly string[] | null;
  readonly rateLimit?: number | null;
  readonly enabled?: boolean;
}

/** Somebody who is told of what happens in a database of the test's own. */
export class CallbackDatabase {
  readonly box = new SecretBox([Buffer.alloc(32, 7).toString('base64')]);
  readonly endpoints: CallbackEndpointsRepository;
  readonly deliveries: CallbackDeliveriesRepository;
  readonly lanes: CallbackLanesRepository;

  private constructor(readonly sending: SendingDatabase) {
    this.endpoints = new CallbackEndpointsRepository(sending.dataSource);
    this.deliveries = new CallbackDeliveriesRepository(sending.dataSource);
    this.lanes = new CallbackLanesRepository(sending.dataSource);
  }

  static async start(): Promise<CallbackDatabase> {
    return new CallbackDatabase(await SendingDatabase.start());
  }

  async empty(): Promise<void> {
    await this.sending.empty();
    await this.sending.sql('TRUNCATE callback_endpoints, callback_lanes, callback_deliveries, callback_attempts');
  }

  stop(): Promise<void> {
    return this.sending.stop();
  }

  async endpoint(change: EndpointWish = {}): Promise<TestEndpoint> {
    const id = v7();
    const secret = newCallbackSecret();
    await this.endpoints.create({
      id,
      clientId: null,
      url: 'https://procurement.example/callbacks',
      description: null,
      events: null,
      senders: null,
      rateLimit: null,
      enabled: true,
      secret: this.box.seal(secret, id) ?? '',
      ...change,
    });
    return { id, secret };
  }

  /** As if a delivery to it had failed for the last time. */
  async exhaust(endpointId: string): Promise<void> {
    await this.sending.sql(
      `UPDATE callback_endpoints SET enabled = false, disabled_because = 'EXHAUSTED', disabled_at = now() WHERE id = $1`,
      [endpointId],
    );
    await this.endpoints.giveUp(endpointId);
  }

  /** The bodies that are due for an endpoint, in the order in which they would be posted. */
  async bodies(endpointId: string): Promise<readonly unknown[]> {
    const due = await this.deliveries.due(endpointId, 1_000, []);
    return due.map((delivery) => {
      const body: unknown = JSON.parse(callbackBody(delivery));
      return body;
    });
  }

  async types(endpointId: string): Promise<readonly string[]> {
    return (await this.deliveries.due(endpointId, 1_000, [])).map(({ type }) => type);
  }
}
