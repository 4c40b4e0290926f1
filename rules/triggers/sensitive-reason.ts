import type { SensitiveFindings } from './trigger-facts';

/** What was found and where, such as `2 findings of sensitive data: card at $.customer.note, email at $.text`. */
export function sensitiveReason({ total, named, unnamed }: SensitiveFindings): string {
  const noun = total === 1 ? 'finding' : 'findings';
  const places = named.map(
    ({ kind, place, count }) => `${kind} at ${place}${count > 1 ? ` (${count})` : ''}`,
  );
  const rest = unnamed > 0 ? ` and ${unnamed} more` : '';
  return `${total} ${noun} of sensitive data${places.length > 0 ? `: ${places.join(', ')}${rest}` : ''}`;
}
