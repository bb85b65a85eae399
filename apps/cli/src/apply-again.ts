import { StatusMerge } from '#sending';
import { MarketingWishesRepository } from '#suppressions';
import {
  AccountEventsRepository,
  InboundMessagesRepository,
  RecipientWordsRepository,
  type ReplayFigures,
  ReplayWebhooks,
  StoredWebhooksRepository,
} from '#webhook-events';
import { environmentBeside } from './environment-beside.js';
import { sendersWith } from './senders-with.js';
import { refuse, say, sayJson } from './terminal.js';
import type { Connect } from './with-database.js';

export interface ReplayOptions {
  readonly since: Date;
  readonly until: Date | null;
  readonly json: boolean;
}

/** `recado replay`; a mistake in the environment is told before anything is connected. */
export function applyAgain(connect: Connect, { since, until, json }: ReplayOptions): Promise<void> {
  const environment = environmentBeside();
  const whose = sendersWith(environment);
  return connect(async (dataSource) => {
    const wishes = new MarketingWishesRepository();
    const words = new RecipientWordsRepository(
      new InboundMessagesRepository(wishes, environment.OPT_OUT_WORDS),
      wishes,
    );
    const stored = new StoredWebhooksRepository(dataSource, new StatusMerge(), words);
    const replayed = new ReplayWebhooks(stored, new AccountEventsRepository(dataSource), whose);
    const figures = await replayed.execute(since, until);
    if (json) sayJson(figures);
    else sayFigures(figures);
    const { sentTwice } = figures;
    if (sentTwice.length > 0) refuse(`Meta accepted ${sentTwice.length} message(s) twice: ${sentTwice.join(', ')}.`);
  });
}

function sayFigures(figures: ReplayFigures): void {
  const { webhooks, statuses, news, messagesChanged, parked, foreign, refused, accountEvents } = figures;
  say(
    `${webhooks} webhook(s) with ${statuses} status(es) applied again: ${news} were news, ${messagesChanged} message(s) changed.`,
  );
  if (figures.words > 0) say(`${figures.words} word(s) of recipients were news.`);
  if (accountEvents > 0) say(`${accountEvents} event(s) of templates, accounts and numbers were news.`);
  if (parked > 0) say(`${parked} of messages that are not known here: parked, as when they came.`);
  if (figures.unknown > 0) say(`${figures.unknown} of messages that are not known here, older than a day: left alone.`);
  if (foreign > 0) {
    say(
      `${foreign} without effect: of a sender whose app secret did not sign them, of another sender's message, or under another account than the sender's.`,
    );
  }
  if (refused > 0) say(`${refused} refused by PostgreSQL, as when they came: see webhook_quarantine.`);
}
