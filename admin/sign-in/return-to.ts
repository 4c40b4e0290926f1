/** Where to go after signing in: an address of this desk, whatever was asked for. */
export function returnTo(wanted: string | undefined): string {
  // A second slash, or a backslash that browsers take for one, would name another host.
  return wanted !== undefined && /^\/(?![/\\])[^\\\s]*$/.test(wanted) ? wanted : '/';
}
