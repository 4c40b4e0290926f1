import { type Ask, adminOn, type AdminForTests, ADMIN_CONFIG } from '../../support/admin-app';
import { startTemporal, type TemporalForTests } from '../../support/temporal';

let temporal: TemporalForTests;
let admin: AdminForTests;
const people: Record<string, Ask> = {};
let agent: Ask;

beforeAll(async () => {
  temporal = await startTemporal({ keepsWorker: true });
  admin = adminOn(temporal);
  for (const name of ['ana', 'bo', 'cy', 'olga', 'vi']) people[name] = await admin.as(name);
  agent = admin.withKey(['request', 'read'], { name: 'agent' });
});
afterAll(() => temporal?.stop());

const work = (story: () => Promise<void>) => () => temporal.withWorker(story, ADMIN_CONFIG);

/** Opens an escalation of the agent's run at the first level, which is assigned to finance. */
async function escalated() {
  const runId = `run-${Math.random()}`;
  const { body } = await agent('POST', `/api/runs/${runId}/escalations`, {
    level: 'human_review',
    reason: 'odd',
  });
  const { escalationId: id } = body as { escalationId: string };
  const act = (name: string, verb: string, said: object = {}, headers: Record<string, string> = {}) =>
    (people[name] as Ask)('POST', `/api/escalations/${id}/${verb}`, said, headers);
  return { id, runId, act };
}

const verdict = (status: number, outcome: string) => ({ status, body: { outcome } });
const resolution = (action: string, more: object = {}) => ({ action, resolution: 'looked at it', ...more });

it(
  'is acknowledged by one person; a second click counts once, and other people learn who took it',
  work(async () => {
    const { id, act } = await escalated();
    const click = { 'Idempotency-Key': 'click-1' };
    expect(await act('ana', 'acknowledge', { notes: 'on it' }, click)).toMatchObject(
      verdict(200, 'accepted'),
    );
    expect(await act('ana', 'acknowledge', { notes: 'on it' }, click)).toMatchObject(
      verdict(200, 'duplicate'),
    );
    expect(await act('ana', 'acknowledge', { notes: 'other' }, click)).toMatchObject(verdict(422, 'invalid'));
    expect(await act('bo', 'acknowledge')).toMatchObject(verdict(409, 'superseded'));
    expect(await act('olga', 'acknowledge')).toMatchObject(verdict(403, 'not_authorized'));
    expect(await act('vi', 'acknowledge')).toMatchObject({ status: 403, body: { name: 'Forbidden' } });
    expect((await people.bo!('GET', `/api/escalations/${id}`)).body).toMatchObject({
      status: 'acknowledged',
      acknowledgedBy: 'ana',
      refused: expect.arrayContaining([expect.objectContaining({ by: 'olga', outcome: 'not_authorized' })]),
    });
  }),
);

it(
  'continues the run when it is resolved; a late attempt gets the resolution that stands',
  work(async () => {
    const { id, runId, act } = await escalated();
    const waiting = people.ana!('GET', `/api/escalations/${id}/wait`);
    expect(await act('ana', 'resolutions', resolution('continue'))).toMatchObject(verdict(200, 'accepted'));
    expect(await waiting).toMatchObject({
      status: 200,
      body: { status: 'resolved', resolution: { action: 'continue', resolvedBy: 'ana', via: 'inbox' } },
    });
    expect(await act('ana', 'resolutions', resolution('continue'))).toMatchObject(verdict(200, 'duplicate'));
    expect(await act('bo', 'resolutions', resolution('continue'))).toMatchObject(verdict(409, 'superseded'));
    expect(await act('bo', 'resolutions', resolution('abort'))).toMatchObject({
      status: 409,
      body: { outcome: 'conflict', decidedBy: 'ana' },
    });
    expect(await act('bo', 'acknowledge')).toMatchObject(verdict(409, 'superseded'));
    expect((await agent('GET', `/api/runs/${runId}`)).body).toMatchObject({ status: 'running' });
  }),
);

it(
  'aborts the run, or passes a modification to it unchanged',
  work(async () => {
    const aborted = await escalated();
    expect(await aborted.act('ana', 'resolutions', resolution('abort'))).toMatchObject(
      verdict(200, 'accepted'),
    );
    expect((await agent('GET', `/api/runs/${aborted.runId}/wait`)).body).toMatchObject({ status: 'aborted' });

    const { id, act } = await escalated();
    for (const wrong of [resolution('modify'), resolution('continue', { modification: { amount: 1 } })])
      expect((await act('ana', 'resolutions', wrong)).status).toBe(422);
    const modification = { amount: 1, note: 'half' };
    expect(await act('ana', 'resolutions', resolution('modify', { modification }))).toMatchObject(
      verdict(200, 'accepted'),
    );
    expect((await agent('GET', `/api/escalations/${id}`)).body).toMatchObject({
      resolution: { action: 'modify', modification },
    });
  }),
);

it(
  'is promoted only from the level that the person saw, and not above the highest level',
  work(async () => {
    const { act } = await escalated();
    const seen = { expectedLevel: 'human_review', reason: 'beyond us' };
    expect(await act('ana', 'promote', seen)).toMatchObject({
      status: 200,
      body: { outcome: 'accepted', level: 'manager' },
    });
    expect(await act('bo', 'promote', seen)).toMatchObject(verdict(409, 'superseded'));
    expect(await act('cy', 'promote', { expectedLevel: 'manager' })).toMatchObject(verdict(422, 'invalid'));
    expect(await act('ana', 'resolutions', resolution('continue'))).toMatchObject(verdict(200, 'accepted'));
  }),
);

it(
  'is reassigned to other people, who may then resolve it',
  work(async () => {
    const { id, act } = await escalated();
    expect(await act('ana', 'reassign', { assignees: ['vi', 'olga'] })).toMatchObject(
      verdict(200, 'accepted'),
    );
    expect(await act('bo', 'reassign', { assignees: ['vi', 'olga'] })).toMatchObject(
      verdict(200, 'duplicate'),
    );
    expect((await act('ana', 'reassign', { assignees: [] })).status).toBe(422);
    expect((await people.bo!('GET', `/api/escalations/${id}`)).body).toMatchObject({
      assignees: ['vi', 'olga'],
    });
    expect(await act('olga', 'resolutions', resolution('continue'))).toMatchObject(verdict(200, 'accepted'));
  }),
);

it(
  'can be cancelled only by an operator; later attempts learn that it is cancelled',
  work(async () => {
    const { act } = await escalated();
    expect(await act('ana', 'cancel')).toMatchObject({ status: 403, body: { name: 'Forbidden' } });
    expect(await act('olga', 'cancel', { reason: 'a drill' })).toMatchObject(verdict(200, 'accepted'));
    expect(await act('ana', 'resolutions', resolution('continue'))).toMatchObject(verdict(410, 'cancelled'));
  }),
);
