import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readEnvironment } from '#runtime';
import { root } from '../house/project-files.js';
import { at } from './at.js';
import { entriesAt } from './entries-at.js';
import { listAt } from './list-at.js';

const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const compose: unknown = parse(read('docker-compose.yml'), { merge: true });
const services = entriesAt(compose, 'services');
const withProfile = (profile: string | null): readonly string[] =>
  services
    .filter(([, service]) =>
      profile === null ? at(service, 'profiles') === undefined : listAt(service, 'profiles').includes(profile),
    )
    .map(([name]) => name)
    .toSorted();

describe('docker compose', () => {
  it('starts what production needs, and more by profile', () => {
    expect(withProfile(null)).toEqual(['api', 'migrate', 'postgres', 'proxy', 'redis', 'worker']);
    expect(withProfile('sandbox')).toEqual(['sandbox']);
    expect(withProfile('monitoring')).toEqual(['grafana', 'prometheus']);
  });

  it('has two of each process, and migrates before either starts', () => {
    for (const name of ['api', 'worker']) {
      const service = at(compose, 'services', name);
      expect(at(service, 'deploy', 'replicas')).toBe(2);
      expect(at(service, 'depends_on', 'migrate', 'condition')).toBe('service_completed_successfully');
      // Two of them cannot have one port of the machine.
      expect(at(service, 'ports')).toBeUndefined();
    }
  });

  it('builds its image once, before any service that runs it, and looks for it in no registry', () => {
    const running = services.filter(([, service]) => at(service, 'image') === 'recado');
    const building = services.filter(([, service]) => at(service, 'build') !== undefined);
    expect(running.map(([name]) => name).toSorted()).toEqual(['api', 'migrate', 'sandbox', 'worker']);
    expect(building.map(([name, service]) => [name, at(service, 'image')])).toEqual([['migrate', 'recado']]);
    expect(running.filter(([, service]) => at(service, 'pull_policy') !== 'never')).toEqual([]);
  });

  it.each(['api', 'worker'])('leaves the %s more time to stop than it takes', (name) => {
    const [, written = ''] = /LONGEST_SHUTDOWN_MS = ([\d_]+)/.exec(read('libs/runtime/src/stop-in-time.ts')) ?? [];
    const [, seconds = ''] = /^(\d+)s$/.exec(String(at(compose, 'services', name, 'stop_grace_period'))) ?? [];
    expect(Number(written.replaceAll('_', ''))).toBeGreaterThan(0);
    expect(Number(seconds)).toBeGreaterThanOrEqual(Number(written.replaceAll('_', '')) / 1000 + 5);
  });

  it('keeps what Redis has, and throws nothing out of it', () => {
    const words = listAt(compose, 'services', 'redis', 'command').join(' ');
    expect(words).toContain('--appendonly yes');
    expect(words).toContain('--maxmemory-policy noeviction');
    expect(words).toContain('--hash-max-listpack-value 256');
  });

  it('has a PostgreSQL that lets in as many processes as the documentation says can be started', () => {
    const [, api = ''] = /DATABASE_CONNECTIONS = (\d+)/.exec(read('apps/api/src/api.module.ts')) ?? [];
    const [, worker = ''] = /forProcess\('recado-worker', (\d+),/.exec(read('apps/worker/src/worker.module.ts')) ?? [];
    const words = listAt(compose, 'services', 'postgres', 'command').join(' ');
    const [, allowed = ''] = /max_connections=(\d+)/.exec(words) ?? [];
    const said = read('docs/deployment.md');
    const [, workers = '', apis = ''] = /--scale worker=(\d+) --scale api=(\d+)/.exec(said) ?? [];
    expect(said).toContain(`${allowed} connections in here, enough for five API processes and nine workers`);
    // Three of them are kept for whoever looks what is wrong, a few more are migrations and the command line.
    expect(5 * Number(api) + 9 * Number(worker)).toBeLessThanOrEqual(Number(allowed) - 10);
    expect([Number(workers) <= 9, Number(apis) <= 5]).toEqual([true, true]);
  });

  it('is reached from this machine only', () => {
    const ports = services.flatMap(([, service]) => listAt(service, 'ports').map(String));
    expect(ports.length).toBeGreaterThan(3);
    expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
  });

  it('runs everything of ours, and what faces callers, without capabilities on a read-only root', () => {
    for (const name of ['api', 'worker', 'migrate', 'sandbox', 'proxy'])
      expect(at(compose, 'services', name, 'read_only'), name).toBe(true);
    for (const name of ['api', 'worker', 'migrate', 'sandbox', 'proxy', 'prometheus', 'grafana']) {
      expect(at(compose, 'services', name), name).toMatchObject({
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
      });
    }
  });

  it('has nothing written into a read-only root, which Compose refuses: what is mounted there are files', () => {
    const written = (kind: 'configs' | 'secrets'): readonly string[] =>
      entriesAt(compose, kind)
        .filter(([, from]) => at(from, 'file') === undefined)
        .map(([name]) => name);
    const refused = services
      .filter(([, service]) => at(service, 'read_only') === true)
      .flatMap(([name, service]) =>
        (['configs', 'secrets'] as const).flatMap((kind) =>
          listAt(service, kind)
            .map((one) => String(at(one, 'source') ?? one))
            .filter((one) => written(kind).includes(one))
            .map((one) => `${name}: ${one}`),
        ),
      );
    expect(written('configs')).toEqual(['ops-key']);
    expect(refused).toEqual([]);
  });

  it('says of every image which version it is', () => {
    const unsaid = services
      .map(([, service]) => String(at(service, 'image')))
      .filter((image) => !/:[\w.-]+$/.test(image) && image !== 'recado');
    expect(unsaid).toEqual([]);
  });

  it('mounts files that there are, and volumes that it declares', () => {
    const mounted = services.flatMap(([, service]) =>
      listAt(service, 'volumes').map((volume) => String(volume).split(':')[0] ?? ''),
    );
    expect(mounted.filter((source) => source.startsWith('.') && !existsSync(join(root, source)))).toEqual([]);
    expect(mounted.filter((source) => !source.startsWith('.')).toSorted()).toEqual(
      entriesAt(compose, 'volumes')
        .map(([name]) => name)
        .toSorted(),
    );
  });

  describe('with a copy of .env.example', () => {
    /** What a process of ours is given: .env as it is, and over it what docker-compose.yml makes of it. */
    const given = (filled: Readonly<Record<string, string>>) => {
      const file: Readonly<Record<string, string | undefined>> = { ...parseEnv(read('.env.example')), ...filled };
      const filledIn = (value: unknown): string =>
        String(value).replaceAll(
          /\$\{(\w+)(:?)-([^}]*)\}/g,
          (_all, of: string, colon: string, otherwise: string) =>
            (colon === '' ? file[of] : file[of] || undefined) ?? otherwise,
        );
      const made: Record<string, string> = {};
      for (const [name, value] of entriesAt(compose, 'services', 'api', 'environment')) made[name] = filledIn(value);
      return readEnvironment({ ...file, ...made }, 'api');
    };

    const OWN = {
      WHATSAPP_PHONE_NUMBER_ID: '106540352242922',
      WHATSAPP_BUSINESS_ACCOUNT_ID: '102290129340398',
      WHATSAPP_APP_SECRET: 'one of our own',
      WHATSAPP_WEBHOOK_VERIFY_TOKEN: 'one of our own',
      ADMIN_API_KEY: 'k'.repeat(32),
    };

    it('that is not filled in nothing starts against Meta, and says what is missing', () => {
      const reading = given({});
      const problems = reading.kind === 'invalid' ? reading.problems.join('\n') : '';
      for (const name of ['ADMIN_API_KEY', 'WHATSAPP_APP_SECRET', 'WHATSAPP_WEBHOOK_VERIFY_TOKEN'])
        expect(problems).toContain(`${name} is one that this product brings along for its sandbox`);
    });

    it('that is filled in it is Meta that is called, and nothing is sent before somebody says so', () => {
      const reading = given({ ...OWN, WHATSAPP_ACCESS_TOKEN: 'one of our own' });
      expect(reading).toMatchObject({
        kind: 'valid',
        environment: { WHATSAPP_GRAPH_URL: 'https://graph.facebook.com', ENABLE_WHATSAPP_NOTIFICATIONS: false },
      });
    });

    it('that names the token as a file the file is read, and no app of the sandbox is asked about it', () => {
      const reading = given({ ...OWN, WHATSAPP_ACCESS_TOKEN_FILE: '/run/secrets/recado/access-token' });
      expect(reading).toMatchObject({
        kind: 'valid',
        environment: { WHATSAPP_ACCESS_TOKEN_FILE: '/run/secrets/recado/access-token' },
      });
      expect(reading.kind === 'valid' ? reading.environment.WHATSAPP_APP_ID : '').toBeUndefined();
    });

    it('that names all numbers in a file has none of the sandbox besides', () => {
      const file = '/run/secrets/recado/senders.yaml';
      const reading = given({
        ...OWN,
        WHATSAPP_PHONE_NUMBER_ID: '',
        WHATSAPP_BUSINESS_ACCOUNT_ID: '',
        WHATSAPP_SENDERS_FILE: file,
      });
      expect(reading).toMatchObject({ kind: 'valid', environment: { WHATSAPP_SENDERS_FILE: file } });
      expect(reading.kind === 'valid' ? reading.environment.WHATSAPP_PHONE_NUMBER_ID : '').toBeUndefined();
    });
  });

  it('asks each API process whether it is ready, and repeats no request that may have arrived', () => {
    const proxy = read('deploy/compose/haproxy.cfg');
    expect(proxy).toContain('uri /health/ready');
    expect(proxy).toMatch(/^\s+retry-on conn-failure$/m);
    expect(proxy).toContain('"code":"UNAVAILABLE"');
  });
});

