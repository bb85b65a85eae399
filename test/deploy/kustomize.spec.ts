import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../house/project-files.js';
import { at } from './at.js';
import { readObjects } from './kubernetes-object.js';
import { findKubernetesTools } from './kubernetes-tools.js';
import { listAt } from './list-at.js';
import { podSecurityProblems } from './pod-security-problems.js';
import { Rendering } from './rendering.js';
import { sameObjects } from './same-objects.js';
import { schemaProblems } from './schema-problems.js';

const tools = findKubernetesTools();

const PRODUCTION = readFileSync(join(root, 'deploy/helm/production.yaml'), 'utf8');
const EVERYTHING = `${PRODUCTION}
worker: { keda: { enabled: true } }
monitoring: { serviceMonitor: { enabled: true }, rules: { enabled: true } }
`;
/** The dev overlay, without what it brings along: PostgreSQL, Redis and the sandbox are no part of the chart. */
const DEV = `
environment:
  NODE_ENV: development
  ENABLE_WHATSAPP_NOTIFICATIONS: 'true'
  WHATSAPP_GRAPH_URL: http://recado-sandbox:4004
  WHATSAPP_PHONE_NUMBER_ID: '100000000000001'
  WHATSAPP_BUSINESS_ACCOUNT_ID: '200000000000001'
  WHATSAPP_APP_ID: '300000000000001'
api: { replicas: 1, autoscaling: { enabled: false } }
worker: { replicas: 1 }
networkPolicy:
  extraEgress:
    - ports: [{ port: 4004 }]
      to: [{ podSelector: { matchLabels: { app.kubernetes.io/name: recado-sandbox } } }]
`;

describe.runIf(tools !== null)('what kubectl apply -k brings', () => {
  const rendering = new Rendering(tools ?? { helm: '', kubectl: '' });
  const folders = {
    base: 'deploy/k8s/base',
    dev: 'deploy/k8s/overlays/dev',
    production: 'deploy/k8s/overlays/production',
    everything: 'test/fixtures/kubernetes/everything',
  };

  it.each([
    ['the chart with its own values', folders.base, ''],
    ['the chart with deploy/helm/production.yaml', folders.production, PRODUCTION],
    ['the chart with all that it can bring', folders.everything, EVERYTHING],
  ])('is the same as %s', (_what, folder, values) => {
    const kustomized = rendering.kustomize(folder);
    const chart = rendering.chart(values);
    expect([kustomized.refused, chart.refused]).toEqual(['', '']);
    expect(sameObjects(kustomized.objects)).toEqual(sameObjects(chart.objects));
  });

  it('is in the dev overlay the same as the chart, with PostgreSQL, Redis, the sandbox and their Secrets beside it', () => {
    const kustomized = sameObjects(rendering.kustomize(folders.dev).objects);
    const chart = sameObjects(rendering.chart(DEV).objects);
    const beside = Object.keys(kustomized).filter((key) => !(key in chart));
    const shared = Object.fromEntries(Object.entries(kustomized).filter(([key]) => key in chart));
    expect(shared).toEqual(chart);
    expect(beside).toEqual([
      'Deployment postgres',
      'Deployment recado-sandbox',
      'Deployment redis',
      'Secret recado-access-token',
      'Secret recado-secrets',
      'Service postgres',
      'Service recado-sandbox',
      'Service redis',
    ]);
  });

  it.each(Object.entries(folders))('%s: a cluster understands every object', (_name, folder) => {
    const { objects, refused } = rendering.kustomize(folder);
    expect(refused).toBe('');
    expect(objects.length).toBeGreaterThan(10);
    expect(objects.flatMap(schemaProblems)).toEqual([]);
  });

  it.each(Object.entries(folders))('%s: every pod fits the restricted profile', (_name, folder) => {
    expect(rendering.kustomize(folder).objects.flatMap(podSecurityProblems)).toEqual([]);
  });

  it.each(Object.entries(folders))(
    '%s: every image has a tag or a digest, that of the product its own version',
    (_name, folder) => {
      const images = rendering
        .kustomize(folder)
        .objects.flatMap(({ says }) => listAt(says, 'spec', 'template', 'spec', 'containers'))
        .map((container) => String(at(container, 'image')));
      expect(images.length).toBeGreaterThanOrEqual(3);
      expect(images.filter((image) => !/(:[\w.-]+|@sha256:[0-9a-f]{64})$/.test(image))).toEqual([]);
      const version = String(at(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')), 'version'));
      const ours = images.filter((image) => /(^|\/)recado\b/.test(image));
      expect(ours.filter((image) => !image.endsWith(`recado:${version}`))).toEqual([]);
    },
  );

  it.each([
    ['another probe', 'periodSeconds: 5', 'periodSeconds: 6'],
    ['another port that is open', '{ port: 6379 }', '{ port: 6380 }'],
    ['another variable', 'LOG_LEVEL: "info"', 'LOG_LEVEL: "warn"'],
  ])('control: %s is seen', (_what, words, others) => {
    const { text } = rendering.chart();
    expect(text).toContain(words);
    const objects = rendering.kustomize(folders.base).objects;
    expect(sameObjects(readObjects(text.replaceAll(words, others)))).not.toEqual(sameObjects(objects));
  });
});
