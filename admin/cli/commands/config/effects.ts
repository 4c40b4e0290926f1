import { planDryRun } from '../../../../activities/requests/describe-policies';
import { configDigest, requestPlanner } from '../../../../activities/requests/plan-request';
import { errorText, withTimeout } from '../../../../activities/user-functions';
import { ApprovalManager, EscalationManager, type RequestView } from '../../../../client';
import type { Config } from '../../../../contract/config/config';
import { defined } from '../../../../contract/defined';
import { NoWorkerError } from '../../../../contract/errors';
import { LIMITS } from '../../../../contract/limits';
import type { ListPage } from '../../../../contract/records/lists';
import { RequestContentSchema } from '../../../../contract/request';
import { inBatches } from '../../../../rules/batches';
import { ladderChanges } from '../../../../rules/escalations/ladder-changes';
import { plannedRungs } from '../../../../rules/escalations/ladder-plan';
import { dryRun } from '../../../../rules/policies';
import { outlookOf, planChanges, wouldEndSame } from '../../../../rules/requests/plan-changes';
import type { ComparedEscalation, ComparedRequest, ConfigEffects } from '../../../text/config-effects';
import { formatDuration } from '../../../text/time';
import type { ConnectionFlags } from '../../flags';
import { temporalClient } from '../../temporal';

export interface EffectFlags extends ConnectionFlags {
  pending?: boolean;
  ended?: number;
}

/** How many requests are read at a time. */
const CONCURRENCY = 10;
const DIRECTORY_TIMEOUT_MS = 10_000;

/**
 * What this config would make of the pending approvals and the open escalations, and of the latest ended approvals. Changes
 * nothing: what is pending keeps its plan. Confirmations are left out, because no policy applies to them.
 *
 * @throws NoWorkerError when no worker answers what the pending requests were planned as
 * @throws TemporalUnreachable
 */
export async function configEffects(config: Config, flags: EffectFlags): Promise<ConfigEffects> {
  const client = await temporalClient(flags);
  try {
    const approvals = new ApprovalManager(client);
    const compare = comparer(config);
    const read = async (ids: string[]) =>
      inBatches(ids, CONCURRENCY, async (id) => compare(await approvals.getRequest(id)));
    const idsOf = (status: 'pending' | 'ended', atMost: number) =>
      listAll(atMost, (page) => approvals.listRequests({ kind: 'approval', status, ...page }));
    const { pending, ended } = flags;
    return {
      ...(pending && {
        pending: planned(await read(await idsOf('pending', Infinity))),
        escalations: await compareEscalations(new EscalationManager(client), config),
      }),
      ...(ended !== undefined && { ended: await read(await idsOf('ended', ended)) }),
    };
  } finally {
    await client.connection.close();
  }
}

/** The ids of all pages, up to `atMost`. */
async function listAll(
  atMost: number,
  list: (page: { limit: number; cursor?: string }) => Promise<ListPage<{ id: string }>>,
): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const limit = Math.min(LIMITS.pageSize, atMost - ids.length);
    const page = await list({ limit, ...defined({ cursor }) });
    ids.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor;
  } while (cursor !== undefined && ids.length < atMost);
  return ids;
}

/** If not one pending request has a plan, the worker is away, and nothing can be compared. */
function planned(requests: ComparedRequest[]): ComparedRequest[] {
  if (requests.length > 0 && requests.every(({ was }) => was === undefined))
    throw new NoWorkerError(
      'no worker answered, so the plans of the pending requests are unknown. Start one (`hitl worker`) or run `hitl doctor`',
    );
  return requests;
}

function comparer(given: Config): (request: RequestView) => Promise<ComparedRequest> {
  const config = { ...given, directory: askedOnce(given.directory) };
  const { planRequest } = requestPlanner(config, configDigest(given));
  return async (request) => {
    const { id, action, status, plan } = request;
    const shown = { id, action, status };
    const was = plan && dryRun(contentOf(request), plan);
    const unknown = (why: string) => ({ ...shown, ...(was && { was: outlookOf(was) }), changes: [why] });
    try {
      if (request.unknown?.includes('context')) return unknown('its content cannot be read');
      const would = await planDryRun(config, contentOf(request), planRequest, DIRECTORY_TIMEOUT_MS);
      if (was === undefined) return { ...unknown('its plan is not known'), would: outlookOf(would) };
      const end = wouldEndSame(request, would);
      return {
        ...shown,
        was: outlookOf(was),
        would: outlookOf(would),
        changes: planChanges(was, would, formatDuration),
        ...(end && { sameEnd: end.same, ...defined({ why: end.why }) }),
      };
    } catch (error) {
      return unknown(`could not be planned: ${errorText(error)}`);
    }
  };
}

function contentOf(request: RequestView) {
  const fields = Object.keys(RequestContentSchema.shape) as (keyof typeof RequestContentSchema.shape)[];
  return RequestContentSchema.parse(defined(Object.fromEntries(fields.map((name) => [name, request[name]]))));
}

/** Asks a directory that is a function once about each team: it may be a service that others use. */
function askedOnce(directory: Config['directory']): Config['directory'] {
  if (typeof directory !== 'function') return directory;
  const answers = new Map<string, Promise<string[] | undefined>>();
  return (team) => {
    const known = answers.get(team);
    if (known) return known;
    const asked = withTimeout((async () => directory(team))(), DIRECTORY_TIMEOUT_MS);
    answers.set(team, asked);
    return asked;
  };
}

async function compareEscalations(
  escalations: EscalationManager,
  config: Config,
): Promise<ComparedEscalation[]> {
  const would = plannedRungs(config);
  const directory = typeof config.directory === 'function' ? undefined : config.directory;
  const ids = await listAll(Infinity, (page) => escalations.listEscalations({ status: 'open', ...page }));
  return inBatches(ids, CONCURRENCY, async (id) => {
    const { plan, level } = await escalations.getEscalation(id);
    const changes = plan ? ladderChanges(plan, would, directory) : ['its ladder is not known'];
    return { id, level, changes };
  });
}
