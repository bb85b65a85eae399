/** What a key may do; the contract's names. */
export const SCOPES = ['messages:write', 'messages:read', 'templates:write', 'callbacks:write', 'ops'] as const;
export type Scope = (typeof SCOPES)[number];

export function isScope(text: string): text is Scope {
  return SCOPES.some((scope) => scope === text);
}
