/** A part of the page did not come, or not in time. */
export class PartMissing extends Error {
  override readonly name = 'PartMissing';

  constructor(cause: unknown) {
    super('A part of the page did not come', { cause });
  }
}
