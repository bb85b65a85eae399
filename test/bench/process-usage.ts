import { readFile } from 'node:fs/promises';

/** Of /proc/<pid>/stat, `sysconf(_SC_CLK_TCK)`: 100 on every Linux that Node runs on. */
const TICKS_A_SECOND = 100;

/** CPU seconds, user's and kernel's, of a process and of its children, those that have ended included. */
export async function cpuSeconds(pid: number): Promise<number> {
  const own = await ticks(pid);
  if (own === null) throw new Error(`/proc/${pid}/stat cannot be read: what it cost is not known`);
  // One that is gone meanwhile: its parent has its time by now.
  const children = (await Promise.all((await childrenOf(pid)).map(ticks))).map((each) => each ?? 0);
  return (own + children.reduce((sum, each) => sum + each, 0)) / TICKS_A_SECOND;
}

/** Resident memory of a process, in megabytes; of its children too, as far as it is theirs alone (PostgreSQL shares its buffers). */
export async function residentMegabytes(pid: number): Promise<number> {
  const own = await kilobytes(pid, 'VmRSS');
  const children = await Promise.all((await childrenOf(pid)).map((child) => kilobytes(child, 'RssAnon')));
  return (own + children.reduce((sum, each) => sum + each, 0)) / 1_024;
}

/** Null for one that is gone. */
async function ticks(pid: number): Promise<number | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  if (stat === null) return null;
  // The name, in brackets, may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return [11, 12, 13, 14].reduce((sum, field) => sum + Number(fields[field] ?? 0), 0);
}

async function childrenOf(pid: number): Promise<readonly number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  return text.trim().split(' ').filter(Boolean).map(Number);
}

async function kilobytes(pid: number, name: string): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1] ?? 0);
}
