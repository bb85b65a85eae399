import { Inject, Injectable } from '@nestjs/common';
import { PortfolioRepository, RecipientPacingRepository } from '#sending';

/** Drops what says nothing about the present pace any more, and makes room under the cap on recipients a day. */
@Injectable()
export class ForgetOldPaces {
  constructor(
    @Inject(RecipientPacingRepository) private readonly recipients: RecipientPacingRepository,
    @Inject(PortfolioRepository) private readonly portfolio: PortfolioRepository,
  ) {}

  async recipientsRound(): Promise<void> {
    await this.recipients.forgetOld();
  }

  async portfolioRound(): Promise<void> {
    await this.portfolio.forgetOld();
  }
}
