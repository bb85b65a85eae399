import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describedVariables, type VariableDescription } from '#runtime';

const BEGIN = '<!-- environment: made by `npm run generate` -->';
const END = '<!-- environment: end -->';

/** `README.md` with its table of environment variables as the schema has them; the rest stays as it is written. */
export async function describeReadme(): Promise<string> {
  const readme = await readFile(join(import.meta.dirname, '..', 'README.md'), 'utf8');
  const [before = '', rest = ''] = readme.split(BEGIN);
  const [, after = ''] = rest.split(END);
  const rows = describedVariables().map(row);
  return `${before}${BEGIN}\n\n| variable | default | meaning |\n|---|---|---|\n${rows.join('\n')}\n\n${END}${after}`;
}

function row({ name, meaning, default: value, example, reserved }: VariableDescription): string {
  const explained = `${reserved ? '(reserved: no effect yet) ' : ''}${meaning}${example === '' ? '' : `, such as \`${example}\``}`;
  return `| \`${name}\` | ${value === '' ? '–' : `\`${value}\``} | ${explained} |`;
}
