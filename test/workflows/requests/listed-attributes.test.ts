import { temporal as proto } from '@temporalio/proto';
import { AgentRuns } from '../../../client';
import type { ConfigInput } from '../../../contract/config/config';
import { eventually, startTemporal, type TemporalForTests } from '../../support/temporal';

const { EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES } = proto.api.enums.v1.EventType;
const many = Array.from({ length: 30 }, (_, n) => `policy-${n}-${'x'.repeat(100)}`);

const config: ConfigInput = {
  policies: [
    { name: 'money', actions: ['pay'], approvers: ['ana'], severity: 'high' },
    { name: 'law', actions: ['pay'], approvers: ['bo'], severity: 'medium', stage: 2 },
    { name: 'plain', actions: ['plain'], approvers: ['ana'] },
    { name: 'apart', actions: ['apart'], approvers: ['ana'], bulk: false },
    { name: 'few', actions: ['vote'], approvers: ['ana'], quorum: 2, severity: 'critical' },
    { name: 'never', actions: ['never'], effect: 'deny' },
    ...many.map((name) => ({ name, actions: ['many'], approvers: ['ana'] })),
  ],
  fallback: { approvers: ['ana'], severity: 'low' },
  agents: {
    asking: {
      step: ({ step }) =>
        step > 1 ? { done: true } : { approvals: [{ key: 'a', action: 'pay', resource: 'acc\'s "1"' }] },
    },
  },
};

let temporal: TemporalForTests;
beforeAll(async () => (temporal = await startTemporal({ keepsWorker: true })));
afterAll(() => temporal?.stop());

const attributesOf = async (id: string) =>
  (await temporal.client.workflow.getHandle(id).describe()).searchAttributes;

/** The attributes of a request for this action, after the worker has planned it. */
async function planned(action: string, more = {}) {
  const { id } = await temporal.manager.requestApproval({ action, requesterId: 'bot', ...more });
  await eventually(async () => (await temporal.manager.getRequest(id)).plan !== undefined);
  return { id, attributes: await attributesOf(id) };
}

async function upsertsOf(id: string): Promise<number> {
  const { events } = await temporal.client.workflow.getHandle(id).fetchHistory();
  return (events ?? []).filter(({ eventType }) => eventType === EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES)
    .length;
}

const run = (story: () => Promise<void>) => () => temporal.withWorker(story, config);

test(
  'severity and policies come with the first upsert, and stay through the stages',
  run(async () => {
    const { id, attributes } = await planned('pay', { resource: 'acc-1' });
    const plan = { HitlSeverity: ['high'], HitlPolicies: ['money', 'law'], HitlResource: ['acc-1'] };
    expect(attributes).toMatchObject({ ...plan, HitlApprovers: ['ana'] });
    expect(await upsertsOf(id)).toBe(1);
    await temporal.manager.approve(id, { decidedBy: 'ana' });
    expect(await attributesOf(id)).toMatchObject({ ...plan, HitlApprovers: ['bo'] });
    await temporal.manager.approve(id, { decidedBy: 'bo' });
    expect(await attributesOf(id)).toMatchObject({ ...plan, HitlStatus: ['approved'] });
    expect(await upsertsOf(id)).toBe(3);
  }),
);

test(
  'without a severity only the policies are set, and without a resource none',
  run(async () => {
    const { attributes } = await planned('plain');
    expect(attributes).toMatchObject({ HitlPolicies: ['plain'] });
    expect(attributes).not.toHaveProperty('HitlSeverity');
    expect(attributes).not.toHaveProperty('HitlResource');
  }),
);

test(
  'a row says that a policy wants the request to be decided on its own, and a list by policy finds it',
  run(async () => {
    const { id, attributes } = await planned('apart');
    expect(attributes).toMatchObject({ HitlPolicies: [' bulk: false', 'apart'] });
    expect(await upsertsOf(id)).toBe(1);
    const found = async () => (await temporal.manager.listRequests({ policy: 'apart' })).items;
    await eventually(async () => (await found()).length === 1);
    expect(await found()).toMatchObject([{ id, policies: ['apart'], bulk: false }]);
    const [other] = (await temporal.manager.listRequests({ policy: 'plain' })).items;
    expect(other).not.toHaveProperty('bulk');
  }),
);

test(
  'the fallback has its name and its severity',
  run(async () => {
    const { attributes } = await planned('other');
    expect(attributes).toMatchObject({ HitlPolicies: ['fallback'], HitlSeverity: ['low'] });
  }),
);

test(
  'a request that ends while it is planned has them too, in the one upsert of its status',
  run(async () => {
    const { id, attributes } = await planned('vote');
    expect(attributes).toMatchObject({
      HitlStatus: ['cancelled'],
      HitlPolicies: ['few'],
      HitlSeverity: ['critical'],
    });
    expect(await upsertsOf(id)).toBe(1);
    const denied = await planned('never');
    expect(denied.attributes).toMatchObject({ HitlStatus: ['rejected'] });
    expect(denied.attributes).not.toHaveProperty('HitlPolicies');
    expect(await upsertsOf(denied.id)).toBe(1);
  }),
);

test(
  'more policies than fit are marked',
  run(async () => {
    const { attributes } = await planned('many');
    const listed = attributes.HitlPolicies as string[];
    expect(listed[0]).toBe('*');
    expect(listed.slice(1)).toEqual(many.slice(0, listed.length - 1));
    expect(Buffer.byteLength(JSON.stringify(listed))).toBeLessThanOrEqual(2048);
    const found = async (policy: string) => (await temporal.manager.listRequests({ policy })).items;
    await eventually(async () => (await found(many[29] ?? '')).length === 1);
    expect(await found(many[0] ?? '')).toMatchObject([
      { action: 'many', policies: listed.slice(1), policiesIncomplete: true },
    ]);
  }),
);

test(
  'a child of a run has its resource, escaped as names are',
  run(async () => {
    const runs = new AgentRuns(temporal.client, { taskQueue: temporal.taskQueue });
    const { id } = await runs.start({ agent: 'asking', requesterId: 'bot' });
    await eventually(async () => (await temporal.manager.listRequests({ runId: id })).items.length === 1);
    expect(await attributesOf(`${id}-a`)).toMatchObject({
      HitlResource: ["acc's %221%22"],
      HitlRequester: ['bot'],
    });
    await temporal.manager.reject(`${id}-a`, { decidedBy: 'ana', reason: 'no' });
  }),
);
