import { Inject, Injectable } from '@nestjs/common';
import { v7 } from 'uuid';
import {
  CallbackAddresses,
  type CallbackEndpoint,
  CallbackEndpointsRepository,
  type EndpointChange,
  type EndpointSettings,
  MOST_ENDPOINTS,
  SecretBox,
  checkCallbackUrl,
  newCallbackSecret,
} from '#callbacks';
import { type Caller, visibleClient } from '#clients';
import { Environment } from '#runtime';
import { Senders } from '#senders';
import type { Problem } from '../problems/problem.js';
import { ProblemException } from '../problems/problem-exception.js';

/** Keeps an endpoint after looking where its address leads and whether its caller may hear of its senders. */
@Injectable()
export class SaveEndpoint {
  constructor(
    @Inject(CallbackEndpointsRepository) private readonly endpoints: CallbackEndpointsRepository,
    @Inject(CallbackAddresses) private readonly addresses: CallbackAddresses,
    @Inject(SecretBox) private readonly box: SecretBox,
    private readonly senders: Senders,
    private readonly environment: Environment,
  ) {}

  /** The id of a new one, and its secret, which is known to nobody afterwards. */
  async create(caller: Caller, asked: EndpointSettings): Promise<{ id: string; secret: string }> {
    const settings = await this.checked(caller, asked, null);
    const id = v7();
    const { secret, sealed } = this.newSecret(id);
    const made = await this.endpoints.create({ ...settings, id, clientId: visibleClient(caller), secret: sealed });
    if (!made) {
      throw new ProblemException({
        code: 'TOO_MANY_CALLBACK_ENDPOINTS',
        detail: `A client has at most ${MOST_ENDPOINTS}: DELETE one that nobody listens to.`,
      });
    }
    return { id, secret };
  }

  async change(caller: Caller, endpoint: CallbackEndpoint, asked: EndpointChange): Promise<void> {
    await this.endpoints.change(endpoint.id, await this.checked(caller, asked, endpoint));
  }

  /** Another secret; the one of until now signs too for so many milliseconds. */
  async rotate(endpointId: string, graceMs: number): Promise<string> {
    const { secret, sealed } = this.newSecret(endpointId);
    await this.endpoints.rotate(endpointId, sealed, graceMs);
    return secret;
  }

  private newSecret(endpointId: string): { secret: string; sealed: string } {
    const secret = newCallbackSecret();
    const sealed = this.box.seal(secret, endpointId);
    if (sealed !== null) return { secret, sealed };
    throw new ProblemException({
      code: 'CALLBACKS_NOT_CONFIGURED',
      detail:
        'ENCRYPTION_KEY is not set, so no secret can be kept: set it for the API and the worker (openssl rand -base64 32).',
    });
  }

  /**
   * What stays as it was is not looked at again: an address is, with each delivery, and an endpoint whose number was removed can
   * still be disabled.
   */
  private async checked<Asked extends EndpointChange>(
    caller: Caller,
    asked: Asked,
    before: CallbackEndpoint | null,
  ): Promise<Asked> {
    if (asked.url !== before?.url) await this.checkUrl(asked.url);
    const senders = asked.senders ?? caller.senderIds;
    const refused = asked.senders === before?.senders ? null : this.checkSenders(caller, asked.senders);
    if (refused !== null) throw new ProblemException(refused);
    return { ...asked, senders };
  }

  private async checkUrl(url: string): Promise<void> {
    const httpsOnly = this.environment.NODE_ENV === 'production';
    const message = await checkCallbackUrl(url, { addresses: this.addresses, httpsOnly });
    if (message === null) return;
    throw new ProblemException({
      code: 'CALLBACK_URL_REFUSED',
      detail: `url: ${message}.`,
      errors: [{ path: 'url', message }],
    });
  }

  private checkSenders(caller: Caller, senders: readonly string[] | null): Problem | null {
    const named = senders ?? [];
    const unknown = named.find((id) => this.senders.byId(id) === null);
    const foreign = named.find((id) => caller.senderIds?.includes(id) === false);
    const place = named.indexOf(unknown ?? foreign ?? '');
    const path = `senders[${place}]`;
    if (unknown !== undefined) {
      const message = 'is the phone number id of none of our senders';
      return { code: 'SENDER_UNKNOWN', detail: `${path}: ${message}.`, errors: [{ path, message }] };
    }
    if (foreign === undefined) return null;
    const message = 'is not one of the senders that this key is bound to';
    return { code: 'SENDER_NOT_ALLOWED', detail: `${path}: ${message}.`, errors: [{ path, message }] };
  }
}
