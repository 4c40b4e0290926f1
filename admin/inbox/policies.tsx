import type { Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { DryRun, PoliciesView } from '../../client';
import { defined } from '../../contract/defined';
import { InvalidInput } from '../../contract/errors';
import { findJsonLoss } from '../../rules/strict-json';
import { dryRunRequest, readPolicies } from '../access/policies';
import { fieldsOf, type Form } from './form';
import type { Handlers } from './handlers';
import { DryRunForm, DryRunResult } from './parts/dry-run';
import { Layout, show } from './parts/layout';
import { Policy, PolicyDefaults } from './parts/policy';
import type { Visit } from './visit';

/*
 * The policies as the worker has them, and a dry run.
 */

/** The result of a dry run, or why there is none. */
interface DryRunOutcome {
  dryRun?: DryRun;
  problem?: string;
}

function PoliciesPage({
  visit,
  policies,
  outcome,
}: {
  visit: Visit;
  policies: PoliciesView;
  outcome: DryRunOutcome;
}) {
  return (
    <Layout title="Policies" visit={visit} at="/policies">
      <h1>Policies</h1>
      <p>
        The policies in use by the worker, config <code>{policies.configDigest.slice(0, 12)}</code>. All
        matching policies apply: deny comes before require, and require before allow.
      </p>
      <DryRunForm visit={visit} problem={outcome.problem} />
      {outcome.dryRun ? <DryRunResult dryRun={outcome.dryRun} /> : null}
      <section>
        <h2>All policies</h2>
        {policies.policies.length === 0 ? <p>No policies.</p> : null}
        <ul class="policies">
          {policies.policies.map((policy) => (
            <Policy policy={policy} />
          ))}
        </ul>
      </section>
      <PolicyDefaults policies={policies} />
    </Layout>
  );
}

export function addPoliciesPage(app: Hono, { page, action }: Handlers): void {
  app.get(
    '/policies',
    page((visit) => answer(visit, {})),
  );
  app.post(
    '/policies',
    action(
      async (visit, form) => answer(visit, await dryRunOf(visit, form)),
      (visit, _form, status) => answer(visit, {}, status),
    ),
  );
}

async function answer(
  visit: Visit,
  outcome: DryRunOutcome,
  status: ContentfulStatusCode = 200,
): Promise<Response> {
  const policies = await readPolicies(visit.admin, visit.who);
  return show(
    visit.c,
    <PoliciesPage visit={visit} policies={policies} outcome={outcome} />,
    outcome.problem ? 422 : status,
  );
}

/** The plan that such a request would get. Requests nothing. */
async function dryRunOf({ admin, who }: Visit, form: Form): Promise<DryRunOutcome> {
  const {
    action = '',
    resource,
    requesterId,
    ...typed
  } = fieldsOf(form, ...(['action', 'resource', 'context', 'requesterId'] as const));
  try {
    const context = contextIn(typed.context);
    const input = {
      action,
      ...defined({ resource }),
      context,
      ...defined({ requesterId }),
    };
    const dryRun: DryRun = await dryRunRequest(admin, who, input);
    return { dryRun };
  } catch (error) {
    if (error instanceof InvalidInput) return { problem: error.message };
    throw error;
  }
}

type Context = NonNullable<Parameters<typeof dryRunRequest>[2]['context']>;

function contextIn(text = '{}'): Context {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new InvalidInput(`context: not valid JSON: ${(error as Error).message}`);
  }
  const loss = findJsonLoss(text, 'context');
  if (loss !== undefined) throw new InvalidInput(loss);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Context;
  throw new InvalidInput('context: must be a JSON object, such as {"amount": 15000}');
}
