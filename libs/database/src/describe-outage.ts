const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  ENOTFOUND: 'no such host',
  EAI_AGAIN: 'the name cannot be looked up',
  ETIMEDOUT: 'no answer in time',
  EHOSTUNREACH: 'host unreachable',
};

const STATEMENT_CANCELLED = '57014';

/** Why no connection comes about, for whoever may read DATABASE_URL: one line with host and port, without the password. */
export function describeOutage(url: string, error: unknown): string {
  const place = URL.canParse(url) ? placeOf(new URL(url)) : 'DATABASE_URL';
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const known = REASONS[code];
  if (known !== undefined) {
    return `PostgreSQL does not answer at ${place} (${known}): start it or correct DATABASE_URL`;
  }
  const said = error instanceof Error ? error.message : String(error);
  // The driver's own clock, which gives no code, or PostgreSQL's for a statement: nobody refused anything.
  if (/\btimeout\b/.test(said) && (code === '' || code === STATEMENT_CANCELLED))
    return `PostgreSQL does not answer at ${place} in time (${said}): see how busy it is, or correct DATABASE_URL`;
  return `PostgreSQL at ${place} does not let us in (${said}): correct it or DATABASE_URL`;
}

function placeOf({ hostname, port }: URL): string {
  return `${hostname || 'localhost'}:${port || '5432'}`;
}
