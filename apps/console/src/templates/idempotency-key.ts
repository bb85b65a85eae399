/** One for each thing that is asked for: asked twice, it is done once. The browser has randomUUID over TLS only. */
export function newIdempotencyKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
