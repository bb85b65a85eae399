import { type LookupAddress, type LookupOptions, lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import type { CallbackAddresses } from './callback-addresses.js';

/** A connection that would have gone where callbacks may not go. */
export class AddressRefusedError extends Error {
  override readonly name = 'AddressRefusedError';
  readonly code = 'ADDRESS_REFUSED';
}

/** How a name becomes addresses; Node's own, but for tests. */
export type Resolve = (
  host: string,
  options: LookupOptions,
  done: (error: Error | null, addresses: LookupAddress[]) => void,
) => void;

const systemLookup: Resolve = (host, options, done) => lookup(host, { ...options, all: true }, done);

/**
 * Node's lookup with a look at what it found, for `net.connect`: the connection goes to the very addresses that were looked at,
 * so that a name which answers differently the second time (DNS rebinding) gains nothing. One that may not be reached is enough
 * to refuse them all.
 */
export function guardedLookup(addresses: CallbackAddresses, resolve: Resolve = systemLookup): LookupFunction {
  return (host, options, done) => {
    resolve(host, options, (error, found) => {
      if (error !== null) return done(error, []);
      const refused = found.find(({ address }) => !addresses.allows(address, host));
      const [first] = found;
      if (refused !== undefined || first === undefined) {
        return done(new AddressRefusedError(`${host} leads to an address that callbacks may not reach`), []);
      }
      if (options.all === true) return done(null, found);
      return done(null, first.address, first.family);
    });
  };
}
