import type { DatabaseConnection } from '#database';
import { type SenderState, SendersRepository } from '#senders';
import {
  type CountryPause,
  CountryPausesRepository,
  PortfolioRepository,
  type PortfolioUse,
  type SenderPace,
  SenderPaceRepository,
} from '#sending';
import { speed } from './speed.js';
import { say, sayJson } from './terminal.js';

/** `recado senders list` */
export async function listSenders(dataSource: DatabaseConnection, json: boolean): Promise<void> {
  const paces = new Map((await new SenderPaceRepository(dataSource).read()).map((pace) => [pace.senderId, pace]));
  const countries = await new CountryPausesRepository(dataSource).list();
  const states = await new SendersRepository(dataSource).states();
  if (json) {
    sayJson([...states.values()].map((sender) => asJson(sender, paces.get(sender.phoneNumberId), countries)));
    return;
  }
  for (const sender of states.values()) {
    say(`${sender.phoneNumberId}  ${standing(sender)}  ${speed(paces.get(sender.phoneNumberId))}`);
    for (const pause of countries.filter(({ senderId }) => senderId === sender.phoneNumberId))
      say(`${sender.phoneNumberId}  ${countryStanding(pause)}`);
  }
  const portfolio = await new PortfolioRepository(dataSource).use();
  if (portfolio.cap !== null) say(recipientsOfTheDay(portfolio.cap, portfolio));
}

function asJson(sender: SenderState, pace: SenderPace | undefined, countries: readonly CountryPause[]): object {
  const pauses = countries.filter(({ senderId }) => senderId === sender.phoneNumberId);
  return { ...sender, pace: pace ?? null, countryPauses: pauses };
}

function recipientsOfTheDay(cap: number, { used }: PortfolioUse): string {
  return `Recipients of the last 24 hours, of all senders: ${used} of ${cap}, ${Math.max(0, cap - used)} left.`;
}

function standing({ state, pausedBy, pausedAt, pauseReason, waitUntil }: SenderState): string {
  if (state === 'PAUSED')
    return `PAUSED by ${pausedBy ?? 'somebody'} since ${pausedAt?.toISOString() ?? 'whenever'}: ${pauseReason ?? 'no reason given'}`;
  return waitUntil === null
    ? 'ACTIVE'
    : `WAITS until ${waitUntil.toISOString()}: Meta asked for it, or does not answer`;
}

function countryStanding({ country, code, pausedAt, waitUntil }: CountryPause): string {
  return `${country}: PAUSED by ${code} since ${pausedAt.toISOString()}; one message is tried at ${waitUntil.toISOString()}`;
}
