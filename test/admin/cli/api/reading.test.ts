import { ADMIN_CONFIG } from '../../../support/admin-app';
import { eventually } from '../../../support/temporal';
import { type Programs, startPrograms } from './programs';

let { temporal, admin, bot, direct } = {} as Programs;
startPrograms((started) => ({ temporal, admin, bot, direct } = started));

const work = (story: () => Promise<void>) => () => temporal.withWorker(story, ADMIN_CONFIG);
const request = async (...more: string[]) =>
  (await bot.json(['request', '--action', 'pay', ...more])).json.id as string;

test(
  'lists continue with a cursor, filter by several names, and print how many items they show',
  work(async () => {
    const mine = admin.through(admin.key(['request', 'read'], { name: 'lister' }));
    const empty = await mine.text(['list']);
    expect([empty.code, empty.stdout]).toEqual([0, '']);
    expect(empty.stderr).toContain('No pending requests that you may read now');
    for (let i = 0; i < 3; i++) await mine.json(['request', '--action', 'list_me']);
    await eventually(async () => (await mine.json(['list', '--action', 'list_me'])).json.items.length === 3);
    const first = await mine.text(['list', '--action', 'list_me', '--limit', '2']);
    expect(first.stderr).toContain('2 of the pending requests\n');
    const [, cursor = ''] = /--cursor (\S+)/.exec(first.stderr) ?? [];
    const rest = await mine.json(['list', '--action', 'list_me', '--limit', '2', '--cursor', cursor]);
    expect(rest.json.items).toHaveLength(1);
    expect((await mine.text(['list', '--action', 'list_me'])).stderr).toContain('3 of 3 pending requests');
    const none = [
      ['--severity', 'high'],
      ['--resource', 'x*'],
      ['--older-than', '1h'],
      ['--due-within', '1s'],
    ];
    for (const flags of none) expect((await mine.json(['list', ...flags])).json.items).toEqual([]);
    const all = [
      'list',
      '--action',
      'list_*',
      '--policy',
      'fallback',
      '--newer-than',
      '1h',
      '--order',
      'severity',
    ];
    await eventually(async () => (await mine.json(all)).json.items.length === 3);
    await eventually(
      async () =>
        (await mine.json(['list', '--approver', 'nobody', '--approver', 'finance-team'])).json.items
          .length === 3,
    );
  }),
);

test(
  'the text of a request links to its page and prints commands for the admin server without --as',
  work(async () => {
    const id = await request();
    await eventually(async () => (await bot.json(['show', id])).json.plan !== undefined);
    const { stdout } = await bot.text(['show', id]);
    expect(stdout).toContain(`${admin.url}/requests/${id}`);
    expect(stdout).not.toContain('Temporal UI');
    expect(stdout).toContain(`hitl approve ${id} --api ${admin.url}`);
  }),
);

test(
  'only a person who may read everything can read the policies',
  work(async () => {
    const other = admin.through(admin.key(['read'], { name: 'other' }));
    expect((await bot.json(['policies'])).code).toBe(4);
    expect((await other.json(['policies'])).code).toBe(4);
    const olga = admin.through(admin.key(['read'], { name: 'olga' }));
    expect((await olga.json(['policies'])).json).toEqual((await direct.json(['policies'])).json);
    const dry = ['policies', '--action', 'pay', '--requester', 'eve'];
    expect((await olga.json(dry)).json).toEqual((await direct.json(dry)).json);
  }),
);
