import { once } from 'node:events';
import { type Socket, connect } from 'node:net';
import { type Server, createServer } from 'node:tls';
import { freePort } from '#local-postgres';
import { type ShownCertificate, shown } from '../support/tls-certificates.js';

/** Stands where Meta stands, speaks TLS with the certificate that it is told to show, and passes on to the sandbox. */
export class TlsGate {
  private server: Server | null = null;
  private readonly sockets = new Set<Socket>();

  /** Decrypted bytes that somebody sent who was content with the certificate. */
  bytesHeard = 0;
  /** Connections that began with an HTTP request instead of a handshake. */
  plaintext = 0;

  private constructor(
    private readonly port: number,
    private readonly sandboxPort: number,
  ) {}

  static async open(sandboxUrl: string): Promise<TlsGate> {
    return new TlsGate(await freePort(), Number(new URL(sandboxUrl).port));
  }

  get url(): string {
    return `https://localhost:${this.port}`;
  }

  /** As another server: no connection and no session of the one before goes on. */
  async show(certificate: ShownCertificate): Promise<void> {
    await this.close();
    const server = createServer(shown(certificate));
    server.on('connection', (socket: Socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
    });
    server.on('tlsClientError', (error) => {
      if ('code' in error && error.code === 'ERR_SSL_HTTP_REQUEST') this.plaintext += 1;
    });
    server.on('secureConnection', (socket) => {
      const sandbox = connect(this.sandboxPort, '127.0.0.1');
      socket.on('data', (chunk: Buffer) => (this.bytesHeard += chunk.length));
      for (const [one, other] of [[socket, sandbox] as const, [sandbox, socket] as const]) {
        one.on('error', () => other.destroy());
        one.pipe(other);
      }
    });
    server.listen(this.port, 'localhost');
    await once(server, 'listening');
    this.server = server;
  }

  async close(): Promise<void> {
    const { server } = this;
    this.server = null;
    if (server === null) return;
    for (const socket of this.sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  }
}
