import { createOutput } from '../../../admin/cli/output';
import { noticeOf } from '../../../admin/text/notice';
import { timeline } from '../../../admin/text/request';
import { shortenTimes } from '../../../admin/text/time';
import { verdictText } from '../../../admin/text/verdict';
import type { RefusalRecord } from '../../../contract/request';
import { openRequest } from '../../../rules/requests/record';

const io = { stdout: () => {}, stderr: () => {}, stdin: async () => '', env: {}, colour: false };
const out = createOutput({ ...io, program: 'hitl', onStop: () => () => {} }, 'text');
const AT = '2026-11-23T03:02:09.552Z';

test('the missing approvals are shown once, with the people of a team', () => {
  const need = (policy: string, from: string[], people: string[]) => ({
    policy,
    stage: 1,
    count: 1,
    from,
    people,
  });
  const message =
    'The approval was counted. Policy prod_deletes requires 1 approval from manager; Policy security requires 1 approval from cy.';
  const needed = [need('prod_deletes', ['manager'], ['di', 'eve']), need('security', ['cy'], ['cy'])];
  const verdict = { outcome: 'accepted', status: 'pending', id: 'r-1', message, needed } as const;
  expect(verdictText(out, { ...verdict, needed: [...needed] })).toBe(
    'accepted: The approval was counted. Policy prod_deletes requires 1 approval from manager: di, eve; Policy security requires 1 approval from cy.\n' +
      'r-1 is pending.',
  );
});

test('times in sentences are as all others', () => {
  expect(shortenTimes(`approved by ana at ${AT}: ok.`)).toBe(
    'approved by ana at 2026-11-23 03:02:09 UTC: ok.',
  );
  const verdict = { outcome: 'conflict', status: 'approved', id: 'r-1', message: `since ${AT}.` } as const;
  expect(verdictText(out, verdict)).toContain('conflict: since 2026-11-23 03:02:09 UTC.');
});

test('the timeline tells an attempt that did not count as a sentence, and a repeated one as none refused', () => {
  const request = openRequest('r-1', { action: 'pay', context: {}, requesterId: 'agent' }, 0);
  const tried = (attempt: RefusalRecord['attempt'], outcome: RefusalRecord['outcome'], by?: string) => ({
    at: AT,
    transport: 'update' as const,
    via: 'cli',
    attempt,
    outcome,
    ...(by !== undefined && { by }),
    message: `It is so since ${AT}.`,
  });
  const refused = [
    tried('approve', 'not_authorized', 'anna'),
    tried('approve', 'duplicate', 'ana'),
    tried('unreadable', 'invalid'),
  ];
  const since = 'It is so since 2026-11-23 03:02:09 UTC.';
  expect(timeline({ ...request, refused, refusedCount: 3 }).map((line) => line.slice(27))).toEqual([
    'requested by agent',
    `refused: anna tried to approve with the CLI: not authorized. ${since}`,
    `repeated: ana tried to approve with the CLI. ${since}`,
    `refused: an unknown person sent an unreadable message with the CLI: invalid. ${since}`,
  ]);
});

test('the notice to the approver says once that the decision counted, and what is still needed', () => {
  const message = 'The approval was counted. Policy two requires 1 approval from manager.';
  const verdict = { outcome: 'accepted' as const, message, id: 'r', status: 'pending' };
  expect(noticeOf(verdict, 'Your approval counted')).toEqual({
    counted: true,
    title: 'Your approval counted',
    message: 'Still needed: Policy two requires 1 approval from manager.',
  });
  expect(noticeOf({ ...verdict, message: 'Approved.' }).message).toBe('Approved.');
});
