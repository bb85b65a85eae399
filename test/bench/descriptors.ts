import { readFile, readdir, readlink } from 'node:fs/promises';

export interface Descriptors {
  /** Connections that others opened to a port on which it listens: as many as callers keep. */
  readonly callers: number;
  /** All the rest: its own connections, files, what it watches. */
  readonly own: number;
}

/** A line of /proc/net/tcp: https://docs.kernel.org/networking/proc_net_tcp.html */
interface TcpSocket {
  readonly localPort: string;
  readonly listens: boolean;
  readonly inode: string;
}

const LISTEN = '0A';

/** What a process has open. */
export async function descriptorsOf(pid: number): Promise<Descriptors> {
  const folder = `/proc/${pid}/fd`;
  const before = await allSocketsOf(pid);
  // One that is closed meanwhile is not open.
  const opened = await Promise.all((await readdir(folder)).map((fd) => readlink(`${folder}/${fd}`).catch(() => null)));
  const targets = opened.filter((target) => target !== null);
  const inodes = new Set(targets.flatMap((target) => /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? []));
  // What came or went while it was looked at stands in one of the two.
  const its = [...before, ...(await allSocketsOf(pid))].filter(({ inode }) => inodes.has(inode));
  const ports = new Set(its.filter(({ listens }) => listens).map(({ localPort }) => localPort));
  const came = its.filter(({ listens, localPort }) => !listens && ports.has(localPort));
  const callers = new Set(came.map(({ inode }) => inode)).size;
  return { callers, own: targets.length - callers };
}

async function allSocketsOf(pid: number): Promise<readonly TcpSocket[]> {
  return (await Promise.all(['tcp', 'tcp6'].map((table) => socketsOf(pid, table)))).flat();
}

async function socketsOf(pid: number, table: string): Promise<readonly TcpSocket[]> {
  const text = await readFile(`/proc/${pid}/net/${table}`, 'utf8').catch(() => '');
  return text
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .map(([, local = '', , state, , , , , , inode = '']) => ({
      localPort: local.split(':')[1] ?? '',
      listens: state === LISTEN,
      inode,
    }));
}
