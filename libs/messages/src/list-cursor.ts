/** Where a page of the list ended: opaque to callers, a position (created, id) to the query. */
export class ListCursor {
  constructor(
    readonly createdAt: string,
    readonly id: string,
  ) {}

  /** Null when the text was not made by `toString`. */
  static parse(text: string): ListCursor | null {
    const [createdAt = '', id = '', ...rest] = Buffer.from(text, 'base64url').toString('utf8').split(' ');
    const wellFormed = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(createdAt) && /^[0-9a-f-]{36}$/.test(id) && rest.length === 0;
    return wellFormed && !Number.isNaN(Date.parse(createdAt)) ? new ListCursor(createdAt, id) : null;
  }

  toString(): string {
    return Buffer.from(`${this.createdAt} ${this.id}`).toString('base64url');
  }
}
