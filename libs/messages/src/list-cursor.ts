/** Where a page of the list ended: opaque to callers, a position (created, id) to the query. */
export class ListCursor {
  constructor(
    readonly createdAt: string,
    readonly id: string,
  ) {}

  /** Null when the text was not made by `toString`. */
  static parse(text: string): ListCursor | null {
    const [createdAt = '', id = '', ...rest] = Buffer.from(text, 'base64url').toString('utf8').split(' ');
    const wellFormed = rest.length === 0 && UUID.test(id) && isInstant(createdAt);
    return wellFormed ? new ListCursor(createdAt, id) : null;
  }

  /** Further behind in the list. */
  isOlderThan(other: ListCursor): boolean {
    return this.createdAt === other.createdAt ? this.id < other.id : this.createdAt < other.createdAt;
  }

  toString(): string {
    return Buffer.from(`${this.createdAt} ${this.id}`).toString('base64url');
  }
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** As `Date.toISOString` writes it: JavaScript reads 30 February as well, and PostgreSQL refuses it. */
function isInstant(text: string): boolean {
  const time = new Date(text);
  return !Number.isNaN(time.getTime()) && time.toISOString() === text;
}
