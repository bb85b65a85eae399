// `npm run vulnerabilities`: what is known against the packages that run in production, and whether they are what the registry signed.
// It holds up nobody: what is published overnight must not keep a repair from landing, and not every registry answers. But it says so
// loudly.
import { spawnSync } from 'node:child_process';
import { packages, runsInProduction } from './production-packages.mjs';

const loudly = (text) => console.log(`\n!!! ${text} !!!\n`);

const { stdout } = spawnSync('npm', ['audit', '--json'], { encoding: 'utf8', timeout: 60_000 });
const report = parsed(stdout);
const known = report?.metadata === undefined ? undefined : Object.values(report.vulnerabilities);

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const vulnerable = (known ?? []).filter(({ nodes }) => nodes.some(runsInProduction));

if (known === undefined) {
  const why = report?.message ?? report?.error?.summary ?? 'no answer';
  loudly(
    `NOBODY KNOWS WHETHER PACKAGES ARE VULNERABLE: the registry does not tell (${why}); ask again from where it does: npm audit`,
  );
} else if (vulnerable.length > 0) {
  const of = (level) => vulnerable.filter(({ severity }) => severity === level).length;
  loudly(
    `${vulnerable.length} VULNERABLE PACKAGES (${of('critical')} critical, ${of('high')} high): npm audit says more`,
  );
  console.log(vulnerable.map(({ name, severity, range }) => `  ${severity.padEnd(9)} ${name} ${range}`).join('\n'));
} else {
  const count = Object.keys(packages).filter(runsInProduction).length;
  console.log(`nothing is known against the ${count} packages of production`);
}

// https://docs.npmjs.com/verifying-registry-signatures
const audit = spawnSync('npm', ['audit', 'signatures', '--json'], { encoding: 'utf8', timeout: 30_000 });
const signatures = parsed(audit.stdout);
if (Array.isArray(signatures?.invalid)) {
  const wrong = signatures.invalid.map(({ name, version }) => `${name} ${version}`);
  if (wrong.length > 0)
    loudly(`NOT WHAT THE REGISTRY SIGNED: ${wrong.join(', ')}; do not run them, npm audit signatures says more`);
  else console.log('every package that the registry signed is what it signed');
} else {
  const why =
    /npm error (?:network )?(.*reason: .*|.*failed.*)/.exec(audit.stderr)?.[1] ?? 'no answer within half a minute';
  loudly(
    `NOBODY KNOWS WHETHER PACKAGES ARE WHAT THE REGISTRY SIGNED (${why}); ask again from where it can be asked: npm audit signatures`,
  );
}
