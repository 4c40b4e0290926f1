/** Where to go after signing in: an address of this desk, whatever was asked for. */
export function returnTo(wanted: string | undefined): string {
  // Printable ASCII but the backslash, as in any address that is percent-encoded: a header takes nothing else.
  // A second slash, or a backslash that browsers take for one, would name another host.
  return wanted !== undefined && /^\/(?![/\\])[!-[\]-~]*$/.test(wanted) ? wanted : '/';
}
