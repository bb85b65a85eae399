import ipaddr from 'ipaddr.js';

type Block = ReturnType<typeof ipaddr.parseCIDR>;

/**
 * Where callbacks may go: to public addresses, and to the hosts and networks that CALLBACK_ALLOWED_HOSTS names. Everything
 * that is private, of this machine, of its link (the metadata of clouds), reserved, or an IPv4 address in the clothes of an
 * IPv6 one is refused; so is what answers from a public address to every machine of a cloud. https://cheatsheetseries.owasp.org/cheatsheets/Server_Side_Request_Forgery_Prevention_Cheat_Sheet.html
 */
export class CallbackAddresses {
  private readonly hosts: ReadonlySet<string>;
  private readonly blocks: readonly Block[];

  constructor(allowed: readonly string[]) {
    this.blocks = allowed.flatMap(blockOf);
    this.hosts = new Set(allowed.filter((entry) => blockOf(entry).length === 0).map((host) => plainHost(host)));
  }

  /** Whether a connection for this host may go to this address. */
  allows(address: string, host: string): boolean {
    if (this.hosts.has(plainHost(host))) return true;
    const plain = address.replace(/%.*$/, '');
    if (!ipaddr.isValid(plain)) return false;
    const parsed = ipaddr.process(plain);
    if (this.blocks.some(([network, bits]) => network.kind() === parsed.kind() && parsed.match(network, bits)))
      return true;
    return parsed.range() === 'unicast' && !isIpv4Compatible(parsed) && !OF_CLOUDS.has(parsed.toString());
  }
}

/** Azure's WireServer. https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16 */
const OF_CLOUDS: ReadonlySet<string> = new Set(['168.63.129.16']);

/** The address that a host of a URL is by itself; null where it is a name. */
export function addressOf(host: string): string | null {
  const plain = plainHost(host);
  return ipaddr.isValid(plain) ? plain : null;
}

/** Without the brackets of IPv6, the dot of the root, and case. */
function plainHost(host: string): string {
  return host
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '');
}

function blockOf(entry: string): Block[] {
  if (ipaddr.isValidCIDR(entry)) return [ipaddr.parseCIDR(entry)];
  if (!ipaddr.isValid(entry)) return [];
  const address = ipaddr.process(entry);
  return [[address, address.kind() === 'ipv4' ? 32 : 128]];
}

/** `::127.0.0.1`, which RFC 4291 has given up and some systems still route. */
function isIpv4Compatible(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  return address instanceof ipaddr.IPv6 && address.parts.slice(0, 6).every((part) => part === 0);
}
