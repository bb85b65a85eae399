import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describeChartRules } from './generate-chart-rules.js';
import { describeClientTypes } from './generate-client-types.js';
import { describeEnvironment } from './generate-env-example.js';
import { describeErrorCodes } from './generate-errors.js';
import { describeLicences } from './generate-licences.js';
import { describeMetrics } from './generate-metrics.js';
import { describeOpenApi } from './generate-openapi.js';
import { describePrometheusRule } from './generate-prometheus-rule.js';
import { describePythonTypes } from './generate-python-types.js';
import { describeReadme } from './generate-readme.js';
import { describePythonRemedies, describeRemedies } from './generate-remedies.js';
import { describeMigratedSchema } from './generate-schema.js';
import { describeTroubleshooting } from './generate-troubleshooting.js';
import { describeValuesSchema } from './generate-values-schema.js';

/** Every file of this repository that is made from its source. The clients' types are made from docs/openapi.json, and so after it. */
const generatedFiles: Readonly<Record<string, () => string | Promise<string>>> = {
  '.env.example': describeEnvironment,
  'README.md': describeReadme,
  'deploy/helm/recado/files/recado.rules.yaml': describeChartRules,
  'deploy/helm/recado/values.schema.json': describeValuesSchema,
  'deploy/k8s/components/monitoring/prometheus-rule.yaml': describePrometheusRule,
  'docs/errors.md': describeErrorCodes,
  'docs/licences.md': describeLicences,
  'docs/metrics.md': describeMetrics,
  'docs/openapi.json': describeOpenApi,
  'docs/troubleshooting.md': describeTroubleshooting,
  'clients/python/src/recado_client/remedies.py': describePythonRemedies,
  'clients/python/src/recado_client/types.py': describePythonTypes,
  'libs/client/src/openapi.ts': describeClientTypes,
  'libs/client/src/remedies.ts': describeRemedies,
  'libs/database/schema.sql': describeMigratedSchema,
};

const checkOnly = process.argv.includes('--check');
const stale: string[] = [];
for (const [path, produce] of Object.entries(generatedFiles)) {
  const file = join(import.meta.dirname, '..', path);
  const text = await produce();
  const existing = await readFile(file, 'utf8').catch(() => null);
  if (existing === text) continue;
  stale.push(path);
  if (checkOnly) continue;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}
if (stale.length > 0) process.stdout.write(`${checkOnly ? 'stale' : 'wrote'}: ${stale.join(', ')}\n`);
process.exitCode = checkOnly && stale.length > 0 ? 1 : 0;
