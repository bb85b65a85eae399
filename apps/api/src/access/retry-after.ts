/** The header, in whole seconds (RFC 9110 §10.2.3). */
export function retryAfter(milliseconds: number): { readonly 'retry-after': string } {
  return { 'retry-after': String(Math.max(1, Math.ceil(milliseconds / 1_000))) };
}
