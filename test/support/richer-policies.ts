import type { ConfigInput } from '../../contract/config/config';

/** Policies whose approvers may do more than approve and reject (design rules 20 to 25). */
export const RICHER: ConfigInput = {
  directory: { 'finance-team': ['ana', 'bo'], people: ['ana', 'bo', 'cy', 'olga'] },
  policies: [
    {
      name: 'payments',
      actions: ['pay'],
      approvers: ['finance-team'],
      decisions: ['approve', 'reject', 'edit', 'respond'],
      editable: ['/amount', '/memo'],
    },
    {
      name: 'two',
      actions: ['pay_twice'],
      approvers: ['finance-team'],
      quorum: 2,
      decisions: ['approve', 'reject', 'edit'],
      editable: ['/amount'],
    },
    {
      name: 'read',
      actions: ['pay_batch'],
      approvers: ['finance-team'],
      decisions: ['approve', 'edit'],
      editable: ['/amount'],
      mustReadAll: true,
    },
    {
      name: 'form',
      actions: ['book'],
      approvers: ['finance-team'],
      decisions: ['approve', 'reject', 'respond'],
      response: {
        properties: { cost_center: { type: 'string', pattern: '^K[0-9]+$', description: 'as in SAP' } },
        required: ['cost_center'],
      },
    },
    { name: 'plain', actions: ['deploy'], approvers: ['ana'] },
  ],
};
