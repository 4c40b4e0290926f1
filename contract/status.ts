/** How a request stands. For people who port from the original: `ApprovalStatus.APPROVED`. */
export const ApprovalStatus = {
  PENDING: 'pending',
  APPROVED: 'approved',
  REJECTED: 'rejected',
  EXPIRED: 'expired',
  CANCELLED: 'cancelled',
} as const;

export type RequestStatus = (typeof ApprovalStatus)[keyof typeof ApprovalStatus];

export const REQUEST_STATUSES = Object.values(ApprovalStatus);
