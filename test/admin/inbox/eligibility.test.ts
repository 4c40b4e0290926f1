import { eligibilityOf } from '../../../admin/inbox/eligibility';
import type { RequestView } from '../../../client';
import { AdminSchema } from '../../../contract/config/admin';

const { access } = AdminSchema.parse({ signIn: { dev: true }, access: { decide: ['everyone'] } });
const ana = { kind: 'person', account: 'dev ana', name: 'ana', via: 'inbox' } as const;
const pending = (unknown: string[]) =>
  ({
    status: 'pending',
    requesterId: 'eve',
    approvers: ['ana'],
    decisions: [],
    unknown,
  }) as unknown as RequestView;

test.each([
  [['plan'], ['approve', 'reject']],
  [['plan', 'context', 'description'], ['reject']],
  [['plan', 'confirmation'], ['reject']],
])(
  'without a worker, with %j unknown, the reader can %j: unknown content cannot be approved',
  (unknown, can) => {
    expect(eligibilityOf(pending(unknown), ana, access).can).toEqual(can);
  },
);
