import { domainToASCII } from 'node:url';
import type { Subject } from '../../../contract/notification';
import { digest } from '../../../rules/digest';

/** The domain of the sender: that of `<approvals@example.com>` is `example.com`. */
export function domainOf(from: string): string {
  const written = /@([^@\s<>"]+)>?\s*$/.exec(from)?.[1] ?? '';
  return domainToASCII(written) || 'localhost';
}

/** The same for every attempt: a mailbox that already has it may drop a second copy. */
export function mailId(id: string, domain: string): string {
  return `<${id}@${domain}>`;
}

/** The root, never sent, of the thread that all mails about a subject are in. */
export function threadId({ kind, id }: Subject, domain: string): string {
  return `<hitl_${digest({ kind, id }).slice(0, 32)}@${domain}>`;
}
