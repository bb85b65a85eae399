import type { FaultStack } from './fault-stack.js';

/**
 * A figure of docs/metrics.md as each process tells it that has it, the API first. `series` begins the line as Prometheus
 * reads it: a name, or a name with the first of its labels (`recado_messages_total{status="SENT"`).
 */
export async function figures(
  stack: FaultStack,
  series: string,
  urls: readonly string[] = stack.metricsUrls,
): Promise<readonly number[]> {
  const pages = await Promise.all(urls.map(async (url) => (await fetch(url, { headers: stack.headers })).text()));
  return pages.map((page) =>
    page
      .split('\n')
      .filter((line) => line.startsWith(series))
      .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0),
  );
}

/** A counter over all processes. */
export async function total(stack: FaultStack, series: string): Promise<number> {
  return (await figures(stack, series)).reduce((sum, figure) => sum + figure, 0);
}
