/** A callback that is not to be believed: forged, changed on its way, too old, or no callback at all. Answer it with 401. */
export class CallbackError extends Error {
  override readonly name = 'CallbackError';
}
