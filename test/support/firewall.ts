import { once } from 'node:events';
import { type Socket, connect, createServer } from 'node:net';

/** Between us and a server on this machine: a firewall that can forget all connections it has, and say nothing to either side. */
export class Firewall {
  private generation = 0;
  private readonly sockets = new Set<Socket>();
  private readonly server = createServer((ours) => this.join(ours));

  constructor(private readonly serverPort: number) {}

  async listen(port: number): Promise<void> {
    this.server.listen(port, '127.0.0.1');
    await once(this.server, 'listening');
  }

  /** From now on nothing comes through on the connections that exist; new ones are as before. */
  forget(): void {
    this.generation += 1;
  }

  close(): void {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
  }

  private join(ours: Socket): void {
    const { generation } = this;
    const theirs = connect(this.serverPort, '127.0.0.1');
    for (const [from, to] of [
      [ours, theirs],
      [theirs, ours],
    ] as const) {
      this.sockets.add(from);
      from.on('data', (chunk) => {
        if (generation === this.generation) to.write(chunk);
      });
      from.on('error', () => undefined);
      from.on('close', () => {
        this.sockets.delete(from);
        if (generation === this.generation) to.destroy();
      });
    }
  }
}