/** Runs a check by the program itself, where there is one; it is not worth installing for this. */
const atHand = (program: string, ...words: readonly string[]): boolean => spawnSync(program, words).status === 0;
const check = (program: string, ...words: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(program, words, { cwd: root, encoding: 'utf8' });
  return { status, said: stdout + stderr };
};

describe.runIf(atHand('docker', 'compose', 'version'))('by the word of docker compose', () => {
  it.each([[[]], [['--profile', 'sandbox']], [['--profile', 'sandbox', '--profile', 'monitoring']]])(
    'the file can be read with %j',
    (profiles) => {
      expect(check('docker', 'compose', ...profiles, 'config', '--quiet')).toEqual({ status: 0, said: '' });
    },
  );
});

describe.runIf(atHand('haproxy', '-v'))('by the word of haproxy', () => {
  it('the proxy can be configured so', () => {
    expect(check('haproxy', '-c', '-f', 'deploy/compose/haproxy.cfg')).toMatchObject({ status: 0 });
  });
});

const promtool = process.env['PROMTOOL'] ?? 'promtool';
describe.runIf(atHand(promtool, '--version'))('by the word of promtool', () => {
  it('Prometheus finds every replica', () => {
    expect(check(promtool, 'check', 'config', '--syntax-only', 'deploy/compose/prometheus.yaml')).toMatchObject({
      status: 0,
    });
  });
});
