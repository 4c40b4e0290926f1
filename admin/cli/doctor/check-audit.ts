import { existsSync } from 'node:fs';
import type { AuditConfig } from '../../../contract/config/audit';
import type { Config } from '../../../contract/config/config';
import { describeSink } from '../audit/run';
import { auditSigner } from '../audit/settings';
import { failed, type Check, passed } from './check';

const NAME = 'audit log';

/**
 * Checks whether there is an audit log, and whether an auditor can sign it.
 *
 * @param ofDev the log that a running `hitl dev` keeps where the config has none
 */
export function checkAudit({ audit }: Pick<Config, 'audit'>, ofDev: AuditConfig | undefined): Check {
  if (audit === undefined && ofDev !== undefined)
    return passed(NAME, `none in the config; hitl dev keeps one in ${describeSink(ofDev)}`);
  if (audit === undefined)
    return passed(
      NAME,
      'none: the record of a request ends with the retention of the namespace (docs/operate/audit.md)',
    );
  try {
    const { keyId } = auditSigner(audit);
    const { sink } = audit;
    const isNew = sink.type === 'files' && !existsSync(sink.folder);
    const state = isNew ? ', which no auditor has written yet' : '';
    const { channels } = audit.anchors;
    const anchors = channels.length === 0 ? '' : `, anchors to ${channels.join(', ')}`;
    return passed(NAME, `${describeSink(audit)}${state}, signed with ${keyId}${anchors}`);
  } catch (error) {
    return failed(
      NAME,
      (error as Error).message,
      'Correct audit.signing, or run this where the auditor runs.',
    );
  }
}
