import { createHash, timingSafeEqual } from 'node:crypto';
import { Controller, ForbiddenException, Get, Header, HttpCode, Post, Query, Req, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Environment } from '#runtime';
import { Public } from '../access/scopes.decorator.js';
import { TakeInWebhook } from './take-in-webhook.js';
import { type SignedWebhook, WebhookSignatureGuard } from './webhook-signature.guard.js';

/** Meta's own two calls: the handshake when the callback URL is saved, and events. */
@ApiExcludeController()
@Controller('webhook')
export class WebhookController {
  constructor(
    private readonly environment: Environment,
    private readonly takeIn: TakeInWebhook,
  ) {}

  @Get()
  @Public()
  @Header('content-type', 'text/plain; charset=utf-8')
  handshake(@Query() query: Readonly<Record<string, unknown>>): string {
    const challenge = query['hub.challenge'];
    const token = query['hub.verify_token'];
    const expected = this.environment.WHATSAPP_WEBHOOK_VERIFY_TOKEN;
    const known = typeof token === 'string' && expected !== undefined && sameText(token, expected);
    if (query['hub.mode'] !== 'subscribe' || !known || typeof challenge !== 'string') {
      throw new ForbiddenException(
        'hub.mode must be subscribe and hub.verify_token the WHATSAPP_WEBHOOK_VERIFY_TOKEN.',
        {
          errorCode: 'WEBHOOK_VERIFY_TOKEN_WRONG',
        },
      );
    }
    return challenge;
  }

  /** Exactly 200: Meta takes any other status, 204 included, for a failure and calls again. */
  @Post()
  @Public()
  @HttpCode(200)
  @UseGuards(WebhookSignatureGuard)
  async events(@Req() request: SignedWebhook): Promise<string> {
    if (request.body instanceof Buffer) await this.takeIn.execute(request.body, request.signedBy ?? []);
    return '';
  }
}

/** Digests have one length, so that the comparison tells nothing about the token's. */
function sameText(left: string, right: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(left), digest(right));
}
