import { randomBytes } from 'node:crypto';

const OUTGOING_MARK = Buffer.from([0x15, 0x02, 0x00, 0x11, 0x18, 0x12]);
const INCOMING_MARK = Buffer.from([0x15, 0x02, 0x00, 0x12, 0x18, 0x14]);
const END = Buffer.from([0x00]);

/** Makes message ids that are built like Meta's: base64 with the phone of the other side inside, unique across restarts. */
export class Wamids {
  readonly #prefix = randomBytes(5).toString('hex').toUpperCase();
  #count = 0;

  outgoing(phone: string): string {
    return this.#wamid(phone, OUTGOING_MARK, 18);
  }

  incoming(phone: string): string {
    return this.#wamid(phone, INCOMING_MARK, 20);
  }

  #wamid(phone: string, mark: Buffer, length: number): string {
    const serial = (this.#count++)
      .toString(16)
      .toUpperCase()
      .padStart(length - this.#prefix.length, '0');
    const start = Buffer.from([0x1c, 0x18, phone.length]);
    return `wamid.${Buffer.concat([start, Buffer.from(phone), mark, Buffer.from(this.#prefix + serial), END]).toString('base64')}`;
  }
}
