import { ApprovalManager } from '../../client';
import { api, clusterPlace, hitl, startPayingRun, webhooksAbout } from '../support/cluster/control';
import { eventually } from '../support/temporal';

const place = clusterPlace();
const request = { action: 'transfer_funds', requesterId: 'agent', context: { amount: 20_000 } };

describe('over HTTP, through the balancer', () => {
  it('notifies by webhook of a request and of its decision', async () => {
    const { status, body } = await api('/requests', request);
    expect([status, body.status]).toEqual([201, 'pending']);
    const count = async () => (await webhooksAbout(body.id)).length;
    await eventually(async () => (await count()) === 1);
    const decided = await api(`/requests/${body.id}/decisions`, { decision: 'approve' }, 'ana');
    expect(decided.body).toMatchObject({ outcome: 'accepted', status: 'approved' });
    await eventually(async () => (await count()) === 2);
  });

  it('edits, claims once, and reports what happened', async () => {
    const asked = { action: 'refund', requesterId: 'agent', context: { order: '77', amount: 250 } };
    const { id, contentHash } = (await api('/requests', asked)).body;
    const edit = { decision: 'edit', context: { order: '77', amount: 80 }, expected: { contentHash } };
    expect((await api(`/requests/${id}/decisions`, edit, 'bo')).body).toMatchObject({ status: 'approved' });
    const claims = await Promise.all(
      ['a', 'b'].map((attemptId) => api(`/requests/${id}/claim`, { attemptId })),
    );
    expect(claims.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    const attemptId = claims[0]?.status === 200 ? 'a' : 'b';
    const outcome = { attemptId, outcome: 'committed', reference: 'r-1' };
    expect((await api(`/requests/${id}/outcome`, outcome)).body).toMatchObject({ status: 'committed' });
    expect((await api(`/requests/${id}`)).body.context).toEqual({ order: '77', amount: 80 });
  });

  it('decides 200 requests at once, and lists and counts them on PostgreSQL', async () => {
    const run = `many-${Date.now()}`;
    const ids = Array.from({ length: 200 }, (_, n) => `${run}-${n}`);
    const made = await Promise.all(ids.map((id) => api('/requests', { ...request, id, runId: run })));
    expect(made.every(({ status }) => status === 201)).toBe(true);
    const decided = await Promise.all(
      ids.map((id, n) =>
        n % 2
          ? api(`/requests/${id}/decisions`, { decision: 'reject', reason: 'no' }, 'bo')
          : api(`/requests/${id}/decisions`, { decision: 'approve' }, 'ana'),
      ),
    );
    // `duplicate`: the first answer was `queued`, and the decision was sent again.
    expect(decided.filter(({ body }) => !['accepted', 'duplicate'].includes(body.outcome))).toEqual([]);
    const listed = async (status: string) => {
      const found: string[] = [];
      let cursor = '';
      do {
        const { body } = await api(`/requests?run=${run}&status=${status}&limit=50${cursor}`);
        found.push(...body.items.map(({ id }: { id: string }) => id));
        cursor = body.nextCursor ? `&cursor=${encodeURIComponent(body.nextCursor)}` : '';
      } while (cursor !== '');
      return found.toSorted();
    };
    await eventually(
      async () => (await listed('approved')).length + (await listed('rejected')).length === 200,
    );
    expect(await listed('approved')).toEqual(ids.filter((_, n) => n % 2 === 0).toSorted());
    expect(await listed('rejected')).toEqual(ids.filter((_, n) => n % 2 === 1).toSorted());
  });
});

it('has one session on both admin servers', async () => {
  const [first = '', second = ''] = place.admins;
  const { origin } = new URL(place.admin);
  const signedIn = await fetch(`${first}/sign-in/dev`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ name: 'ana' }),
    headers: { Origin: origin, 'Sec-Fetch-Site': 'same-origin', Host: new URL(place.admin).host },
  });
  expect(signedIn.status).toBe(303);
  const cookie = signedIn.headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ');
  const { id } = (await api('/requests', request)).body;
  for (const admin of [first, second]) {
    const page = await fetch(`${admin}/requests/${id}`, { headers: { cookie } });
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('transfer_funds')]);
  }
});

it('decides in the terminal what the client library requested, and the client gets the result', async () => {
  const { address, namespace, taskQueue } = place;
  const manager = await ApprovalManager.connect({ address, namespace, taskQueue });
  try {
    const { id } = await manager.requestApproval(request);
    const result = manager.waitForApproval(id);
    await eventually(async () => {
      const { items } = await hitl('list');
      return items.some((one: { id: string }) => one.id === id);
    });
    expect(await hitl('approve', id, '--as', 'ana')).toMatchObject({ outcome: 'accepted' });
    expect(await result).toMatchObject({ status: 'approved' });
  } finally {
    await manager.close();
  }
});

it('resolves an escalation', async () => {
  const run = (await hitl('run', 'start', 'payer', '--requester', 'agent', '--input', '{}')).id as string;
  await hitl('escalate', run, '--level', 'human_review', '--reason', 'unsure', '--as', 'ana');
  let escalation = '';
  await eventually(async () => {
    const { items } = await hitl('list', '--kind', 'escalation', '--assignee', 'ana');
    escalation = items.find((one: { runId: string }) => one.runId === run)?.id ?? '';
    return escalation !== '';
  });
  const resolved = await api(
    `/escalations/${escalation}/resolutions`,
    { action: 'abort', resolution: 'not this one' },
    'ana',
  );
  expect(resolved.body).toMatchObject({ outcome: 'accepted' });
  await eventually(async () => (await hitl('run', 'show', run)).status !== 'running');
});

it('hosts a run, which waits for an approval and continues on one of the workers', async () => {
  const { run, calls, stop } = await startPayingRun();
  try {
    calls[0]?.response.end();
    const pod = expect.stringMatching(/^hitl-worker-/) as string;
    expect(calls).toMatchObject([{ pod, attempt: 1, status: 'approved' }]);
    expect(await hitl('run', 'wait', run)).toMatchObject({ status: 'completed', output: { paidBy: pod } });
  } finally {
    stop();
  }
});
