import { Socket } from 'node:net';

/**
 * A socket that gives itself up when nothing has come or gone for so long. Who waits for an answer of a server that fell silent
 * without closing (a frozen host, a firewall that forgot the connection) would wait for a quarter of an hour, until the
 * kernel gives up (tcp(7), tcp_retries2), though new connections might work long since.
 */
export function impatientSocket(afterMs: number): Socket {
  const socket = new Socket();
  socket.setTimeout(afterMs, () => {
    socket.destroy(Object.assign(new Error(`PostgreSQL was silent for ${afterMs} ms`), { code: 'ETIMEDOUT' }));
  });
  return socket;
}
