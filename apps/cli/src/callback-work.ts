import { validate } from 'uuid';
import {
  type CallbackEndpoint,
  CallbackDeliveriesRepository,
  CallbackEndpointsRepository,
  type DeliveryState,
  type EndpointOwner,
  type LoggedDelivery,
} from '#callbacks';
import type { DatabaseConnection } from '#database';
import { refuse, say, sayEither, sayJson } from './terminal.js';

/** Whoever has the database may see all of it. */
const EVERYBODY: EndpointOwner = { clientId: null, senderIds: null };

/** What the words of this command do; loaded when one of them is used. */
export const callbackWork = { list, change, deliveries, redeliver, recover } as const;

async function list(dataSource: DatabaseConnection, json: boolean): Promise<void> {
  const endpoints = await new CallbackEndpointsRepository(dataSource).list(EVERYBODY);
  if (json) {
    sayJson(endpoints);
    return;
  }
  for (const endpoint of endpoints) say(lineOf(endpoint));
  if (endpoints.length === 0) say('There is no endpoint: POST /callback-endpoints makes one.');
}

function lineOf({ id, url, enabled, disabledBecause, disabledAt, waiting }: CallbackEndpoint): string {
  const state = enabled ? 'enabled' : `DISABLED (${disabledBecause ?? ''}) since ${disabledAt?.toISOString() ?? ''}`;
  return `${id}  ${state}  ${waiting} waiting  ${url}`;
}

async function change(dataSource: DatabaseConnection, id: string, enabled: boolean, json: boolean): Promise<void> {
  const endpoint = await find(dataSource, id);
  if (endpoint === null) return;
  await new CallbackEndpointsRepository(dataSource).change(id, { ...endpoint, enabled });
  const disabledAt = enabled ? (endpoint.disabledAt?.toISOString() ?? null) : null;
  const missed =
    disabledAt === null
      ? ''
      : ` What it missed is told by \`recado callbacks recover ${id} --since <time>\`; it was disabled at ${disabledAt}.`;
  sayEither(json, { id, enabled, disabledAt }, `${id} is ${enabled ? 'enabled' : 'disabled'}.${missed}`);
}

export interface DeliveriesOptions {
  readonly state?: DeliveryState;
  readonly json?: true;
}

async function deliveries(dataSource: DatabaseConnection, id: string, options: DeliveriesOptions): Promise<void> {
  if ((await find(dataSource, id)) === null) return;
  const { state, json } = options;
  const { items } = await new CallbackDeliveriesRepository(dataSource).list(id, { limit: 50, ...(state && { state }) });
  if (json === true) {
    sayJson(items);
    return;
  }
  for (const delivery of items) say(lineOfDelivery(delivery));
  if (items.length === 0) say('There are none.');
}

function lineOfDelivery({ id, type, state, occurredAt, messageId, dueAt, attempts }: LoggedDelivery): string {
  const last = attempts.at(-1);
  const how = last === undefined ? 'not tried yet' : `try ${last.number}: ${last.status ?? last.error ?? ''}`;
  const next = dueAt === null || attempts.length === 0 ? '' : `  next ${dueAt.toISOString()}`;
  return `${id}  ${occurredAt.toISOString()}  ${type}  ${messageId ?? '-'}  ${state}  ${how}${next}`;
}

async function redeliver(dataSource: DatabaseConnection, id: string, delivery: string, json: boolean): Promise<void> {
  if ((await findEnabled(dataSource, id)) === null) return;
  const known = validate(delivery) && (await new CallbackDeliveriesRepository(dataSource).redeliver(id, delivery));
  if (known) sayEither(json, { id: delivery, endpoint: id }, `${delivery} is delivered once more.`);
  else refuse(`${delivery} is no delivery of it: see \`recado callbacks deliveries ${id}\`.`);
}

export interface RecoverOptions {
  readonly since: Date;
  readonly dryRun?: true;
  readonly json?: true;
}

async function recover(dataSource: DatabaseConnection, id: string, options: RecoverOptions): Promise<void> {
  if ((await findEnabled(dataSource, id)) === null) return;
  const dryRun = options.dryRun === true;
  const count = await new CallbackDeliveriesRepository(dataSource).recover(id, options.since, dryRun);
  sayEither(
    options.json === true,
    { recovered: count, dryRun },
    dryRun ? `${count} would be delivered.` : `${count} are delivered now.`,
  );
}

async function find(dataSource: DatabaseConnection, id: string): Promise<CallbackEndpoint | null> {
  const endpoint = validate(id) ? await new CallbackEndpointsRepository(dataSource).find(EVERYBODY, id) : null;
  if (endpoint === null) refuse(`${id} is no endpoint: see \`recado callbacks list\`.`);
  return endpoint;
}

async function findEnabled(dataSource: DatabaseConnection, id: string): Promise<CallbackEndpoint | null> {
  const endpoint = await find(dataSource, id);
  if (endpoint === null || endpoint.enabled) return endpoint;
  refuse(`${id} is disabled: \`recado callbacks enable ${id}\` first.`);
  return null;
}
