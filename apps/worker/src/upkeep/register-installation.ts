import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Environment, EventLog } from '#runtime';
import { Senders, SendersRepository } from '#senders';
import { InstallationRepository, PortfolioRepository, RestoredDatabaseRepository } from '#sending';

/** When the worker starts, PostgreSQL learns which senders there are and whether anything is to be sent. */
@Injectable()
export class RegisterInstallation implements OnModuleInit {
  constructor(
    private readonly environment: Environment,
    private readonly senders: Senders,
    @Inject(SendersRepository) private readonly states: SendersRepository,
    @Inject(InstallationRepository) private readonly installation: InstallationRepository,
    @Inject(RestoredDatabaseRepository) private readonly restored: RestoredDatabaseRepository,
    @Inject(PortfolioRepository) private readonly portfolio: PortfolioRepository,
    private readonly log: EventLog,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.states.register(this.senders.all());
    // Before anything is claimed: a restored database must not send what Meta may have.
    if (await this.restored.notice())
      this.log.warn('database.other_cluster', { remedy: 'recado recover --restored-at <time>' });
    for (const { senderId, count } of await this.installation.waitingForOthers(
      this.senders.all().map((sender) => sender.phoneNumberId),
    ))
      this.log.warn('sender.not_configured', { sender: senderId, waiting: count, remedy: 'WHATSAPP_SENDERS_FILE' });
    await this.portfolio.setCap(this.environment.PORTFOLIO_DAILY_RECIPIENTS ?? null);
    const enabled = this.environment.ENABLE_WHATSAPP_NOTIFICATIONS;
    await this.installation.setSendingEnabled(enabled);
    await this.installation.setBlockCategoryDrift(this.environment.BLOCK_CATEGORY_DRIFT);
    this.log.info('worker.registered', { sending: enabled, senders: this.senders.all().length });
  }
}
