// Who may import whom. Each rule says what goes wrong without it; test/house/architecture.spec.ts
// plants a violation of every rule and sees it fire, so a rule that stopped working is a failing test.

const specs = '\\.spec\\.ts$';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Two files that need each other are one thing with two names, and ES modules meet it half initialised.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-unresolvable',
      comment: 'An import that leads nowhere compiles under some settings and fails at start-up under others.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-app-to-app',
      comment: 'Apps are processes. They meet in PostgreSQL, the queue and HTTP; what two of them need is a lib.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/(?!$1/)' },
    },
    {
      name: 'no-lib-to-app',
      comment: 'The sentence is read from left to right: an app uses libs, a lib never knows who uses it.',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^apps/' },
    },
    {
      name: 'no-product-to-test',
      comment: 'Tests stand on the product, never the product on tests: test support is not in the built image.',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: specs },
      to: { path: `^test/|${specs}` },
    },
    {
      name: 'app-enters-a-lib-by-its-name',
      comment:
        "From outside a lib is its index.ts, by its name in package.json's imports (#messages), or its plain.ts (#messages/plain). Everything behind them may be renamed without asking.",
      severity: 'error',
      from: { path: '^apps/', pathNot: '^apps/console/' },
      to: { path: '^libs/', dependencyTypesNot: ['aliased-subpath-import'] },
    },
    {
      name: 'lib-enters-a-lib-by-its-name',
      comment: 'The same between libs.',
      severity: 'error',
      from: { path: '^libs/([^/]+)/' },
      to: { path: '^libs/(?!$1/)', dependencyTypesNot: ['aliased-subpath-import'] },
    },
    {
      name: 'a-name-leads-to-an-index',
      comment: 'Names in package.json lead to an index.ts or a plain.ts, and nowhere behind them.',
      severity: 'error',
      from: {},
      to: {
        path: '^libs/',
        pathNot: '^libs/[^/]+/src/(index|plain)\\.ts$',
        dependencyTypes: ['aliased-subpath-import'],
      },
    },
    {
      name: 'roots-import-nothing-of-ours',
      comment:
        'messages is the noun, queues the transport, runtime the ground: everybody stands on them, so they stand on nobody.',
      severity: 'error',
      from: { path: '^libs/(messages|queues|runtime)/', pathNot: specs },
      to: { path: '^libs/(?!$1/)' },
    },
    {
      name: 'the-client-stands-alone',
      comment:
        'libs/client is published, and installed where there is nothing else of ours: it imports only what its own package.json names.',
      severity: 'error',
      from: { path: '^libs/client/', pathNot: specs },
      to: {
        path: '^(apps|libs|test)/|(^|/)node_modules/',
        pathNot: '^libs/client/|(^|/)node_modules/(openapi-fetch|standardwebhooks)/',
      },
    },
    {
      name: 'the-page-stands-on-the-public-api',
      comment:
        'apps/console runs in browsers and asks the API as anybody can: of ours it imports only the published client, so that there is nothing that only the page can do.',
      severity: 'error',
      from: { path: '^apps/console/src/', pathNot: specs },
      to: { path: '^(apps|libs|test)/', pathNot: '^(apps/console/src|libs/client/src)/' },
    },
    {
      name: 'typeorm-only-at-the-rows',
      comment:
        'Rows are read and written in repositories, whose WHERE clauses are the state machine. SQL anywhere else is a second state machine.',
      severity: 'error',
      from: {
        path: '^(apps|libs)/',
        pathNot: `^libs/(database|local-postgres|sending)/|\\.(entity|repository|module)\\.ts$|${specs}`,
      },
      to: { path: '(^|/)node_modules/(typeorm|@nestjs/typeorm)/' },
    },
    {
      name: 'sending-takes-a-transaction-and-opens-none',
      comment:
        'In libs/sending several repositories share steps of one transaction (locks, the merge of statuses). A step is handed the open transaction, as a type; only a repository begins one.',
      severity: 'error',
      from: { path: '^libs/sending/', pathNot: `\\.(entity|repository|module)\\.ts$|${specs}` },
      to: { path: '(^|/)node_modules/(typeorm|@nestjs/typeorm)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'driver-only-below-typeorm',
      comment:
        "The driver by itself serves the data source, BullMQ's PostgreSQL backend and the private server; anything else would be a connection outside the pool.",
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: `^libs/(database|local-postgres|queues)/|${specs}` },
      to: { path: '(^|/)node_modules/pg/' },
    },
    {
      name: 'bullmq-only-at-the-queue',
      comment:
        'The queue carries ids and may be flushed at any moment. Only libs/queues adds, only workers drain, only the board looks.',
      severity: 'error',
      from: {
        path: '^(apps|libs)/',
        pathNot: `^libs/queues/|^apps/worker/src/.*(workers?|processor)\\.ts$|^apps/api/src/ops/queue-board[^/]*\\.ts$|${specs}`,
      },
      to: { path: '(^|/)node_modules/(bullmq|@nestjs/bullmq|ioredis)/' },
    },
    {
      name: 'http-to-meta-only-in-graph-api',
      comment:
        'A call to Meta outside libs/graph-api is a call without its deadline, its outcome table and its no-retry rule. The sandbox plays Meta; callbacks go to clients, and the client calls us.',
      severity: 'error',
      from: {
        path: '^(apps|libs)/',
        pathNot: `^libs/(graph-api|callbacks|client)/|^apps/(sandbox|standalone|cli)/|^apps/worker/src/callbacks/|${specs}`,
      },
      to: { path: '(^|/)node_modules/undici/|^(node:)?https?$' },
    },
    {
      name: 'graph-api-without-nest',
      comment: "Meta's API is understood without a framework: benchmarks, the command line and tests use it bare.",
      severity: 'error',
      from: { path: '^libs/graph-api/', pathNot: `\\.module\\.ts$|${specs}` },
      to: { path: '(^|/)node_modules/@nestjs/' },
    },
    {
      name: 'plain-is-quick',
      comment:
        'What a lib has in its plain.ts is there for a command line that answers at once: with a framework or the database behind it, it is as slow as everything else.',
      severity: 'error',
      from: { path: '^libs/[^/]+/src/plain\\.ts$' },
      to: {
        path: '(^|/)node_modules/(@nestjs|typeorm|bullmq|ioredis|pg|undici|class-validator|prom-client)/',
        reachable: true,
      },
    },
    {
      name: 'libs-know-no-http-server',
      comment: 'Requests and answers are the business of apps: a lib that knows them cannot serve the worker too.',
      severity: 'error',
      from: { path: '^libs/', pathNot: specs },
      to: { path: '(^|/)node_modules/(fastify|@nestjs/(platform-fastify|swagger))/' },
    },
    {
      name: 'no-dev-dependency-in-the-product',
      comment:
        'The image is installed without dev dependencies. The local PostgreSQL is one, on purpose: npm start and tests have it, production does not. The client has its own package.json. Of the page the image has what was built of it.',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: `^libs/(local-postgres|client)/|^apps/console/|${specs}` },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only', 'npm'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|libs/client/dist|coverage)/' },
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['recado-source', 'import', 'require', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types', 'typings'],
    },
  },
};
