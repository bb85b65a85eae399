import {
  type ApiAnswer,
  type ApiClient,
  type FollowedMessage,
  MESSAGES_PATH,
  type TimelineEvent,
  followMessage,
  hasEnded,
  readMessage,
} from '#api-client';
import { findApi } from './find-api.js';
import { knownVariables } from './known-variables.js';
import { refusalOf } from './refusal-of.js';
import { tellEvents } from './tell-events.js';
import { faint, green, red, refuse, say, sayJson } from './terminal.js';

export interface SendOptions {
  readonly to: string;
  readonly template: string;
  readonly language?: string;
  readonly param?: readonly string[];
  readonly name?: string;
  readonly reference?: string;
  readonly sender?: string;
  readonly idempotencyKey: string;
  readonly follow?: true;
  /** Milliseconds. */
  readonly for: number;
  readonly json?: true;
  readonly api?: string;
}

/** Says what became of it, and with `follow` what goes on becoming of it. */
export async function handInMessage(options: SendOptions): Promise<void> {
  const api = findApi(await knownVariables(), options.api);
  const answer = await api.submit(MESSAGES_PATH, requestOf(options), options.idempotencyKey);
  const message = answer.kind === 'answered' && answer.status === 202 ? readMessage(answer.json) : null;
  if (message === null) {
    const again = `Repeat the command with --idempotency-key ${options.idempotencyKey}: it makes no second message.`;
    refuse(`${refusalOf(api, answer)}${mayBeAccepted(answer) ? ` ${again}` : ''}`);
    return;
  }
  const json = options.json === true;
  if (!json) tellAccepted(message);
  if (options.follow === true) await follow(api, message, options);
  else if (json) sayJson(answer.kind === 'answered' ? answer.json : null);
}

function mayBeAccepted(answer: ApiAnswer): boolean {
  return answer.kind === 'silent' ? answer.mayHaveArrived : answer.status >= 500;
}

function requestOf({ to, template, language, param = [], name, reference, sender }: SendOptions): object {
  return {
    to,
    template: { name: template, ...(language !== undefined && { language }), parameters: param },
    ...(name !== undefined && { recipientName: name }),
    ...(reference !== undefined && { reference }),
    ...(sender !== undefined && { sender }),
  };
}

async function follow(api: ApiClient, first: FollowedMessage, { json, for: patienceMs }: SendOptions): Promise<void> {
  const since = new Date(first.createdAt).getTime();
  const tell = (event: TimelineEvent): void => {
    if (json !== true) say(lineOf(event, since));
  };
  const { message, over } = await followMessage(api, first, patienceMs, hasEnded, tellEvents(tell));
  if (json === true) {
    const answer = await api.call('GET', `${MESSAGES_PATH}/${message.id}`);
    sayJson(answer.kind === 'answered' ? answer.json : null);
  }
  const { status, pendingReason, error } = message;
  if (error !== null) refuse(`${red(status)}: ${error.title} (${error.code}). ${error.advice}`);
  else if (!over && status === 'PENDING') refuse(`Still ${status} (${pendingReason ?? 'on its way'}): it goes on.`);
}

function tellAccepted({ id, status, pendingReason, text }: FollowedMessage): void {
  say(`${id}  ${status}${pendingReason === null ? '' : ` (${pendingReason})`}`);
  if (text !== null) say(`“${text}”`);
}

/** `+0.31 s  attempt 1: accepted` */
function lineOf({ type, recordedAt, attempt, outcome, code }: TimelineEvent, since: number): string {
  const seconds = Math.max(0, (new Date(recordedAt).getTime() - since) / 1_000).toFixed(2);
  const what = [type, attempt === null ? '' : String(attempt)].filter((word) => word !== '').join(' ');
  const became = [outcome, code].filter((word) => word !== null).join(', ');
  const bad = type === 'failed' || code !== null;
  return `${faint(`+${seconds.padStart(6)} s`)}  ${bad ? red(what) : green(what)}${became === '' ? '' : `: ${became}`}`;
}
