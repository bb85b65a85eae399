import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * Ends the process where it could not listen: one line on stderr, exit code 78 (EX_CONFIG of sysexits.h). It tries before the
 * work begins: a worker that learns of it when it has claimed messages would end in the middle of them.
 */
export async function requirePort(variable: 'API_PORT' | 'WORKER_PORT', port: number, host: string): Promise<void> {
  // Whoever comes in this moment is sent away as before it, and holds nothing up.
  const probe = createServer((socket) => socket.destroy());
  try {
    probe.listen(port, host);
    await once(probe, 'listening');
    probe.close();
    await once(probe, 'close');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    const why =
      code === 'EADDRINUSE'
        ? `port ${port} is taken: end what listens there, or set ${variable} to another`
        : `it may not listen at ${host}, port ${port} (${code}): set ${variable} or LISTEN_HOST to what this machine allows`;
    process.stderr.write(`Recado cannot start: ${why}\n`);
    process.exit(78);
  }
}
