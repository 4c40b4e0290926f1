import type { Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { DryRun } from '../../../client';
import { InvalidInput } from '../../../contract/errors';
import { findJsonLoss } from '../../../rules/strict-json';
import { dryRunFor, policiesFor } from '../../access/policies';
import { fieldsOf, type Form } from '../form';
import { PoliciesPage, type Tried } from '../pages/policies-page';
import { show } from '../show';
import type { Doors, Visit } from '../visit';

export function addPoliciesPage(app: Hono, { page, action }: Doors): void {
  app.get(
    '/policies',
    page((visit) => answer(visit, {})),
  );
  app.post(
    '/policies',
    action(
      async (visit, form) => answer(visit, await tried(visit, form)),
      (visit, _form, status) => answer(visit, {}, status),
    ),
  );
}

async function answer(visit: Visit, what: Tried, status: ContentfulStatusCode = 200): Promise<Response> {
  const policies = await policiesFor(visit.desk, visit.who);
  return show(
    visit.c,
    <PoliciesPage visit={visit} policies={policies} tried={what} />,
    what.problem ? 422 : status,
  );
}

/** What a request like that would come to; nothing is requested. */
async function tried({ desk, who }: Visit, form: Form): Promise<Tried> {
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
      ...(resource !== undefined && { resource }),
      context,
      ...(requesterId !== undefined && { requesterId }),
    };
    const dryRun: DryRun = await dryRunFor(desk, who, input);
    return { dryRun };
  } catch (error) {
    if (error instanceof InvalidInput) return { problem: error.message };
    throw error;
  }
}

type Context = NonNullable<Parameters<typeof dryRunFor>[2]['context']>;

function contextIn(text = '{}'): Context {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new InvalidInput(`context: is no JSON: ${(error as Error).message}`);
  }
  const loss = findJsonLoss(text, 'context');
  if (loss !== undefined) throw new InvalidInput(loss);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Context;
  throw new InvalidInput('context: must be a JSON object, such as {"amount": 15000}');
}
