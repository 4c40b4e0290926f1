import { existsSync } from 'node:fs';
import type { Config } from '../../../contract/config/config';
import { describeSink } from '../audit/run';
import { auditSigner } from '../audit/settings';
import { failed, type Check, passed } from './check';

const NAME = 'audit log';

/** Checks whether the config has an audit log, and whether an auditor can sign it. */
export function checkAudit({ audit }: Pick<Config, 'audit'>): Check {
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
