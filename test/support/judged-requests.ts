import { after, approve, begun, cancel, DEADLINE, HASH, reject } from './requests';

// The requester is eve. Teams: finance is ana, bo and eve; security is cy and eve; board is di and ana.
export const one = () => begun([{ approvers: ['finance'] }]);
export const two = () => begun([{ approvers: ['finance'], quorum: 2 }]);
export const both = () => begun([{ approvers: ['finance'] }, { approvers: ['security'] }]);
export const lenient = () => begun([{ approvers: ['finance', 'cy'], quorum: 2, rejectionsToReject: 2 }]);
export const stages = () => begun([{ approvers: ['finance'] }, { approvers: ['board'], stage: 2 }]);
export const wholly = () => begun([{ approvers: ['finance'], quorum: 2, mustReadAll: true }]);
export const named = { expected: { contentHash: HASH } };
export const second = () => after(stages(), approve('ana', { decisionId: 'd1' }));
export const late = { at: DEADLINE };

export const expired = () => after(one(), approve('mallory', late));
export const cancelled = () => after(one(), cancel('eve', { reason: 'not needed' }));
export const approved = () => after(one(), approve('ana'));
export const rejected = () => after(one(), reject('ana'));
