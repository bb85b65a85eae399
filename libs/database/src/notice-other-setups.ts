import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { EventLog } from '#runtime';
import { RunningProcessesRepository } from './running-processes.repository.js';

/**
 * Says at the start of a process that another one keeps its queues elsewhere, or knows other senders: the later of two always sees
 * the earlier. No reason to end; while a change is rolled out it is as it should be.
 */
@Injectable()
export class NoticeOtherSetups implements OnApplicationBootstrap {
  constructor(
    @Inject(RunningProcessesRepository) private readonly running: Pick<RunningProcessesRepository, 'setups'>,
    private readonly log: EventLog,
  ) {}

  /** Nobody waits for it. */
  onApplicationBootstrap(): void {
    this.look().catch((error: unknown) => this.log.error('processes.not_compared', error));
  }

  private async look(): Promise<void> {
    const setups = await this.running.setups();
    const tell = (what: 'queue' | 'senders', remedy: string): void => {
      if (new Set(setups.map((setup) => setup[what])).size < 2) return;
      const processes = setups.map((setup) => `${setup.process}: ${setup[what]}`);
      this.log.warn('processes.differ', { what, processes, remedy });
    };
    tell('queue', 'REDIS_URL, the same for all');
    tell('senders', 'WHATSAPP_PHONE_NUMBER_ID and WHATSAPP_SENDERS_FILE, the same for all');
  }
}
