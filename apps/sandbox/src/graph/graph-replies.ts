import { randomBytes } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import { graphErrorBody, type GraphError } from './graph-error.js';

const NEWEST_VERSION = 'v25.0';
const MINUTES_TO_REGAIN_ACCESS = 12;

/** Answers with the headers and shapes of Graph, and the ways in which an answer can fail to arrive. */
export class GraphReplies {
  readonly #usage: string;
  readonly #usedUp: string;

  constructor(wabaId: string) {
    const used = (type: string, callCount: number, time: number, minutes: number) => ({
      type,
      call_count: callCount,
      total_cputime: time,
      total_time: time,
      estimated_time_to_regain_access: minutes,
    });
    this.#usage = JSON.stringify({
      [wabaId]: [used('whatsapp_business_management', 1, 1, 0), used('whatsapp', 1, 1, 0)],
    });
    this.#usedUp = JSON.stringify({ [wabaId]: [used('whatsapp', 100, 31, MINUTES_TO_REGAIN_ACCESS)] });
  }

  ok(reply: FastifyReply, body: object): FastifyReply {
    return this.#send(reply, 200, body, this.#usage);
  }

  error(reply: FastifyReply, error: GraphError): FastifyReply {
    const usage = error.code === 4 || error.code === 80007 ? this.#usedUp : this.#usage;
    return this.#send(reply, error.httpStatus, graphErrorBody(error, traceId()), usage);
  }

  /** A page from a proxy on the way, not from Graph. */
  brokenPage(reply: FastifyReply, httpStatus: number): FastifyReply {
    return reply.code(httpStatus).type('text/html').send('<html><body><h1>Server Error</h1></body></html>');
  }

  garbage(reply: FastifyReply, body: string): FastifyReply {
    return reply
      .code(200)
      .type(body.startsWith('<') ? 'text/html' : 'application/json; charset=UTF-8')
      .send(body);
  }

  neverAnswer(reply: FastifyReply): FastifyReply {
    return reply.hijack();
  }

  cutOff(reply: FastifyReply): FastifyReply {
    reply.hijack();
    reply.raw.socket?.destroy();
    return reply;
  }

  reset(reply: FastifyReply): FastifyReply {
    reply.hijack();
    reply.raw.socket?.resetAndDestroy();
    return reply;
  }

  #send(reply: FastifyReply, httpStatus: number, body: object, usage: string): FastifyReply {
    const version = /^\/(v\d+\.\d+)\//.exec(reply.request.url)?.[1] ?? NEWEST_VERSION;
    return reply
      .code(httpStatus)
      .headers({
        'content-type': 'application/json; charset=UTF-8',
        'x-business-use-case-usage': usage,
        'x-app-usage': '{"call_count":0,"total_cputime":0,"total_time":0}',
        'facebook-api-version': version,
        'x-fb-trace-id': traceId().slice(0, 11),
        'x-fb-request-id': traceId(),
        'x-fb-rev': '1019544279',
      })
      .send(JSON.stringify(body));
  }
}

function traceId(): string {
  return `A${randomBytes(16).toString('base64url')}`;
}
