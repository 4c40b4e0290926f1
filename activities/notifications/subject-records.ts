import { activityInfo, Context } from '@temporalio/activity';
import { decodeArrayFromPayloads } from '@temporalio/common/lib/internal-non-workflow';
import type { temporal } from '@temporalio/proto';

/** One run of a subject's workflow, with the current length of its history. */
export interface RunAt {
  id: string;
  runId: string;
  historyLength: number;
}

interface CachedRecord {
  runId: string;
  /** As JSON, which is compact and cannot be changed by mistake. */
  json: string;
  /** The length of the history that the record belongs to, once that is known. */
  historyLength?: number;
  /** The token of the task that made the record. That task may not be committed yet. */
  token?: string;
  since: number;
}

/** The total size of all cached records, in characters. */
const MAX_CHARACTERS = 64 * 1024 * 1024;
const MAX_RECORDS = 5_000;
/** A task that is not committed after this time was lost. */
const COMMIT_TIMEOUT_MS = 5_000;
/** How many of the latest events to read. There are rarely more than a few after the marker of the latest task. */
const LATEST_EVENTS = 50;
/** The marker with the result of a local activity. */
const LOCAL_ACTIVITY = 'core_local_activity';

/**
 * A cache of the records of subjects. It saves queries, which are workflow tasks: after an outage thousands of them would
 * delay people's decisions.
 *
 * The workflow task that wakes the notifications passes its record here. That task may still be lost, together with what it
 * decided. So the record is used only after the history has the marker with the token of that wake.
 */
export function createSubjectRecords(now = () => Date.now()) {
  const kept = new Map<string, CachedRecord>();
  let characters = 0;

  const drop = (id: string) => {
    characters -= kept.get(id)?.json.length ?? 0;
    kept.delete(id);
  };
  const keep = (id: string, entry: Omit<CachedRecord, 'since'>) => {
    drop(id);
    kept.set(id, { ...entry, since: now() });
    characters += entry.json.length;
    for (const oldest of kept.keys()) {
      if (characters <= MAX_CHARACTERS && kept.size <= MAX_RECORDS) break;
      drop(oldest);
    }
  };

  return {
    /** Caches a record of the current task. The local activity must return the token. */
    handOn(id: string, runId: string, record: object, token: string): void {
      keep(id, { runId, json: JSON.stringify(record), token });
    },
    /** Caches the answer of a query at this length of the history. */
    queried({ id, runId, historyLength }: RunAt, record: object): void {
      keep(id, { runId, json: JSON.stringify(record), historyLength });
    },
    /** The record at this length of the history, if the cache certainly has it. */
    async committed(at: RunAt): Promise<object | undefined> {
      const entry = kept.get(at.id);
      if (entry?.runId !== at.runId) return undefined;
      if (entry.historyLength !== at.historyLength) {
        const isLatest = entry.token !== undefined && (await isOfLatestTask(at, entry.token));
        if (isLatest === undefined) drop(at.id);
        if (!isLatest) return undefined;
        entry.historyLength = at.historyLength;
      }
      return JSON.parse(entry.json) as object;
    },
    /** Whether the cache has a new record of a task that may be committed at any time. */
    isAwaited({ id, runId }: RunAt): boolean {
      const entry = kept.get(id);
      const isNew = entry?.historyLength === undefined && entry?.token !== undefined;
      return isNew && entry.runId === runId && now() - entry.since < COMMIT_TIMEOUT_MS;
    },
  };
}

export type SubjectRecords = ReturnType<typeof createSubjectRecords>;

/**
 * Whether the local activity of the latest recorded task returned this token. Undefined if the server cannot tell.
 */
async function isOfLatestTask({ id, runId }: RunAt, token: string): Promise<boolean | undefined> {
  const { client } = Context.current();
  const page = await client.workflowService
    .getWorkflowExecutionHistoryReverse({
      namespace: activityInfo().workflowNamespace,
      execution: { workflowId: id, runId },
      maximumPageSize: LATEST_EVENTS,
    })
    // The time-skipping server does not support this call.
    .catch(() => undefined);
  if (page === undefined) return undefined;
  for (const event of page.history?.events ?? []) {
    if (event.workflowTaskCompletedEventAttributes) return false;
    if (await hasToken(id, event.markerRecordedEventAttributes, token)) return true;
  }
  return false;
}

type Marker = temporal.api.history.v1.IMarkerRecordedEventAttributes | null | undefined;

async function hasToken(workflowId: string, marker: Marker, token: string): Promise<boolean> {
  if (marker?.markerName !== LOCAL_ACTIVITY) return false;
  const { client } = Context.current();
  const context = {
    type: 'workflow',
    namespace: activityInfo().workflowNamespace ?? '',
    workflowId,
  } as const;
  const payloads = marker.details?.result?.payloads;
  const converter = client.options.loadedDataConverter;
  const [answer] = await decodeArrayFromPayloads(converter, payloads, context).catch(() => []);
  return answer === token;
}
