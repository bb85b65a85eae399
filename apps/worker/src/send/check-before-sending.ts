import { Inject, Injectable } from '@nestjs/common';
import { OWN_FAILURES } from '#messages';
import type { Claim, MessageFailure } from '#sending';
import { KnownTemplates, checkParameters } from '#templates';

/**
 * A message that was accepted while its template was unknown and Meta out of reach has not been checked yet; one that Meta
 * would refuse is refused here, in our own words.
 */
@Injectable()
export class CheckBeforeSending {
  constructor(@Inject(KnownTemplates) private readonly templates: KnownTemplates) {}

  /** Null where nothing speaks against sending. */
  async execute(claim: Claim): Promise<MessageFailure | null> {
    if (claim.bodyText !== null) return null;
    const lookup = await this.templates.find(claim.wabaId, claim.templateName, claim.templateLanguage);
    // Still unreachable, or unknown: Meta's own answer decides.
    if (lookup.kind !== 'known') return null;
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
