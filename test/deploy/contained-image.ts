import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { at } from './at.js';
import { entriesAt } from './entries-at.js';
import { listAt } from './list-at.js';

/**
 * Runs what is in an image as a container would, without an engine: its own process ids, the tree of the image as a root that
 * cannot be written to, with a small /tmp, a user of no name and no capability. Of the machine there are /usr (read-only, without
 * /usr/local), in place of the image's base, and the network. Only root may do this, on Linux.
 */
const ENTER = `
set -e
root=$1 tree=$2 user=$3; shift 3
mount --make-rprivate /
mount -t tmpfs -o mode=755,size=1m tmpfs "$root"
cd "$root"
mkdir usr app proc dev tmp etc
for name in bin sbin lib lib64; do [ ! -L "/$name" ] || ln -s "usr/$name" "$name"; done
mount --bind /usr usr && mount -o remount,bind,ro usr
mount --bind "$tree/usr/local" usr/local && mount -o remount,bind,ro usr/local
mount --bind "$tree/app" app && mount -o remount,bind,ro app
mount -t proc proc proc
mount --rbind /dev dev
mount -t tmpfs -o mode=1777,size=16m tmpfs tmp
mount -o remount,ro "$root"
exec chroot "$root" setpriv --reuid="\${user%:*}" --regid="\${user#*:}" --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all \
  env --ignore-environment --chdir=/app "$@"
`;

const MAY_MOUNT = `
set -e
mount --make-rprivate /
mount -t tmpfs tmpfs "$1"
cd "$1"
mkdir usr proc dev
mount --bind /usr usr && mount -o remount,bind,ro usr
mount -t proc proc proc
mount --rbind /dev dev
`;

/** A process in the image that goes on. */
export interface Contained {
  /** All that it has said so far. */
  readonly said: () => string;
  /** A further command in the same container, as a health check or `kubectl exec` does it; its exit code. */
  exec(...words: readonly string[]): number | null;
  /** As Kubernetes stops it; answers the exit code. */
  stop(): Promise<number | null>;
}

export class ContainedImage {
  private readonly image: unknown;
  private readonly mountPoint = mkdtempSync(join(tmpdir(), 'recado-root-'));

  /** @param folder that deploy/image-tree.mjs has filled */
  constructor(private readonly folder: string) {
    this.image = JSON.parse(readFileSync(join(folder, 'image.json'), 'utf8'));
  }

  /** Whether this machine lets us. */
  isPossible(): boolean {
    return process.platform === 'linux' && this.run(['true'], {}).code === 0;
  }

  /** Whether the kernel lets this process do, of what it takes, its part: where it does, the rest has to work. Root of a container may be forbidden. */
  isAllowed(): boolean {
    const words = ['--mount', '--pid', '--fork', '--kill-child', 'sh', '-c', MAY_MOUNT, 'may-mount', this.mountPoint];
    return spawnSync('unshare', words).status === 0;
  }

  /** Words instead of the image's entrypoint, to the end. */
  run(words: readonly string[], variables: Readonly<Record<string, string>>): { code: number | null; said: string } {
    const { status, stdout, stderr } = spawnSync('unshare', this.words(words, variables), { encoding: 'utf8' });
    return { code: status, said: `${stdout ?? ''}${stderr ?? ''}` };
  }

  /** The image's entrypoint with a role. */
  start(role: string, variables: Readonly<Record<string, string>>): Contained {
    const entrypoint = listAt(this.image, 'entrypoint').map(String);
    const child = spawn('unshare', this.words([...entrypoint, role], variables), { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const output of [child.stdout, child.stderr])
      output.setEncoding('utf8').on('data', (text: string) => (said += text));
    const ended = once(child, 'close');
    /** The container's process 1, seen from outside. */
    const first = (): string => readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim();
    return {
      said: () => said,
      exec: (...more) =>
        spawnSync('nsenter', [
          `--target=${first()}`,
          '--mount',
          '--pid',
          '--root',
          '--setuid=65532',
          '--setgid=65532',
          'env',
          `PATH=${PATH}`,
          ...more,
        ]).status,
      async stop() {
        const told = child.exitCode === null ? Number(first()) : 0;
        // 0 would be this very process and all that belong to it.
        if (told > 0) process.kill(told, 'SIGTERM');
        await ended;
        return child.exitCode;
      },
    };
  }

  /** Removes what was only a place to mount something. */
  close(): void {
    rmSync(this.mountPoint, { recursive: true, force: true });
  }

  private words(command: readonly string[], variables: Readonly<Record<string, string>>): readonly string[] {
    const all = [...entriesAt(this.image, 'environment'), ...Object.entries(variables)];
    const assigned = all.map(([name, value]) => `${name}=${String(value)}`);
    const user = String(at(this.image, 'user'));
    const inside = [this.mountPoint, join(this.folder, 'rootfs'), user, `PATH=${PATH}`, ...assigned, ...command];
    return ['--mount', '--pid', '--fork', '--kill-child', 'sh', '-c', ENTER, 'enter', ...inside];
  }
}

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
