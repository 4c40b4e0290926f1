/** The addresses of the pages. An id may contain any character, so it is one percent-encoded segment. */

const under = (folder: string) => (id: string) =>
  // As a path segment, these two ids would name another address.
  id === '.' || id === '..' ? `/${folder}?id=${id}` : `/${folder}/${encodeURIComponent(id)}`;

export const requestAt = under('requests');
export const escalationAt = under('escalations');
export const runAt = under('runs');

/** The page of a request with everything unfolded and the decision at its end. */
export function readAllAt(id: string): string {
  return withQuery(requestAt(id), { read: 'all' });
}

/** The page that edits the arguments of a request. @param read the proof that everything was read, if a policy wants that */
export function editAt(id: string, read?: string): string {
  return withQuery(id === '.' || id === '..' ? `/edit?id=${id}` : `${requestAt(id)}/edit`, { read });
}

/** The picture that is the evidence number `index` of a request. */
export function evidenceAt(id: string, index: number): string {
  if (id === '.' || id === '..') return withQuery('/evidence', { id, n: `${index}` });
  return `${requestAt(id)}/evidence/${index}`;
}

/** The id in such an address. */
export function idIn(address: string): string {
  const { pathname, searchParams } = new URL(address);
  const [, , segment] = pathname.split('/');
  try {
    return segment === undefined ? (searchParams.get('id') ?? '') : decodeURIComponent(segment);
  } catch {
    return '';
  }
}

/** The address with these query parameters. Empty ones are left out. A list is repeated. */
export function withQuery(
  path: string,
  query: Record<string, string | readonly string[] | undefined>,
): string {
  const entries = Object.entries(query).flatMap(([name, values]) =>
    [values ?? []].flat().flatMap((value) => (value === '' ? [] : [[name, value] as [string, string]])),
  );
  if (entries.length === 0) return path;
  return `${path}${path.includes('?') ? '&' : '?'}${new URLSearchParams(entries).toString()}`;
}

/** The page that warns before it leads to an address that an agent wrote. */
export function leaveAt(to: string): string {
  return withQuery('/leave', { to });
}
