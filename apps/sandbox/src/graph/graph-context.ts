import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { BusinessNumber } from '../account/business-number.js';
import type { Sandbox } from '../sandbox.js';
import { unknownObject } from './graph-error-codes.js';
import type { GraphReplies } from './graph-replies.js';

/** A path that begins with an object's id: `/v25.0/{id}/…`. */
export interface GraphPath {
  Params: { id: string };
  Querystring: Readonly<Record<string, string | undefined>>;
}

/** What every Graph route is given. */
export interface GraphContext {
  readonly app: FastifyInstance;
  readonly sandbox: Sandbox;
  readonly replies: GraphReplies;
}

/** The number that the path names; answers the request itself when there is none. */
export function numberOf(
  { sandbox, replies }: GraphContext,
  request: FastifyRequest<GraphPath>,
  reply: FastifyReply,
): BusinessNumber | undefined {
  const number = sandbox.numberById(request.params.id);
  if (!number) replies.error(reply, unknownObject(request.method, request.params.id));
  return number;
}

/** Whether the path names the account; answers the request itself when it does not. */
export function isAccount(
  { sandbox, replies }: GraphContext,
  request: FastifyRequest<GraphPath>,
  reply: FastifyReply,
): boolean {
  if (request.params.id === sandbox.settings.wabaId) return true;
  replies.error(reply, unknownObject(request.method, request.params.id));
  return false;
}
