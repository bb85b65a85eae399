import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import { NotFoundException } from '@nestjs/common';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { CONSOLE_ASSETS_PATH, CONSOLE_PATH } from '../border/paths.js';
import type { Problem } from '../problems/problem.js';
import { ProblemException } from '../problems/problem-exception.js';

const NOT_BUILT: Problem = {
  code: 'UNAVAILABLE',
  detail: 'The page is not built here: run npm run build, then start the API again.',
};

/**
 * The page itself: one HTML for all its addresses, which its own router tells apart, and files whose names change with what is
 * in them. They are open, like those of /docs: they hold nothing of anybody, and what they show they ask the API for.
 */
export function serveConsoleFiles(scope: FastifyInstance, folder: string | null): void {
  const page = folder === null ? null : readFileSync(join(folder, 'index.html'), 'utf8');
  const show = (reply: FastifyReply): FastifyReply => {
    if (page === null) throw new ProblemException(NOT_BUILT);
    return reply.type('text/html; charset=utf-8').send(page);
  };
  scope.get(CONSOLE_PATH, (_request, reply) => show(reply));
  scope.get(`${CONSOLE_PATH}/*`, (request, reply) => {
    // What was built yesterday is not there any more; the page instead of a script would only confuse the browser.
    if (request.url.startsWith(`${CONSOLE_ASSETS_PATH}/`)) throw new NotFoundException();
    return show(reply);
  });
  if (folder === null) return;
  void scope.register(fastifyStatic, {
    root: join(folder, 'assets'),
    prefix: CONSOLE_ASSETS_PATH,
    decorateReply: false,
    index: false,
    preCompressed: true,
    immutable: true,
    maxAge: '365d',
  });
}
