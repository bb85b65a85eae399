import type { FastifyInstance } from 'fastify';

interface Route {
  readonly method: string;
  readonly url: string;
  readonly matches: RegExp;
}

/** All routes that Fastify was given, so that a wrong method is told from a wrong path (RFC 9110 §15.5.6 wants Allow). */
export class KnownRoutes {
  private readonly routes: Route[] = [];

  /** To be called before the first route is registered. */
  observe(fastify: FastifyInstance): void {
    fastify.addHook('onRoute', ({ method, url }) => {
      for (const name of Array.isArray(method) ? method : [method]) {
        this.routes.push({ method: name, url, matches: patternOf(url) });
      }
    });
  }

  all(): readonly { readonly method: string; readonly url: string }[] {
    return this.routes;
  }

  /** Methods that this path takes; none where there is no such path. */
  methodsOf(url: string): readonly string[] {
    const path = url.split('?', 1)[0] ?? '';
    const methods = this.routes.filter((route) => route.matches.test(path)).map((route) => route.method);
    return [...new Set(methods)].toSorted();
  }
}

function patternOf(url: string): RegExp {
  const segments = url.split('/').map((segment) => {
    if (segment.startsWith(':')) return '[^/]+';
    return segment === '*' ? '.*' : segment.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  });
  return new RegExp(`^${segments.join('/')}$`);
}
