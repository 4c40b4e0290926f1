import type { Confirmation } from '../../contract/confirmation';
import type { RequestRecord } from '../../contract/record';
import type { ApprovalInput } from '../../contract/request';
import { planConfirmation } from '../proxies';
import { requestStory } from './request-story';

/**
 * One confirmation: the people it names decide, whatever the policies say, and perhaps a value must be typed. Its
 * result is its record, as that of `hitlApproval`.
 *
 * @param carried the record so far, when a flooded run goes on as a new one
 */
export function hitlConfirmation(input: ApprovalInput, carried?: RequestRecord): Promise<RequestRecord> {
  // Started by hand it may lack one: the activity says so.
  const plan = ({ content, confirmation }: ApprovalInput) =>
    planConfirmation(content, confirmation as Confirmation);
  return requestStory({ kind: 'confirmation', plan }, input, carried);
}
