import { Inject, Injectable } from '@nestjs/common';
import { CallbackEndpointsRepository, SecretBox } from '#callbacks';
import { EventLog } from '#runtime';

/** Seals secrets with the first key of ENCRYPTION_KEY, so that those behind it can be taken away. */
@Injectable()
export class ResealSecrets {
  constructor(
    @Inject(CallbackEndpointsRepository) private readonly endpoints: CallbackEndpointsRepository,
    @Inject(SecretBox) private readonly box: SecretBox,
    private readonly log: EventLog,
  ) {}

  async round(): Promise<void> {
    for (const kept of await this.endpoints.secrets()) {
      const { endpointId, secret, previousSecret } = kept;
      if (!this.box.isOld(secret) && (previousSecret === null || !this.box.isOld(previousSecret))) continue;
      const sealed = this.reseal(secret, endpointId);
      if (sealed === null) continue;
      // One that nobody can read any more signs nothing.
      const previous = previousSecret === null ? null : this.reseal(previousSecret, endpointId);
      await this.endpoints.reseal(kept, { endpointId, secret: sealed, previousSecret: previous });
      this.log.info('callback.secret_resealed', { endpointId });
    }
  }

  private reseal(sealed: string, endpointId: string): string | null {
    const plain = this.box.open(sealed, endpointId);
    return plain === null ? null : this.box.seal(plain, endpointId);
  }
}
