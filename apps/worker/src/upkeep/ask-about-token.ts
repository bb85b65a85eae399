import { Inject, Injectable } from '@nestjs/common';
import { GraphApi, type GraphRead, type TokenInfo } from '#graph-api';
import type { Sender } from '#senders';

/** Asks Meta what it knows of a sender's access token; only the app that made it may (`debug_token`). */
@Injectable()
export class AskAboutToken {
  constructor(@Inject(GraphApi) private readonly graph: GraphApi) {}

  /** Null where the app's id, a secret or the token itself is not known here. */
  async execute({ token, appId, appSecrets }: Sender): Promise<GraphRead<{ readonly token: TokenInfo }> | null> {
    const value = token.value();
    if (appId === null || value === '') return null;
    let read: GraphRead<{ readonly token: TokenInfo }> | null = null;
    // During a rotation Meta takes one of them only.
    for (const appSecret of appSecrets) {
      read = await this.graph.debugToken({ appId, appSecret }, value);
      if (read.kind !== 'refused') return read;
    }
    return read;
  }
}
