import { Inject, Injectable } from '@nestjs/common';
import { type CallbackEndpoint, CallbackEndpointsRepository, type EndpointOwner } from '#callbacks';
import { type Caller, visibleClient } from '#clients';
import { ProblemException } from '../problems/problem-exception.js';

export function ownerOf(caller: Caller): EndpointOwner {
  return { clientId: visibleClient(caller), senderIds: caller.senderIds };
}

/** An endpoint that its caller may see; others are as if they did not exist. */
@Injectable()
export class OwnEndpoint {
  constructor(@Inject(CallbackEndpointsRepository) private readonly endpoints: CallbackEndpointsRepository) {}

  async find(caller: Caller, id: string): Promise<CallbackEndpoint> {
    const endpoint = await this.endpoints.find(ownerOf(caller), id);
    if (endpoint !== null) return endpoint;
    throw new ProblemException({ code: 'NOT_FOUND', detail: 'There is no such callback endpoint.' });
  }

  /** One to which something is to be delivered now. */
  async findEnabled(caller: Caller, id: string): Promise<CallbackEndpoint> {
    const endpoint = await this.find(caller, id);
    if (endpoint.enabled) return endpoint;
    throw new ProblemException({
      code: 'CALLBACK_ENDPOINT_DISABLED',
      detail: 'Nothing is delivered to it: PATCH it with { "enabled": true } first.',
    });
  }
}
