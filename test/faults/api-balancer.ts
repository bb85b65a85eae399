import { once } from 'node:events';
import { Agent, type IncomingMessage, type ServerResponse, createServer, request } from 'node:http';

/** Stands before several API processes as a Service and its ingress do: each request goes to the next of those that take part. */
export class ApiBalancer {
  private readonly agent = new Agent({ keepAlive: true });
  private readonly server = createServer((incoming, outgoing) => this.pass(incoming, outgoing));
  private readonly withdrawn = new Set<number>();
  /** Answers of each process, by its port. */
  private readonly answered = new Map<number, number>();
  private turn = 0;

  private constructor(
    readonly port: number,
    private readonly ports: readonly number[],
  ) {}

  static async open(port: number, ports: readonly number[]): Promise<ApiBalancer> {
    const balancer = new ApiBalancer(port, ports);
    balancer.server.listen(port, '127.0.0.1');
    await once(balancer.server, 'listening');
    return balancer;
  }

  /** How many requests each process answered. */
  get answers(): readonly number[] {
    return this.ports.map((port) => this.answered.get(port) ?? 0);
  }

  /** No further request goes there; those under way are finished. */
  withdraw(port: number): void {
    this.withdrawn.add(port);
  }

  admit(port: number): void {
    this.withdrawn.delete(port);
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
    this.agent.destroy();
  }

  private pass(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const port = this.next();
    const { method, url: path, headers } = incoming;
    const passedOn = request({ host: '127.0.0.1', port, method, path, headers, agent: this.agent }, (answer) => {
      this.answered.set(port, (this.answered.get(port) ?? 0) + 1);
      // Whether a connection is kept is a matter of its two ends alone.
      const { connection: _ours, 'keep-alive': _forSoLong, ...passed } = answer.headers;
      outgoing.writeHead(answer.statusCode ?? 502, passed);
      answer.pipe(outgoing);
    });
    passedOn.on('error', () => (outgoing.headersSent ? outgoing.destroy() : outgoing.writeHead(502).end()));
    outgoing.on('close', () => passedOn.destroy());
    incoming.pipe(passedOn);
  }

  private next(): number {
    const present = this.ports.filter((port) => !this.withdrawn.has(port));
    this.turn += 1;
    const port = present[this.turn % present.length];
    if (port === undefined) throw new Error('no API takes part');
    return port;
  }
}
