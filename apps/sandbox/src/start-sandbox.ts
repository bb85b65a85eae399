import Fastify, { type FastifyInstance } from 'fastify';
import { registerControlRoutes } from './control/control-routes.js';
import { registerGraphRoutes } from './graph/graph-routes.js';
import { Sandbox } from './sandbox.js';
import { defaultSettings, type SandboxSettings } from './sandbox-settings.js';

export interface RunningSandbox {
  /** Where Graph is, without the version: `http://127.0.0.1:4004`. */
  readonly url: string;
  close(): Promise<void>;
}

/** Starts a local Meta. Rejects when the port is taken. */
export async function startSandbox(options: Partial<SandboxSettings> = {}): Promise<RunningSandbox> {
  const settings = { ...defaultSettings, ...options };
  const sandbox = new Sandbox(settings);
  const app = Fastify({ forceCloseConnections: true, rewriteUrl: ({ url = '/' }) => withVersion(url) });
  readBodiesAsGraphDoes(app);
  await app.register(async (control) => registerControlRoutes(control, sandbox), { prefix: '/sandbox' });
  await app.register(async (graph) => registerGraphRoutes(graph, sandbox));
  const url = await app.listen({ host: settings.host, port: settings.port });
  return {
    url,
    close: async () => {
      await sandbox.close();
      await app.close();
    },
  };
}

/** A path without version is served by the app's default version. */
function withVersion(url: string): string {
  return /^\/(v\d+\.\d+\/|sandbox(\/|\?|$))/.test(url) ? url : `/v25.0${url}`;
}

/** JSON and forms become objects; what cannot be read counts as a request without parameters, the rest stays bytes. */
function readBodiesAsGraphDoes(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) =>
    done(null, parsed(String(body))),
  );
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
    done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  );
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
