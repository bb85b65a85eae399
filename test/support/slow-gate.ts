import { once } from 'node:events';
import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net';

/** Stands before a server, and lets those wait who come at a busy time: they are connected, and nobody speaks to them. */
export class SlowGate {
  private readonly sockets = new Set<Socket>();
  /** What those inside are joined to. */
  private readonly targets = new Set<Socket>();
  private passing = Number.POSITIVE_INFINITY;
  private waiting: Socket[] = [];

  private constructor(
    private readonly server: Server,
    private readonly targetPort: number,
  ) {
    server.on('connection', (socket) => this.take(socket));
  }

  /** To a port of this machine. */
  static async before(targetPort: number): Promise<SlowGate> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new SlowGate(server, targetPort);
  }

  get port(): number {
    return portOf(this.server.address());
  }

  /** The next so many are served at once, and whoever comes then waits, until it `opens`. */
  letPass(count: number): void {
    this.passing = count;
  }

  /** Who is inside is thrown out, and nobody is served any more. */
  shut(): void {
    this.passing = 0;
    for (const socket of this.sockets) socket.resetAndDestroy();
  }

  /** Nobody is thrown out, and nobody hears anything any more, not even that a connection ends: a server that is stopped (SIGSTOP). */
  freeze(): void {
    this.passing = 0;
    for (const socket of [...this.sockets, ...this.targets]) socket.unpipe().pause();
  }

  /** Who waited and is still there is served. */
  open(): void {
    this.passing = Number.POSITIVE_INFINITY;
    const waiting = this.waiting;
    this.waiting = [];
    for (const socket of waiting) if (!socket.destroyed) this.join(socket);
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  private take(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => this.sockets.delete(socket));
    this.passing -= 1;
    if (this.passing >= 0) this.join(socket);
    else this.waiting.push(socket);
  }

  private join(socket: Socket): void {
    const target = connect(this.targetPort, '127.0.0.1');
    this.targets.add(target);
    target.on('close', () => this.targets.delete(target));
    target.on('error', () => socket.destroy());
    target.on('close', () => socket.destroy());
    socket.on('close', () => target.destroy());
    socket.pipe(target);
    target.pipe(socket);
  }
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  return address.port;
}
