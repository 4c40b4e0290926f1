import type { Message } from '../../activities/channels/channel';

/** A message about a new approval, as a channel receives it. */
export function aMessage(more: Partial<Message> = {}): Message {
  return {
    id: 'msg_0123456789abcdef0123456789abcdef',
    subject: { kind: 'request', id: 'request-1' },
    event: 'requested',
    title: 'Approval needed: transfer_funds on bank-account-123',
    text: 'Transfer $15,000 to vendor',
    facts: [{ label: 'Requested by', value: 'agent-1' }],
    details: '{\n  "amount": 15000\n}',
    link: 'https://approvals.example.com/requests/request-1',
    isCall: true,
    attempt: 1,
    ...more,
  };
}
