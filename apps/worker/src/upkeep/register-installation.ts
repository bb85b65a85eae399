import { Inject, Injectable } from '@nestjs/common';
import { outlastOutage } from '#database';
import { Environment, EventLog } from '#runtime';
import { Senders, SendersRepository } from '#senders';
import { InstallationRepository, PortfolioRepository, RestoredDatabaseRepository } from '#sending';
import { SenderPaces } from '../send/sender-paces.js';

/** When the worker starts, PostgreSQL learns which senders there are and whether anything is to be sent. */
@Injectable()
export class RegisterInstallation {
  constructor(
    private readonly environment: Environment,
    private readonly senders: Senders,
    @Inject(SendersRepository) private readonly states: SendersRepository,
    @Inject(InstallationRepository) private readonly installation: InstallationRepository,
    @Inject(RestoredDatabaseRepository) private readonly restored: RestoredDatabaseRepository,
    @Inject(PortfolioRepository) private readonly portfolio: PortfolioRepository,
    private readonly paces: SenderPaces,
    private readonly log: EventLog,
  ) {}

  /** Before anything begins to work: until it is done a process that is told to stop can be gone at once. */
  async execute(): Promise<void> {
    await outlastOutage(this.environment.DATABASE_URL ?? '', this.log, () => this.register());
    this.log.info('worker.registered', {
      sending: this.environment.ENABLE_WHATSAPP_NOTIFICATIONS,
      senders: this.senders.all().length,
    });
  }

  /** All of it may be said again. */
  private async register(): Promise<void> {
    await this.states.register(this.senders.all());
    // Before anything is claimed: a restored database must not send what Meta may have.
    if (await this.restored.notice())
      this.log.warn('database.other_cluster', { remedy: 'recado recover --restored-at <time>' });
    for (const { senderId, count } of await this.installation.waitingForOthers(
      this.senders.all().map((sender) => sender.phoneNumberId),
    ))
      this.log.warn('sender.not_configured', { sender: senderId, waiting: count, remedy: 'WHATSAPP_SENDERS_FILE' });
    await this.portfolio.setCap(this.environment.PORTFOLIO_DAILY_RECIPIENTS ?? null);
    await this.installation.setSendingEnabled(this.environment.ENABLE_WHATSAPP_NOTIFICATIONS);
    await this.installation.setBlockCategoryDrift(this.environment.BLOCK_CATEGORY_DRIFT);
    // No job before its rate is known.
    await this.paces.round();
  }
}
