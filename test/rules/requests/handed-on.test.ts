import type { Evidence } from '../../../contract/evidence';
import { LIMITS, utf8Bytes } from '../../../contract/limits';
import type { RequestContent, RequestRecord } from '../../../contract/request';
import { contentOf } from '../../../rules/requests/edit';
import { handedOn, takenOver } from '../../../rules/requests/handed-on';
import { editable } from '../../support/edits';

const rules = editable({
  policies: [
    {
      name: 'p',
      approvers: ['finance'],
      quorum: 2,
      decisions: ['approve', 'edit'],
      editable: ['/amount', '/text'],
    },
  ],
});
const json = <T>(value: T) => JSON.parse(JSON.stringify(value)) as T;
const evidence: Evidence[] = [{ kind: 'text', title: 'Log', content: 'x' }];

async function edited(content: Partial<RequestContent>, change: object) {
  const before = await rules.begin(content);
  const { record } = await rules.edit(before, 'ana', { ...before.context, ...change });
  return { before, record };
}

test('a record that is handed on is whole again, before and after an edit', async () => {
  const { before, record } = await edited({ context: { amount: 1 }, evidence }, { amount: 2 });
  expect(record.revision).toBe(2);
  for (const each of [before, record])
    expect(takenOver(json(handedOn(each)) as RequestRecord, contentOf(before))).toEqual(each);
});

test('the largest record fits into the 2 MB that a run may hand on', async () => {
  const large = (bytes: number) => 'x'.repeat(bytes - 200);
  const content = {
    context: { amount: 1, text: large(LIMITS.contextBytes) },
    evidence: [{ kind: 'text', title: 'Log', content: large(LIMITS.evidenceBytes) }] as Evidence[],
    rationale: large(LIMITS.descriptionBytes),
    description: large(LIMITS.descriptionBytes),
  };
  const { before, record } = await edited(content, { amount: 2 });
  const filled: RequestRecord = {
    ...record,
    comments: [{ at: record.requestedAt, transport: 'update', by: 'ana', text: large(LIMITS.commentsBytes) }],
    decisions: record.decisions.map((each) => ({ ...each, notes: large(LIMITS.decisionsBytes) })),
    revisions: record.revisions?.map((each) => ({
      ...each,
      patch: [{ op: 'replace', path: '/text', value: large(LIMITS.patchesBytes) }],
    })),
    formerMembers: { crowd: [large(LIMITS.teamsBytes)] },
    refused: Array.from({ length: LIMITS.recordedRefusals }, () => ({
      at: record.requestedAt,
      transport: 'signal' as const,
      attempt: 'edit' as const,
      by: large(400),
      outcome: 'invalid' as const,
      message: large(1_200),
    })),
  };
  const size = (...values: object[]) =>
    values.reduce((sum: number, value) => sum + utf8Bytes(JSON.stringify(value)), 0);
  expect(size({ content: contentOf(before) }, handedOn(filled))).toBeLessThan(2_000_000);
  expect(size(filled)).toBeLessThan(2_000_000);
});
