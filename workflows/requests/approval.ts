import type { RawValue } from '@temporalio/common';
import type { RequestRecord } from '../../contract/record';
import { planRequest } from '../proxies';
import { requestStory } from './request-story';

/**
 * One request for approval: the policies say who decides. Its result is its record: a rejected or expired request
 * completes too.
 */
export function hitlApproval(...sent: RawValue[]): Promise<RequestRecord> {
  return requestStory({ kind: 'approval', plan: ({ content }) => planRequest(content) }, sent);
}
