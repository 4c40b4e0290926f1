import { LIMITS, utf8Bytes } from '../../../contract/limits';
import type { RequestRecord } from '../../../contract/request';
import { judge } from '../../../rules/requests/judge';
import { withTeams } from '../../../rules/requests/record';
import { approve, begun } from '../../support/requests';

const people = Array.from({ length: 300 }, (_, index) => `person-${index}`);
const size = (record: RequestRecord) => utf8Bytes(JSON.stringify(record));

function approvedByAll(notes: (person: string) => string): { record: RequestRecord; outcomes: string[] } {
  let record = begun([{ approvers: ['crowd'], quorum: people.length }], {}, { crowd: people });
  const outcomes = people.map((person) => {
    const judged = judge(record, approve(person, { notes: notes(person), decisionId: `d-${person}` }));
    record = judged.record;
    return judged.verdict.outcome;
  });
  return { record, outcomes };
}

/** With notes of 4 KB each. */
const talkative = approvedByAll((person) => `${person} ${'x'.repeat(4_000)}`);

test('after 300 approvals with notes of 4 KB Temporal accepts the record, and it has every decision', () => {
  const { record, outcomes } = talkative;
  expect(new Set(outcomes)).toEqual(new Set(['accepted']));
  expect(record).toMatchObject({ status: 'approved', end: { name: 'person-299' } });
  expect(record.decisions.map(({ decidedBy }) => decidedBy)).toEqual(people);
  expect(size(record)).toBeLessThan(1_500_000);
  expect(record.decisions[0]?.notes).toMatch(/^person-0 x+….*\(cut/);
  // The notes of the last person are not cut.
  expect(record.decisions.at(-1)?.notes).toHaveLength(4_000 + 'person-299 '.length);
});

test('the same with notes whose characters take six bytes each in JSON', () => {
  const { record } = approvedByAll(() => '\u0001'.repeat(4_000));
  expect(size(record)).toBeLessThan(1_500_000);
});

test('a decision with cut notes is still recognized by its decisionId', () => {
  const { record } = talkative;
  const open: RequestRecord = { ...record, status: 'pending' };
  const again = (notes: string) =>
    judge(open, approve('person-0', { notes, decisionId: 'd-person-0' })).verdict;
  expect(again(`person-0 ${'x'.repeat(4_000)}`).outcome).toBe('duplicate');
  expect(again('other words').outcome).toBe('invalid');
});

test('short notes are never cut', () => {
  const { record } = approvedByAll(() => 'looks right');
  expect(record.decisions.every(({ notes }) => notes === 'looks right')).toBe(true);
});

test('teams that do not fit into a record end the request with an error', () => {
  const crowd = Array.from({ length: 40_000 }, (_, index) => `someone-${index}@example.com`);
  const record = withTeams(begun([{ approvers: ['crowd'] }], {}, { crowd: ['ana'] }), { crowd });
  expect(record.plan).toMatchObject({
    teams: {},
    error: { name: 'TeamsTooLarge', message: expect.stringMatching(/40000 people.*smaller teams/) as string },
  });
  expect(utf8Bytes(JSON.stringify(record.plan))).toBeLessThan(LIMITS.teamsBytes);
});
