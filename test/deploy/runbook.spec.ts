import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describedVariables } from '#runtime';
import { projectFiles, root } from '../house/project-files.js';
import { exampleMessage, textAt } from '../support/examples.js';
import { startTestPostgres, type TestPostgres } from '../support/local-servers.js';
import { ADMIN_KEY, SENDER, type Stack, migrated, startStack } from '../support/stack.js';
import { at } from './at.js';
import { entriesAt } from './entries-at.js';
import { findKubernetesTools } from './kubernetes-tools.js';
import { listAt } from './list-at.js';
import { Rendering } from './rendering.js';

const page = readFileSync(join(root, 'docs/runbook.md'), 'utf8');

/** Chapters of the runbook, by their titles. */
const chapters = new Map(
  page
    .split('\n## ')
    .slice(1)
    .map((chapter) => [chapter.split('\n')[0] ?? '', chapter] as const),
);

const blocks = (language: string): readonly (readonly [chapter: string, text: string])[] =>
  [...chapters].flatMap(([title, chapter]) =>
    [...chapter.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(
      ([, text = '']) => [title, text] as const,
    ),
  );

describe('the runbook', () => {
  it('says what to do about everything that is bound to happen', () => {
    const wanted = [
      'Install',
      'Upgrade',
      'Roll back',
      'Rotate a secret',
      'Restore a backup',
      'Lost Redis',
      'Lost webhooks',
      'Token expired',
      'A template is paused',
      'A number is banned',
      'The free tier is used up',
      'Drain before maintenance',
      'How far one machine goes',
      'Quick reference',
    ];
    expect(wanted.filter((title) => !chapters.has(title))).toEqual([]);
  });

  it('says of each command that it needs a cluster, where it does', () => {
    const unmarked = blocks('bash').filter(
      ([, text]) => /^(kubectl|helm) /m.test(text) && !text.startsWith('# Needs a cluster'),
    );
    expect(unmarked).toEqual([]);
    expect(blocks('bash').filter(([, text]) => text.startsWith('# Needs a cluster')).length).toBeGreaterThan(4);
  });

  it('has in each chapter something to type', () => {
    for (const [title, chapter] of chapters) {
      // What an alert asks for may be one command in a sentence.
      expect(/^```(bash|sql)$/m.test(chapter) || chapter.includes('`recado '), title).toBe(true);
    }
  });
});

describe('what the runbook names', () => {
  const namesOf = (pattern: RegExp): readonly string[] => {
    const names = new Set([...page.matchAll(pattern)].map(([, name = '']) => name));
    expect(names.size).toBeGreaterThan(3);
    return [...names];
  };

  it('is logged, or told: each event', async () => {
    const files = (await projectFiles('.')).filter((path) => /^(apps|libs)\/.*(?<!\.spec)\.ts$/.test(path));
    const code = files.map((path) => readFileSync(join(root, path), 'utf8')).join('\n');
    // One word of two is a field of an answer, or a value of the chart.
    const events = namesOf(/`([a-z]+\.[a-z_]+)`/g).filter(
      (name) => !['error.advice', 'worker.replicas'].includes(name),
    );
    expect(events.filter((name) => !code.includes(`'${name}'`))).toEqual([]);
  });

  it('is measured: each figure', () => {
    const figures = readFileSync(join(root, 'docs/metrics.md'), 'utf8');
    expect(namesOf(/\b(recado_[a-z_]+)/g).filter((name) => !figures.includes(`| \`${name}`))).toEqual([]);
  });

  it('is read by a process: each variable that it sets', () => {
    const known = describedVariables().map(({ name }) => name);
    expect(namesOf(/`([A-Z]+(?:_[A-Z]+)+)=[^`]*`/g).filter((name) => !known.includes(name))).toEqual([]);
  });

  it('is a script of package.json: each `npm run`', () => {
    const scripts = entriesAt(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')), 'scripts');
    const known = scripts.map(([name]) => name);
    expect(namesOf(/npm run ([a-z:]+)/g).filter((name) => !known.includes(name))).toEqual([]);
  });
});

describe('calls of the runbook', () => {
  let stack: Stack;
  let id: string;

  beforeAll(async () => {
    const started = await startStack({ worker: true });
    if (started === null) throw new Error('PostgreSQL is always there');
    stack = started;
    const answer = await stack.call('POST', '/messages', { body: exampleMessage() });
    id = textAt(answer.json, 'id');
  });
  afterAll(() => stack.stop());

  const typed = [...new Set(blocks('bash').flatMap(([, text]) => text.match(/^curl [^#\n]*/gm) ?? []))];

  /** What a shell makes of it; whether its words for curl are right is not looked at. */
  async function answerTo(command: string): Promise<{ readonly status: number; readonly text: string }> {
    const [, address = ''] = /"(\$(?:API|WORKER)[^"]*)"/.exec(command) ?? [];
    const variables: Readonly<Record<string, string>> = { API: stack.url, WORKER: stack.workerUrl, ID: id, SENDER };
    const url = address.replaceAll(/\$(\w+)/g, (_all, name: string) => variables[name] ?? `no ${name}`);
    const headers = {
      ...(command.includes('"Authorization: Bearer $KEY"') && { authorization: `Bearer ${ADMIN_KEY}` }),
    };
    const answer = await fetch(url, { headers });
    return { status: answer.status, text: await answer.text() };
  }

  it.each(typed)('are answered: %s', async (command) => {
    const { status, text } = await answerTo(command);
    expect(status).toBe(200);
    const [, looksFor = ''] = /\| grep (\w+)/.exec(command) ?? [];
    expect(text).toContain(looksFor);
  });

  it('of a worker of Compose, which has no port outside, is made by its own Node', () => {
    const [, script = ''] = /exec worker node -e "([^"]+)"/.exec(page) ?? [];
    const inside = script.replace('http://localhost:3001', stack.workerUrl);
    expect(spawnSync(process.execPath, ['-e', inside], { encoding: 'utf8' }).stdout).toContain('"status":"ok"');
  });

  it('control: a filter that there is not would be seen', async () => {
    const [filtered = ''] = typed.filter((command) => command.includes('?undelivered=true'));
    expect((await answerTo(filtered.replace('undelivered', 'delivered'))).status).toBe(400);
  });
});

const tools = findKubernetesTools();

describe.runIf(tools !== null)('what the runbook and the page on deployment name on a cluster', () => {
  const rendering = tools === null ? null : new Rendering(tools);
  const objects =
    rendering?.chart('{ worker: { keda: { enabled: true } }, monitoring: { serviceMonitor: { enabled: true } } }')
      .objects ?? [];
  const pages = ['docs/runbook.md', 'docs/deployment.md']
    .map((path) => readFileSync(join(root, path), 'utf8'))
    .join('\n');
  const named = (pattern: RegExp): readonly string[] => [...pages.matchAll(pattern)].map(([, name = '']) => name);
  const made = (kind: string): readonly string[] => objects.filter((one) => one.kind === kind).map(({ name }) => name);

  it.each([
    ['Deployment', /\bdeployment\/([a-z][\w-]*)/g],
    ['Service', /\bservice\/([a-z][\w-]*)/g],
    ['Job', /\bjob(?:\/| |,networkpolicy )(recado-[\w-]*)/g],
    ['NetworkPolicy', /\bnetworkpolicy (recado-[\w-]*)/g],
    ['ScaledObject', /\bscaledobject\/([a-z][\w-]*)/g],
  ])('is there: %s', (kind, pattern) => {
    expect(named(pattern).length).toBeGreaterThan(0);
    expect(named(pattern).filter((name) => !made(kind).includes(name))).toEqual([]);
  });

  it('is read by a pod, or for Prometheus: each Secret', () => {
    const pods = objects.map(({ says }) => at(says, 'spec', 'template', 'spec'));
    const monitors = objects.flatMap(({ says }) => listAt(says, 'spec', 'endpoints'));
    const byPods = pods.flatMap((pod) => [
      ...listAt(pod, 'volumes').map((volume) => at(volume, 'secret', 'secretName')),
      ...listAt(pod, 'containers', 0, 'envFrom').map((source) => at(source, 'secretRef', 'name')),
    ]);
    const read = [...byPods, ...monitors.map((one) => at(one, 'authorization', 'credentials', 'name'))];
    const secrets = named(/\bsecret (?:generic )?`?(recado-[\w-]*)/gi);
    expect(new Set(secrets)).toEqual(new Set(['recado-secrets', 'recado-access-token', 'recado-ops-key']));
    expect(secrets.filter((name) => !read.includes(name))).toEqual([]);
  });

  it('finds pods of API and workers, by its selectors', () => {
    const selectors = named(/--selector ([\w./-]+=[\w-]+)/g);
    expect(selectors.length).toBeGreaterThan(0);
    for (const selector of selectors)
      for (const component of ['api', 'worker']) {
        const deployment = objects.find(({ kind, name }) => kind === 'Deployment' && name === `recado-${component}`);
        const labels = entriesAt(deployment?.says, 'spec', 'template', 'metadata', 'labels');
        expect(labels.map(([key, value]) => `${key}=${String(value)}`)).toContain(selector);
      }
  });

  it('listens where it is said to: each port', () => {
    const listening = objects.flatMap(({ kind, name, says }) => {
      const ports =
        kind === 'Service'
          ? listAt(says, 'spec', 'ports').map((one) => at(one, 'port'))
          : listAt(says, 'spec', 'template', 'spec', 'containers', 0, 'ports').map((one) => at(one, 'containerPort'));
      return ports.map((port) => `${kind.toLowerCase()}/${name}:${String(port)}`);
    });
    const forwarded = [...pages.matchAll(/port-forward ([\w/-]+) (?:\d+:)?(\d+)/g)].map(
      ([, to, port]) => `${to}:${port}`,
    );
    const addressed = [...pages.matchAll(/http:\/\/(recado-[\w-]+):(\d+)/g)].map(
      ([, to, port]) => `service/${to}:${port}`,
    );
    expect(forwarded.length).toBeGreaterThan(1);
    expect(addressed.length).toBeGreaterThan(0);
    expect([...forwarded, ...addressed].filter((one) => !listening.includes(one))).toEqual([]);
  });

  describe('as it is typed', () => {
    /** Where nobody listens: whatever helm and kubectl have to say of their words they say before. */
    const cluster = 'https://127.0.0.1:1';
    const folder = mkdtempSync(join(tmpdir(), 'recado-typed-'));

    beforeAll(() => {
      symlinkSync(join(root, 'deploy'), join(folder, 'deploy'));
      writeFileSync(join(folder, 'access-token'), 'a token');
      const config = {
        apiVersion: 'v1',
        kind: 'Config',
        clusters: [{ name: 'none', cluster: { server: cluster } }],
        // Nobody is asked for a name and a password.
        users: [{ name: 'nobody', user: { token: 'none' } }],
        contexts: [{ name: 'none', context: { cluster: 'none', user: 'nobody' } }],
        'current-context': 'none',
      };
      writeFileSync(join(folder, 'kubeconfig'), JSON.stringify(config));
    });
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    /** Of a command only, without the comment in which it may stand. */
    const blocksOfPages = [...pages.matchAll(/^```bash\n(.*?)^```$/gms)].map(([, text = '']) => text);
    const inBlocks = blocksOfPages.flatMap(
      (text) => text.replaceAll('\\\n', ' ').match(/^(?:# With KEDA.*: )?(?:kubectl|helm) .*/gm) ?? [],
    );
    const inSentences = [...pages.matchAll(/`((?:kubectl|helm) \S+ [^`\n]+)`/g)].map(([, text = '']) => text);
    const typed = [...new Set([...inBlocks, ...inSentences].map((text) => text.replace(/^# .*?: /, '')))];

    function complaintOf(command: string): string {
      const directories = [tools?.kubectl ?? '', tools?.helm ?? ''].filter((path) => path.includes('/')).map(dirname);
      const { stderr } = spawnSync('bash', ['-c', command], {
        cwd: folder,
        encoding: 'utf8',
        env: {
          PATH: [...directories, process.env['PATH']].join(':'),
          HOME: folder,
          KUBECONFIG: join(folder, 'kubeconfig'),
          NODE: 'a-node',
          RESTORED_DATABASE_URL: 'postgres://recado@postgres/restored',
          RESTORED_AT: '2026-11-29T12:00:00Z',
          NEW_VALUE: 'new,old',
        },
      });
      return stderr;
    }
    const lacksClusterOnly = /^$|127\.0\.0\.1:1\b.*(?:refused|right host or port)/s;

    it.each(typed)('lacks nothing but a cluster: %s', (command) => {
      expect(complaintOf(command)).toMatch(lacksClusterOnly);
    });

    it.each([
      ['kubectl --namespace recado rollout status deployment/recado-api --wait'],
      ['kubectl --namespace recado wait job/recado-migrate --timeout=15m'],
      ['helm rollback recado --namespace recado --wait-for-it'],
    ])('control: is seen where it lacks more: %s', (command) => {
      expect(complaintOf(command)).not.toMatch(lacksClusterOnly);
    });

    it('is a good part of both pages', () => expect(typed.length).toBeGreaterThan(25));
  });

  it('changes one key of a Secret and leaves the others', () => {
    const changes = [...pages.matchAll(/kubectl [^`\n]*\bpatch secret [\w-]+ --patch="([^\n]*)"/g)];
    expect(changes.length).toBeGreaterThan(2);
    for (const [, patch = ''] of changes) {
      const said = spawnSync('bash', ['-c', `cd "$(mktemp -d)"; echo 'a token' >access-token; echo "${patch}"`], {
        encoding: 'utf8',
        env: {
          PATH: process.env['PATH'],
          NEW_VALUE: 'new,old',
          RESTORED_DATABASE_URL: 'postgres://recado@db/restored',
        },
      }).stdout;
      const data = entriesAt(JSON.parse(said)).flatMap(([, keys]) => entriesAt(keys));
      expect(data).toHaveLength(1);
      expect(['new,old', 'postgres://recado@db/restored', 'YSB0b2tlbgo=']).toContain(data[0]?.[1]);
    }
    // Made anew as a whole it would lose what stood beside: only one that has a single key.
    const made = [...pages.replaceAll('\\\n', ' ').matchAll(/create secret generic ([\w-]+)[^\n]*\n?[^\n]*\bapply\b/g)];
    expect(made.map(([, name]) => name)).toEqual(['recado-ops-key']);
  });

  it('restores only when no pod of API and workers is left', () => {
    const restoring = chapters.get('Restore a backup') ?? '';
    const [, names = ''] = /--for=delete [^\n]*--selector '[^']* in \(([^)]*)\)'/.exec(restoring) ?? [];
    expect(names.split(',')).toEqual(made('Deployment').toSorted());
    expect(restoring.indexOf('--replicas=0')).toBeLessThan(restoring.indexOf('--for=delete'));
  });

  it('shows whole logs: with a selector kubectl would leave out all but ten lines', () => {
    const logs = [...pages.matchAll(/kubectl [^`\n]*\blogs [^`\n]*--selector[^`\n]*/g)].map(([line]) => line);
    expect(logs.length).toBeGreaterThan(0);
    expect(logs.filter((line) => !line.includes('--tail=-1'))).toEqual([]);
  });
});

describe('SQL of the runbook', () => {
  let postgres: TestPostgres;
  let client: Client;

  beforeAll(async () => {
    postgres = await startTestPostgres(migrated);
    client = new Client({ connectionString: postgres.url });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await postgres.stop();
  });

  it.each(blocks('sql'))('can be run as it stands (%s)', async (_title, text) => {
    // Roles are of the whole server: nothing of it stays.
    await client.query('BEGIN');
    try {
      await expect(client.query(text)).resolves.toBeDefined();
    } finally {
      await client.query('ROLLBACK');
    }
  });

  it('control: a column that there is not would be seen', async () => {
    const [[, text] = ['', '']] = blocks('sql').filter(([title]) => title === 'Quick reference');
    await expect(client.query(text.replace('recipient_phone', 'phone'))).rejects.toThrow(
      'column "phone" does not exist',
    );
  });
});
