import { InvalidInput } from '../../../client';
import { eventually, startTemporal, type TemporalForTests } from '../../support/temporal';

let temporal: TemporalForTests;

beforeAll(async () => {
  temporal = await startTemporal();
  // Two, so that a list of one has a cursor.
  await request('pay');
  await request('pay');
  await eventually(async () => (await temporal.manager.countRequests()) === 2);
});
afterAll(() => temporal?.stop());

async function request(action: string, more = {}): Promise<string> {
  return (await temporal.manager.requestApproval({ action, requesterId: 'user-1', ...more })).id;
}

describe('listRequests', () => {
  test('wrong arguments are named', async () => {
    const { manager } = temporal;
    const { nextCursor: cursor } = await manager.listRequests({ limit: 1 });
    const wrong: [object, string][] = [
      [{ limit: 0 }, 'limit'],
      [{ limit: 1001 }, 'limit'],
      [{ status: 'done' }, 'status'],
      [{ order: 'oldest' }, 'order'],
      [{ order: 'deadline', status: 'approved' }, 'status'],
      [{ olderThan: 5 }, 'olderThan'],
      [{ dueWithin: '5' }, 'dueWithin'],
      [{ dueWithin: '5m', status: 'approved' }, 'dueWithin: only pending requests are due'],
      [{ dueWithin: '5m', status: 'ended' }, 'dueWithin'],
      [{ severity: 'urgent' }, 'severity: must be one of low, medium, high, critical'],
      [{ severity: [] }, 'severity'],
      [{ policy: [] }, 'policy'],
      [{ policy: '' }, 'policy'],
      [{ action: '*' }, "action: must not be '*' alone"],
      [{ resource: "it's'*" }, 'resource: must not have a quote'],
      [{ requesterId: 'a%4*' }, 'requesterId: must not have a quote'],
      [{ resource: ' a*' }, 'resource: must not begin or end with a space'],
      [{ approver: [] }, 'approver'],
      [{ requesterId: '' }, 'requesterId'],
      [{ requesterId: '\\'.repeat(100) }, 'requesterId: has too many backslashes'],
      [{ cursor: 'nonsense' }, 'cursor'],
      [{ cursor, status: 'pending' }, 'cursor'],
      [{ cursor, order: 'deadline' }, 'cursor'],
      [{ cursor, order: 'age' }, 'cursor'],
      [{ cursor, order: 'severity' }, 'cursor'],
    ];
    for (const [options, field] of wrong) {
      await expect(manager.listRequests(options as never)).rejects.toThrow(InvalidInput);
      await expect(manager.listRequests(options as never)).rejects.toThrow(field);
    }
  });
});

describe('names with characters that Temporal cannot search for', () => {
  const hostile = [
    'CORP\\jsmith',
    'a"b',
    "o'brien",
    "'quoted'",
    '"quoted"',
    'end\\',
    'a\\"b\\\'c',
    'tab\there',
    'line\nfeed',
    '50%5Coff',
    '%22%',
    "\\' OR HitlKind = 'approval' --",
  ];
  const found: Record<string, string> = {};
  beforeAll(() =>
    temporal.withWorker(
      async () => {
        for (const name of hostile)
          found[name] = await request(`act ${name} now`, { requesterId: name, runId: name });
        for (const id of Object.values(found))
          await eventually(async () => (await temporal.manager.getRequest(id)).stage === 1);
        await eventually(
          async () => (await temporal.manager.countRequests({ approver: 'cy' })) >= hostile.length,
        );
      },
      {
        directory: { [`team ${hostile.join('')}`.slice(0, 60)]: ['cy'] },
        policies: hostile.map((name, index) => ({
          name: `p${index}`,
          actions: [`act ${name} now`],
          approvers: [name, `team ${hostile.join('')}`.slice(0, 60)],
          allowSelfApproval: true,
        })),
      },
    ),
  );

  test.each(hostile)(
    '%j is found as requester, approver, run and action, and shown as it is',
    async (name) => {
      const listed = async (options: object) => (await temporal.manager.listRequests(options)).items;
      for (const options of [
        { requesterId: name },
        { approver: name },
        { approver: [name, 'nobody'] },
        { runId: name },
        { action: `act ${name} now` },
        { concerning: { requesterId: name, approvers: [name] } },
        { status: 'pending', order: 'deadline', approver: name },
      ])
        expect((await listed(options)).map(({ id }) => id)).toEqual([found[name]]);
      // Two letters of the name, or as many as make the beginning clear.
      const begins = [2, 3, 4, 5]
        .map((length) => name.slice(0, length))
        .find((text) => !/(?:'|%[0-9A-F]?)$/.test(text));
      expect((await listed({ requesterId: `${begins}*` })).map(({ id }) => id)).toContain(found[name]);
      const [item] = await listed({ requesterId: name });
      expect(item).toMatchObject({ requesterId: name, runId: name, action: `act ${name} now` });
      expect(item?.approvers).toContain(name);
    },
  );
});
