import { archivedRequest } from '../../../audit/archive';
import type { AuditConfig } from '../../../contract/config/audit';
import type { AdminContext } from '../../http/context';
import { checkWith, publicKeysOf } from './settings';

/** Reads requests that Temporal no longer has from the audit log, for the admin server. */
export function openArchive(audit: AuditConfig): NonNullable<AdminContext['archive']> {
  // `hitl dev` may make the key after the admin server has started.
  return (id) => archivedRequest(audit.sink, checkWith(publicKeysOf(audit)), id);
}
