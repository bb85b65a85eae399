import type { Result } from './result.js';

/** As many digits as say something. */
function shown(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return '–';
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 3;
  return value.toLocaleString('en', { maximumFractionDigits: digits });
}

/** A Markdown table: a line a figure, a column a contender; then how the first compares with the others. */
export function resultTable({ medians, ratios }: Result): string {
  const contenders = Object.keys(medians);
  const names = [...new Set(Object.values(medians).flatMap((figures) => Object.keys(figures)))];
  const rows = [
    ['median', ...contenders],
    ...names.map((name) => [name, ...contenders.map((contender) => shown(medians[contender]?.[name]))]),
    ...Object.entries(ratios).flatMap(([other, figures]) =>
      Object.entries(figures).map(([name, ratio]) => [`${name}: ratio to ${other}`, shown(ratio)]),
    ),
  ];
  const widths = [0, ...contenders].map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const line = (row: readonly string[]): string =>
    `| ${widths
      .map((width, column) => (column === 0 ? (row[column] ?? '').padEnd(width) : (row[column] ?? '').padStart(width)))
      .join(' | ')} |`;
  const [head = [], ...body] = rows;
  return [line(head), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...body.map(line)].join('\n');
}
