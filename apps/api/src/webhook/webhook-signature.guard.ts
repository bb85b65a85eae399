import { type CanActivate, type ExecutionContext, Injectable, UnauthorizedException } from '@nestjs/common';
import { EventLog, Metrics } from '#runtime';
import { Senders } from '#senders';
import { secretsThatSigned } from '#webhook-events';
import { OnceASecond } from '../border/once-a-second.js';

/** A POST of Meta whose raw body was signed with one of our app secrets. */
export interface SignedWebhook {
  /** As its answer names it. */
  readonly id: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: unknown;
  signedBy?: readonly string[];
}

/** Lets in only what Meta signed: nothing of another body is kept, logged or answered beyond 401. */
@Injectable()
export class WebhookSignatureGuard implements CanActivate {
  private readonly refusals = new OnceASecond();

  constructor(
    private readonly senders: Senders,
    private readonly metrics: Metrics,
    private readonly log: EventLog,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<SignedWebhook>();
    const header = request.headers['x-hub-signature-256'];
    const secrets = [...new Set(this.senders.all().flatMap((sender) => sender.appSecrets))];
    // A header that came twice is a list in Node, and no signature of Meta.
    const signedBy =
      request.body instanceof Buffer && typeof header === 'string'
        ? secretsThatSigned(request.body, header, secrets)
        : [];
    if (signedBy.length === 0) {
      this.metrics.signatureFailures.inc();
      const said = header === undefined ? 'missing' : 'wrong';
      const requests = this.refusals.count();
      if (requests !== null)
        this.log.warn('webhook.signature_refused', { header: said, requestId: request.id, requests });
      throw new UnauthorizedException('The X-Hub-Signature-256 header is missing or does not match the body.', {
        errorCode: 'WEBHOOK_SIGNATURE_INVALID',
      });
    }
    request.signedBy = signedBy;
    return true;
  }
}
