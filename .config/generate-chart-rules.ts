import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The alerts as a file of the chart: Helm reads nothing outside it. */
export async function describeChartRules(): Promise<string> {
  const rules = await readFile(join(import.meta.dirname, '../deploy/prometheus/recado.rules.yaml'), 'utf8');
  return `# Made from deploy/prometheus/recado.rules.yaml by \`npm run generate\`.\n${withoutComments(rules)}`;
}

/** What people should know stands in the one that they write. */
function withoutComments(yaml: string): string {
  return yaml
    .split('\n')
    .filter((line) => !/^\s*#/.test(line))
    .join('\n');
}
