import type { RawValue } from '@temporalio/common';
import type { Confirmation } from '../../contract/confirmation';
import type { RequestRecord } from '../../contract/record';
import type { ApprovalInput } from '../../contract/request';
import { planConfirmation } from '../proxies';
import { requestStory } from './request-story';

/**
 * One confirmation: the people it names decide, whatever the policies say, and perhaps a value must be typed. Its
 * result is its record, as that of `hitlApproval`.
 */
export function hitlConfirmation(...sent: RawValue[]): Promise<RequestRecord> {
  // Started by hand it may lack one: the activity says so.
  const plan = ({ content, confirmation }: ApprovalInput) =>
    planConfirmation(content, confirmation as Confirmation);
  return requestStory({ kind: 'confirmation', plan }, sent);
}
