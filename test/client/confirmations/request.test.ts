import { randomUUID } from 'node:crypto';
import { InvalidInput, RequestIdTaken } from '../../../client';
import { eventually, startTemporal, type TemporalForTests } from '../../support/temporal';

let temporal: TemporalForTests;
beforeAll(async () => (temporal = await startTemporal({ keepsWorker: true })));
afterAll(() => temporal?.stop());

const input = {
  action: 'deploy',
  resource: 'prod',
  context: { arguments: ['v2'] },
  requesterId: 'ana',
  message: 'Deploy v2 to prod?',
  confirmValue: 'DEPLOY',
};

describe('requestConfirmation', () => {
  test('needs no worker, and shows the message and the value to type in Temporal', async () => {
    await temporal.stopWorker();
    const { id, ...rest } = await temporal.manager.requestConfirmation(input);
    expect(id).toMatch(/^confirmation-deploy-[0-9a-z]{12}$/);
    expect(rest).toEqual({ status: 'pending', created: true, contentHash: expect.any(String) });
    const described = await temporal.client.workflow.getHandle(id).describe();
    expect(described.type).toBe('hitlConfirmation');
    expect(described.searchAttributes).toMatchObject({ HitlKind: ['confirmation'], HitlRequester: ['ana'] });
    const details = await described.staticDetails();
    for (const part of ['Deploy v2 to prod?', '"v2"', 'to be confirmed by ana', 'type exactly **DEPLOY**'])
      expect(details).toContain(part);
    const view = await temporal.manager.getRequest(id);
    expect(view).toMatchObject({
      id,
      kind: 'confirmation',
      status: 'pending',
      context: input.context,
      confirmation: {
        message: input.message,
        confirmers: ['ana'],
        confirmValue: 'DEPLOY',
        expireAfter: 60_000,
      },
    });
    expect(view.unknown).not.toContain('confirmation');
  });

  test('with a worker its details show the state, and lists have approvers and deadline', () =>
    temporal.withWorker(async () => {
      const confirmer = ['finance-team', 'cy'];
      const { id } = await temporal.manager.requestConfirmation({ ...input, confirmer, timeout: '5m' });
      const handle = temporal.client.workflow.getHandle(id);
      await eventually(async () => (await temporal.manager.getRequest(id)).stage === 1);
      const metadata = await handle.query<{ currentDetails?: string }>('__temporal_workflow_metadata');
      expect(metadata.currentDetails).toContain('type exactly **DEPLOY**');
      const listed = async () =>
        (await temporal.manager.listRequests({ approver: 'bo', kind: 'confirmation' })).items;
      await eventually(async () => (await listed()).length === 1);
      expect(await listed()).toMatchObject([
        {
          id,
          kind: 'confirmation',
          message: input.message,
          approvers: expect.arrayContaining(['finance-team', 'ana', 'bo', 'cy']),
          expiresAt: expect.any(String),
        },
      ]);
    }));

  test('is idempotent: the same id again returns the same request, and other content is refused', () =>
    temporal.withWorker(async () => {
      const id = randomUUID();
      const first = await temporal.manager.requestConfirmation({ ...input, id });
      expect(await temporal.manager.requestConfirmation({ ...input, id })).toEqual({
        ...first,
        created: false,
      });
      for (const other of [
        { message: 'x' },
        { confirmer: 'bo' },
        { confirmValue: 'x' },
        { timeout: '2m' as const },
      ])
        await expect(temporal.manager.requestConfirmation({ ...input, ...other, id })).rejects.toThrow(
          RequestIdTaken,
        );
      const { message: _message, confirmValue: _value, ...content } = input;
      await expect(temporal.manager.requestApproval({ ...content, id })).rejects.toThrow(RequestIdTaken);
      await temporal.manager.reject(id, { decidedBy: 'ana' });
      expect(await temporal.manager.requestConfirmation({ ...input, id })).toMatchObject({
        status: 'rejected',
        created: false,
      });
    }));

  test.each([
    ['message', { message: undefined }],
    ['message', { message: 'x'.repeat(5_000) }],
    ['confirmers', { confirmer: [] }],
    ['timeout', { timeout: 60 }],
    ['requesterId', { requesterId: undefined }],
    ['expireAfter', { expireAfter: 1 }],
  ])('names the field that is wrong: %s', async (field, wrong) => {
    const request = temporal.manager.requestConfirmation({ ...input, ...wrong } as never);
    await expect(request).rejects.toThrow(InvalidInput);
    await expect(request).rejects.toThrow(field);
  });
});

describe('a list', () => {
  const action = 'listed';
  const ids = (items: { id: string }[]) => items.map(({ id }) => id).sort();

  test('lists both kinds, or one', async () => {
    const { manager } = temporal;
    const approval = await manager.requestApproval({ action, requesterId: 'ana' });
    const confirmation = await manager.requestConfirmation({ ...input, action });
    await eventually(async () => (await manager.countRequests({ action })) === 2);
    expect(ids((await manager.listRequests({ action })).items)).toEqual(
      [approval.id, confirmation.id].sort(),
    );
    for (const [kind, id] of [
      ['approval', approval.id],
      ['confirmation', confirmation.id],
    ] as const) {
      expect((await manager.listRequests({ action, kind })).items).toMatchObject([{ id, kind }]);
      expect(await manager.countRequests({ action, kind })).toBe(1);
    }
    expect((await manager.listRequests({ action, order: 'deadline', kind: 'approval' })).items).toHaveLength(
      1,
    );
  });

  test('an unknown kind is refused; a cursor is valid only for its kind', async () => {
    await expect(temporal.manager.listRequests({ kind: 'wish' as never })).rejects.toThrow('kind');
    const { nextCursor: cursor } = await temporal.manager.listRequests({ limit: 1 });
    const others = temporal.manager.listRequests({ limit: 1, kind: 'approval', ...(cursor && { cursor }) });
    await expect(others).rejects.toThrow('cursor');
  });
});

test('a confirmation that Temporal ended is cancelled, and is still a confirmation', async () => {
  const { id } = await temporal.manager.requestConfirmation({ ...input, resource: 'other' });
  await temporal.client.workflow.getHandle(id).terminate();
  expect(await temporal.manager.getRequest(id)).toMatchObject({
    kind: 'confirmation',
    status: 'cancelled',
    confirmation: { message: input.message },
  });
});
