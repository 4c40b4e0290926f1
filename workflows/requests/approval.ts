import type { RequestRecord } from '../../contract/record';
import type { ApprovalInput } from '../../contract/request';
import { planRequest } from '../proxies';
import { requestStory } from './request-story';

/**
 * One request for approval: the policies say who decides. Its result is its record: a rejected or expired request
 * completes too.
 *
 * @param carried the record so far, when a flooded run goes on as a new one
 */
export function hitlApproval(input: ApprovalInput, carried?: RequestRecord): Promise<RequestRecord> {
  return requestStory({ kind: 'approval', plan: ({ content }) => planRequest(content) }, input, carried);
}
