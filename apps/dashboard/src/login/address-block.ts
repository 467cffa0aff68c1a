import ipaddr from 'ipaddr.js';

const IPV6_BITS = 64;

/**
 * What counts as one caller: an IPv4 address, or the /64 that one IPv6 subscriber is given and can pick addresses from at will. IPv4 in
 * IPv6's clothes is IPv4.
 */
export function addressBlock(address: string): string {
  if (!ipaddr.isValid(address)) return 'unknown';
  const ip = ipaddr.process(address);
  if (ip.kind() === 'ipv4') return ip.toString();
  return `${ipaddr.IPv6.networkAddressFromCIDR(`${ip.toString()}/${IPV6_BITS}`).toString()}/${IPV6_BITS}`;
}
