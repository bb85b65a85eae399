import { once } from 'node:events';
import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net';
import { type ChildProcess, spawn } from 'node:child_process';

/** A listener of which no connection is ever taken: node without an event loop that turns. */
const DEAF = `
  const server = require('node:net').createServer();
  server.listen({ port: Number(process.argv[1]), host: '127.0.0.1', backlog: 1 }, () => {
    process.stdout.write('listening\\n', () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0));
  });`;

/** What lies between us and Meta: a way that can be shut, or on which packets vanish without a word. */
export class BreakableNetwork {
  private server: Server | null = null;
  private deaf: ChildProcess | null = null;
  private readonly ends = new Set<Socket>();
  private open = true;

  private constructor(
    private readonly targetPort: number,
    private port: number,
  ) {}

  /** To a port of this machine. */
  static async to(targetPort: number): Promise<BreakableNetwork> {
    const network = new BreakableNetwork(targetPort, 0);
    await network.listen();
    return network;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Connections are refused, those under way are reset. */
  async refuse(): Promise<void> {
    await this.stopListening();
    for (const end of this.ends) end.resetAndDestroy();
  }

  /** Nothing is answered any more, neither a byte nor a handshake: connecting takes until somebody gives up. */
  async swallow(): Promise<void> {
    this.open = false;
    await this.stopListening();
    this.deaf = spawn(process.execPath, ['-e', DEAF, String(this.port)], { stdio: ['ignore', 'pipe', 'inherit'] });
    if (this.deaf.stdout !== null) await once(this.deaf.stdout, 'data');
    // The kernel completes handshakes until the queue of the listener is full; from then on it drops them.
    while (await this.connects());
  }

  /** Connections are taken, and nothing that is said on them goes on: a request is never answered. */
  mute(): Promise<void> {
    this.open = false;
    return Promise.resolve();
  }

  /** Whoever connects from now on gets through; what was swallowed stays swallowed. */
  async mend(): Promise<void> {
    await this.stopListening();
    for (const end of this.ends) end.destroy();
    await this.silenceDeaf();
    this.open = true;
    await this.listen();
  }

  async close(): Promise<void> {
    await this.stopListening();
    await this.silenceDeaf();
    for (const end of this.ends) end.destroy();
  }

  private async listen(): Promise<void> {
    const server = createServer((ours) => this.join(ours));
    server.listen(this.port, '127.0.0.1');
    await once(server, 'listening');
    this.port = portOf(server.address());
    this.server = server;
  }

  private join(ours: Socket): void {
    const meta = connect(this.targetPort, '127.0.0.1');
    for (const [from, to] of [
      [ours, meta],
      [meta, ours],
    ] as const) {
      this.ends.add(from);
      from.on('data', (chunk) => {
        if (this.open) to.write(chunk);
      });
      from.on('error', () => undefined);
      from.on('close', () => {
        this.ends.delete(from);
        if (this.open) to.destroy();
      });
    }
  }

  /** Only the door: connections that exist stay. */
  private async stopListening(): Promise<void> {
    const server = this.server;
    this.server = null;
    if (server === null) return;
    // It is closed for good when its connections are; the port is free at once.
    server.close();
    await new Promise((resolve) => setImmediate(resolve));
  }

  private async silenceDeaf(): Promise<void> {
    const deaf = this.deaf;
    this.deaf = null;
    if (deaf === null) return;
    const gone = once(deaf, 'exit');
    deaf.kill('SIGKILL');
    await gone;
    for (const end of this.ends) end.destroy();
  }

  /** Whether the kernel still takes a connection; one that it takes is kept, since it fills the queue. */
  private connects(): Promise<boolean> {
    return new Promise((resolve) => {
      const socket = connect(this.port, '127.0.0.1');
      this.ends.add(socket);
      socket.on('close', () => this.ends.delete(socket));
      socket.on('error', () => resolve(false));
      socket.on('connect', () => resolve(true));
      setTimeout(() => {
        if (socket.connecting) socket.destroy();
        resolve(false);
      }, 500);
    });
  }
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  return address.port;
}
