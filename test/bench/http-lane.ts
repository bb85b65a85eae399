import { type Socket, connect } from 'node:net';

/** `status` 0: the connection broke before there was an answer. */
export type Heard = (status: number, body: Buffer) => void;

/** Where requests go. */
export interface Target {
  readonly host: string;
  readonly port: number;
}

const NOTHING = Buffer.alloc(0);
/** Nobody who measures waits longer for an answer: the server hangs. */
const LONGEST_MS = 600_000;
const END_OF_HEAD = '\r\n\r\n';
/** Every server here has it. */
const GREETING = 'GET /health/ready HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n';

/**
 * One kept connection, one request at a time, and as little work as an HTTP client can have: whoever makes the load has the same
 * two cores as whoever carries it. It reads answers with a Content-Length, which is how every server here answers; any other one counts as a broken connection.
 */
export class HttpLane {
  private socket: Socket | null = null;
  private heard: Heard | null = null;
  private received: Buffer = NOTHING;

  constructor(private readonly target: Target) {}

  /** `request`: all bytes of it. */
  ask(request: string | Buffer, heard: Heard): void {
    this.heard = heard;
    this.received = NOTHING;
    this.socket ??= this.open();
    this.socket.write(request);
  }

  /**
   * Resolves when the server has taken the connection and answered a first, small request. Node takes one connection each turn of its
   * event loop (libuv, since 1.45): whoever opens many to a server under load measures how long they wait for that.
   */
  greet(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.ask(GREETING, (status) =>
        status === 200 ? resolve() : reject(new Error(`a first request was answered ${status}, where 0 is not at all`)),
      );
    });
  }

  close(): void {
    this.socket?.destroy();
  }

  private open(): Socket {
    const socket = connect({ ...this.target, noDelay: true });
    socket.on('data', (chunk: Buffer) => this.read(chunk));
    socket.setTimeout(LONGEST_MS, () => socket.destroy());
    socket.on('error', () => undefined);
    socket.on('close', () => {
      if (this.socket === socket) this.socket = null;
      this.tell(0, NOTHING);
    });
    return socket;
  }

  private read(chunk: Buffer): void {
    this.received = this.received.length === 0 ? chunk : Buffer.concat([this.received, chunk]);
    const end = this.received.indexOf(END_OF_HEAD);
    if (end < 0) return;
    const head = this.received.toString('latin1', 0, end);
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
    if (length === undefined) {
      this.socket?.destroy();
      return;
    }
    const bodyAt = end + END_OF_HEAD.length;
    if (this.received.length < bodyAt + Number(length)) return;
    this.tell(Number(head.slice(9, 12)), this.received.subarray(bodyAt));
  }

  private tell(status: number, body: Buffer): void {
    const { heard } = this;
    this.heard = null;
    heard?.(status, body);
  }
}
