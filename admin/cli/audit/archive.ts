import { archivedRequest, archivedRequests } from '../../../audit/archive';
import type { AuditConfig } from '../../../contract/config/audit';
import type { Archive } from '../../http/context';
import { checkWith, publicKeysOf } from './settings';

/** Reads what Temporal no longer has from the audit log, for the admin server. */
export function openArchive(audit: AuditConfig): Archive {
  // `hitl dev` may make the key after the admin server has started.
  const check = () => checkWith(publicKeysOf(audit));
  return {
    request: (id) => archivedRequest(audit.sink, check(), id),
    requests: (search) => archivedRequests(audit.sink, check(), search),
  };
}
