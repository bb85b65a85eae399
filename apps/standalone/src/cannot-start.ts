/** A reason to end, with exit code 1, that a person can do something about; the message says what. */
export class CannotStart extends Error {
  override readonly name = 'CannotStart';
}
