import { QueryCache, QueryClient, MutationCache, QueryClientProvider } from '@tanstack/react-query';
import {
  Outlet,
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { RecadoError } from 'recado-client';
import { otherWindows } from './api/other-windows.js';
import { beginSession, sessionQuery } from './api/session.js';
import { triesAgain } from './api/tries-again.js';
import { readDeliverySearch } from './callbacks/delivery-search.js';
import { readMessageSearch } from './messages/message-search.js';
import { loadPart } from './shell/load-part.js';
import { Loading } from './shell/loading.js';
import { NotFound } from './shell/not-found.js';
import { Shell } from './shell/shell.js';
import { ViewFailed } from './shell/view-failed.js';
import { readSignInSearch } from './sign-in/sign-in-search.js';
import { readTemplateSearch } from './templates/template-search.js';
import { readTemplatesSearch } from './templates/templates-search.js';
import { readUsageSearch } from './usage/usage-search.js';

const leaveWhenOver = (error: Error): void => {
  if (!(error instanceof RecadoError) || error.status !== 401) return;
  // The session is over, or its key is: every view says so by leading to the sign-in, and back from there.
  queries.setQueryData(sessionQuery.queryKey, null);
  void router.invalidate();
};

export const queries = new QueryClient({
  queryCache: new QueryCache({ onError: leaveWhenOver }),
  mutationCache: new MutationCache({ onError: leaveWhenOver }),
  defaultOptions: {
    queries: {
      staleTime: 2_000,
      retry: triesAgain,
    },
  },
});

otherWindows.hear(() => void goByWhoIsIn());

const root = createRootRouteWithContext<{ readonly queries: QueryClient }>()({ component: Outlet });

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: readSignInSearch,
  component: lazyRouteComponent(() => loadPart(import('./sign-in/sign-in-page.js')), 'SignInPage'),
});

/** Everything but the sign-in stands behind it. */
const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  component: Shell,
  async beforeLoad({ context, location }) {
    const session = await context.queries.query({ ...sessionQuery, staleTime: 'static' });
    if (session === null) redirect({ to: '/sign-in', search: { next: location.href }, throw: true });
  },
});

const today = createRoute({
  getParentRoute: () => signedIn,
  path: '/',
  component: lazyRouteComponent(() => loadPart(import('./today/today-page.js')), 'TodayPage'),
});

const messages = createRoute({
  getParentRoute: () => signedIn,
  path: '/messages',
  validateSearch: readMessageSearch,
  component: lazyRouteComponent(() => loadPart(import('./messages/messages-page.js')), 'MessagesPage'),
});

const message = createRoute({
  getParentRoute: () => signedIn,
  path: '/messages/$id',
  component: lazyRouteComponent(() => loadPart(import('./message/message-page.js')), 'MessagePage'),
});

const templates = createRoute({
  getParentRoute: () => signedIn,
  path: '/templates',
  validateSearch: readTemplatesSearch,
  component: lazyRouteComponent(() => loadPart(import('./templates/templates-page.js')), 'TemplatesPage'),
});

const template = createRoute({
  getParentRoute: () => signedIn,
  path: '/templates/$name',
  validateSearch: readTemplateSearch,
  component: lazyRouteComponent(() => loadPart(import('./templates/template-page.js')), 'TemplatePage'),
});

const senders = createRoute({
  getParentRoute: () => signedIn,
  path: '/senders',
  component: lazyRouteComponent(() => loadPart(import('./senders/senders-page.js')), 'SendersPage'),
});

const callbacks = createRoute({
  getParentRoute: () => signedIn,
  path: '/callbacks',
  component: lazyRouteComponent(() => loadPart(import('./callbacks/callbacks-page.js')), 'CallbacksPage'),
});

const endpoint = createRoute({
  getParentRoute: () => signedIn,
  path: '/callbacks/$id',
  validateSearch: readDeliverySearch,
  component: lazyRouteComponent(() => loadPart(import('./callbacks/endpoint-page.js')), 'EndpointPage'),
});

const usage = createRoute({
  getParentRoute: () => signedIn,
  path: '/usage',
  validateSearch: readUsageSearch,
  component: lazyRouteComponent(() => loadPart(import('./usage/usage-page.js')), 'UsagePage'),
});

/** Within the shell, so that the way out is there. */
const nothing = createRoute({ getParentRoute: () => signedIn, path: '$', component: NotFound });

export const router = createRouter({
  routeTree: root.addChildren([
    signIn,
    signedIn.addChildren([today, messages, message, templates, template, senders, callbacks, endpoint, usage, nothing]),
  ]),
  basepath: '/console',
  context: { queries },
  defaultPreload: 'intent',
  defaultPendingComponent: Loading,
  defaultErrorComponent: ViewFailed,
  defaultNotFoundComponent: NotFound,
  scrollRestoration: true,
  // Filters stand in the address as people would write them: every value is a text.
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: (search) => {
    const given = Object.entries(search).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value] satisfies [string, string]] : [],
    );
    return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
  },
  Wrap: ({ children }) => <QueryClientProvider client={queries}>{children}</QueryClientProvider>,
});

/** A view that is open asks by itself. The sign-in asks nothing, and is left where somebody is in by now. */
async function goByWhoIsIn(): Promise<void> {
  await queries.invalidateQueries({ queryKey: sessionQuery.queryKey });
  // Where nobody answers a window stays as it is.
  const session = await queries.query(sessionQuery).catch(() => null);
  if (session === null || router.matchRoute({ to: '/sign-in' }) === false) return;
  beginSession(queries, session);
  const { next = '/' } = readSignInSearch(router.state.location.search);
  await router.navigate({ href: next });
}

/** By then whatever keeps the focus within a view has done so (use-kept-focus.ts). */
const KEPT_AFTER_MS = 200;

// Whoever goes to another view, by whatever means, begins at its title: with the keyboard and with a screen reader. So does whoever
// chose something within a view that went away by that, such as "Clear filters".
router.subscribe('onRendered', ({ fromLocation, pathChanged }) => {
  if (fromLocation === undefined) return;
  const toTitle = (): void => document.getElementById('title')?.focus({ preventScroll: true });
  if (pathChanged) toTitle();
  else setTimeout(() => document.activeElement === document.body && toTitle(), KEPT_AFTER_MS);
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
