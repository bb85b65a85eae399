import { spawn } from 'node:child_process';

/**
 * Makes sure that a process ends when we do, even by `kill -9`: a shell waits on a pipe whose other end only we hold,
 * and that the kernel closes with us. Node's own exit handlers do not run then.
 * @param pid gets SIGINT, which for PostgreSQL is a fast, clean shutdown.
 * @param thenRemove a folder that goes with it.
 * @returns calls the guard off: to be called as soon as the process has ended, since its number may be given anew.
 */
export function stopWithParent(pid: number, thenRemove?: string): () => void {
  const script = 'read -r _; kill -INT "$1"; while kill -0 "$1"; do sleep 0.1; done; [ -z "$2" ] || rm -rf "$2"';
  const guard = spawn('/bin/sh', ['-c', script, 'sh', String(pid), thenRemove ?? ''], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.unref();
  return () => void guard.kill('SIGKILL');
}
