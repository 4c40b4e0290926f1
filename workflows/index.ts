/** `temporal-hitl/workflow`: for workers that bundle their own workflows beside ours. */
export { hitlApproval } from './approval';
export type { ApprovalInput } from '../contract/request';
export type { RequestRecord } from '../contract/record';
