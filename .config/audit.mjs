// `npm run vulnerabilities`: what is known against the packages that run in production. It holds up nobody: what is published
// overnight must not keep a repair from landing, and not every registry answers. But it says so loudly.
import { spawnSync } from 'node:child_process';

const loudly = (text) => console.log(`\n!!! ${text} !!!\n`);

const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], { encoding: 'utf8', timeout: 60_000 });
const report = parsed(stdout);
const counts = report?.metadata?.vulnerabilities;

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

if (counts === undefined) {
  const why = report?.message ?? report?.error?.summary ?? 'no answer';
  loudly(
    `NOBODY KNOWS WHETHER PACKAGES ARE VULNERABLE: the registry does not tell (${why}); ask again from where it does: npm audit --omit=dev`,
  );
} else if (counts.total > 0) {
  const named = Object.values(report.vulnerabilities).map(
    ({ name, severity, range }) => `  ${severity.padEnd(9)} ${name} ${range}`,
  );
  loudly(
    `${counts.total} VULNERABLE PACKAGES (${counts.critical} critical, ${counts.high} high): npm audit --omit=dev says more`,
  );
  console.log(named.join('\n'));
} else console.log(`nothing is known against the ${report.metadata.dependencies.prod} packages of production`);
