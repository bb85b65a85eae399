import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '../fixtures/tls');

/** Whom to trust to find `localhost.pem` good: for `ca`, or NODE_EXTRA_CA_CERTS. */
export const AUTHORITY_FILE = join(FOLDER, 'authority.pem');

/** Whom to trust to find `redis.pem` good. */
export const REDIS_AUTHORITY_FILE = join(FOLDER, 'redis-authority.pem');

/** What a server shows: a good certificate, one that was good in January 2020, a good one of another host, or that of a Redis. */
export type ShownCertificate = 'localhost' | 'localhost-expired' | 'graph.example' | 'redis';

// Of nobody's server: it opens nothing but these tests.
const KEY =
  'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg6YckgYN9BYbHx9P9x7eYxJP8Nx6bWuAz6bDiNxY8NEuhRANCAASFw//9fErGIhp676xpfceneYwe1tN6FwGVY0pOiOkTc9ick9+YxUYXBXcmruvqv8Q3xmcWEDQaBbSMCksGSr/6';

/** For `https.createServer` and `tls.createServer`. */
export function shown(certificate: ShownCertificate): { readonly key: string; readonly cert: string } {
  const key = createPrivateKey({ format: 'der', type: 'pkcs8', key: Buffer.from(KEY, 'base64') });
  return {
    key: key.export({ format: 'pem', type: 'pkcs8' }).toString(),
    cert: readFileSync(join(FOLDER, `${certificate}.pem`), 'utf8'),
  };
}
