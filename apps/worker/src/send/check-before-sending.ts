import { Inject, Injectable } from '@nestjs/common';
import { OWN_FAILURES, STOPPING_STATUSES } from '#messages';
import { Environment } from '#runtime';
import type { Claim, MessageFailure } from '#sending';
import { SuppressionCheck } from '#suppressions';
import { KnownTemplates, checkParameters, hasDrifted } from '#templates';

/** What depends on something that nobody knows yet (whether it is marketing), or that has to pass first. */
type PutOff = 'category_unknown' | 'template_stopped';

/**
 * The last look before Meta is called. Its recipient may have opted out since a message was accepted. One that was accepted
 * while its template was unknown and Meta out of reach has not been checked yet: what Meta would refuse is refused here, in
 * our own words.
 */
@Injectable()
export class CheckBeforeSending {
  constructor(
    @Inject(KnownTemplates) private readonly templates: KnownTemplates,
    @Inject(SuppressionCheck) private readonly suppressions: SuppressionCheck,
    private readonly environment: Environment,
  ) {}

  /** Null where nothing speaks against sending. */
  async execute(claim: Claim): Promise<MessageFailure | PutOff | null> {
    return (await this.checkTemplate(claim)) ?? this.checkRecipient(claim);
  }

  /** After the template, which may have become known only now: whether it is marketing is written there. */
  private async checkRecipient(claim: Claim): Promise<MessageFailure | PutOff | null> {
    const objection = await this.suppressions.execute(claim);
    if (objection === null) return null;
    // Nobody has to be asked whether an order is marketing.
    if (!objection.certain) return claim.templateName === this.environment.PO_TEMPLATE ? null : 'category_unknown';
    const { scope, reason, since } = objection.suppression;
    const details = `${scope === 'all' ? 'any message' : 'marketing'} stopped on ${since.toISOString()} (${reason})`;
    return { code: 'SUPPRESSED', source: 'RECADO', ...OWN_FAILURES.SUPPRESSED, details };
  }

  private async checkTemplate(claim: Claim): Promise<MessageFailure | PutOff | null> {
    if (claim.bodyText !== null) return null;
    const lookup = await this.templates.find(claim.wabaId, claim.templateName, claim.templateLanguage);
    // Still unreachable, or unknown: Meta's own answer decides.
    if (lookup.kind !== 'known') return null;
    // The claim could not know: TEMPLATE_STOPS.
    const drifted = this.environment.BLOCK_CATEGORY_DRIFT && hasDrifted(lookup.template);
    if (drifted || STOPPING_STATUSES.includes(lookup.template.status)) return 'template_stopped';
    const check = checkParameters(lookup.template, {
      parameters: claim.templateParameters,
      header: claim.templateHeader,
      buttons: claim.templateButtons ?? [],
    });
    if (check.kind === 'ok') return null;
    const details = check.errors.map((error) => `${error.path}: ${error.message}`).join('; ');
    return { code: 'TEMPLATE_REJECTED', source: 'RECADO', ...OWN_FAILURES.TEMPLATE_REJECTED, details };
  }
}
