import { describe, expect, it } from 'vitest';
import { CallbackAddresses } from './callback-addresses.js';
import { checkCallbackUrl } from './check-callback-url.js';

const PUBLIC_ONLY = { addresses: new CallbackAddresses([]), httpsOnly: true };

/** Everything that has led a server to call itself, its neighbours or its cloud. */
const REFUSED = [
  ['this machine', 'https://127.0.0.1/'],
  ['this machine by another of its addresses', 'https://127.255.255.254/'],
  ['this machine by name', 'https://localhost/'],
  ['this machine by a name with the dot of the root', 'https://localhost./'],
  ['this machine as one number', 'https://2130706433/'],
  ['this machine in hexadecimal', 'https://0x7f000001/'],
  ['this machine in octal', 'https://0177.0.0.1/'],
  ['this machine, shortened', 'https://127.1/'],
  ['this machine in full-width digits', 'https://１２７.０.０.１/'],
  ['no address', 'https://0.0.0.0/'],
  ['this machine in IPv6', 'https://[::1]/'],
  ['no address in IPv6', 'https://[::]/'],
  ['IPv4 in the clothes of IPv6', 'https://[::ffff:127.0.0.1]/'],
  ['the same in hexadecimal', 'https://[::ffff:7f00:1]/'],
  ['a private network in the clothes of IPv6', 'https://[::ffff:10.0.0.1]/'],
  ['the metadata of clouds in the clothes of IPv6', 'https://[::ffff:169.254.169.254]/'],
  ['IPv4 in the old clothes of IPv6', 'https://[::127.0.0.1]/'],
  ['IPv4 behind a translator', 'https://[64:ff9b::7f00:1]/'],
  ['IPv4 behind a translator of an own network', 'https://[64:ff9b:1::a00:1]/'],
  ['IPv4 in a tunnel (6to4)', 'https://[2002:7f00:1::]/'],
  ['IPv4 in a tunnel (Teredo)', 'https://[2001:0:7f00:1::]/'],
  ['the private network 10', 'https://10.0.0.5/'],
  ['the private network 172.16', 'https://172.31.255.255/'],
  ['the private network 192.168', 'https://192.168.1.1/'],
  ['the network behind a carrier', 'https://100.64.0.1/'],
  ['the metadata of clouds', 'https://169.254.169.254/latest/meta-data/'],
  ['the metadata of Alibaba', 'https://100.100.100.200/'],
  ['what every machine in Azure asks for its certificates', 'https://168.63.129.16/'],
  ['the metadata of Amazon in IPv6', 'https://[fd00:ec2::254]/'],
  ['the neighbours on the link', 'https://[fe80::1]/'],
  ['a local network in IPv6', 'https://[fd12:3456:789a::1]/'],
  ['a site in IPv6', 'https://[fec0::1]/'],
  ['everybody', 'https://255.255.255.255/'],
  ['a group', 'https://224.0.0.1/'],
  ['a group in IPv6', 'https://[ff02::1]/'],
  ['what is reserved', 'https://240.0.0.1/'],
  ['benchmarks', 'https://198.18.0.1/'],
  ['what is for books only', 'https://192.0.2.1/'],
] as const;

describe('callbacks', () => {
  it.each(REFUSED)('never go to %s (%s)', async (_what, url) => {
    expect(await checkCallbackUrl(url, PUBLIC_ONLY)).toContain('leads to an address that is private');
  });

  it.each(['https://8.8.8.8/hook', 'https://[2606:4700:4700::1111]/hook?key=1', 'https://203.0.114.1:8443/'])(
    'may go to an address of the internet: %s',
    async (url) => {
      expect(await checkCallbackUrl(url, PUBLIC_ONLY)).toBeNull();
    },
  );

  it('may go to a name that leads nowhere just now: it is looked at again with each delivery', async () => {
    expect(await checkCallbackUrl('https://nowhere.invalid/hook', PUBLIC_ONLY)).toBeNull();
  });

  it.each([
    ['http://8.8.8.8/', 'must begin with https://'],
    ['ftp://8.8.8.8/', 'must begin with https://'],
    ['file:///etc/passwd', 'must begin with https://'],
    ['https://user:secret@callbacks.example.com/', 'must not hold a user name or a password'],
    ['https://user@8.8.8.8/', 'must not hold a user name or a password'],
    ['https://8.8.8.8/#here', 'must not have a fragment'],
    ['procurement.example.com/callbacks', 'must be a URL'],
    [`https://8.8.8.8/${'a'.repeat(2_048)}`, 'must have at most 2048 characters'],
  ])('do not go to %s: it %s', async (url, why) => {
    expect(await checkCallbackUrl(url, PUBLIC_ONLY)).toContain(why);
  });

  it('may go without TLS where this is not production', async () => {
    const rules = { ...PUBLIC_ONLY, httpsOnly: false };
    expect(await checkCallbackUrl('http://8.8.8.8/', rules)).toBeNull();
    expect(await checkCallbackUrl('ftp://8.8.8.8/', rules)).toBe('must begin with https:// or http://');
  });

  it('may go where CALLBACK_ALLOWED_HOSTS lets them, and nowhere beside it', async () => {
    const addresses = new CallbackAddresses(['10.1.0.0/16', '192.168.0.7', 'fd12:3456::/32', 'Localhost']);
    const check = (host: string) => checkCallbackUrl(`https://${host}/`, { addresses, httpsOnly: true });
    for (const host of ['10.1.2.3', '192.168.0.7', '[fd12:3456::1]', '[::ffff:10.1.2.3]', 'localhost', 'LOCALHOST.'])
      expect([host, await check(host)]).toEqual([host, null]);
    for (const host of ['10.2.0.1', '192.168.0.8', '[fd12:3457::1]', '127.0.0.1', '[::1]'])
      expect([host, await check(host)]).toEqual([host, expect.stringContaining('private')]);
  });
});
