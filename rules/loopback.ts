import ipaddr from 'ipaddr.js';

/** Whether a host (a name, an IPv4 address, or an IPv6 address with or without brackets) is always this machine. */
export function isLoopback(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, '').toLowerCase();
  return name === 'localhost' || (ipaddr.isValid(name) && ipaddr.process(name).range() === 'loopback');
}
