import { activityInfo, Context } from '@temporalio/activity';
import type { temporal } from '@temporalio/proto';
import { decodeArrayFromPayloads } from '@temporalio/common/lib/internal-non-workflow';

/** One run of a subject's workflow, as long as its history is now. */
export interface RunAt {
  id: string;
  runId: string;
  historyLength: number;
}

interface CachedRecord {
  runId: string;
  /** As JSON: compact, and nobody can change it. */
  json: string;
  /** The history whose end it stands at, once that is known. */
  historyLength?: number;
  /** Of a record that was handed on by a task that may not be committed yet. */
  token?: string;
  since: number;
}

/** All kept records together, in characters. */
const MAX_CHARACTERS = 64 * 1024 * 1024;
const MAX_RECORDS = 5_000;
/** A task that has not been committed by then was lost. */
const COMMIT_TIMEOUT_MS = 5_000;
/** Events after the marker of the latest task: rarely more than a few. */
const LATEST_EVENTS = 50;
/** The marker in which Temporal keeps the answer of a local activity. */
const LOCAL_ACTIVITY = 'core_local_activity';

/**
 * The records of subjects that this worker knows without a query, which would be a workflow task: after an outage
 * thousands of them would stand between people and their decisions.
 *
 * A task that wakes hands its record on. The task may yet be lost with all that it decided, so the record counts only
 * once the history has the marker with the token of that wake.
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
    /** A record that the task under way has made; its local activity must answer with the token. */
    handOn(id: string, runId: string, record: object, token: string): void {
      keep(id, { runId, json: JSON.stringify(record), token });
    },
    /** What a query answered when the history was so long. */
    queried({ id, runId, historyLength }: RunAt, record: object): void {
      keep(id, { runId, json: JSON.stringify(record), historyLength });
    },
    /** The record at the end of this history; nothing where this worker does not know it for certain. */
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
    /** Whether a record was handed on a moment ago, by a task that may be committed at any moment. */
    isAwaited({ id, runId }: RunAt): boolean {
      const entry = kept.get(id);
      const isNew = entry?.historyLength === undefined && entry?.token !== undefined;
      return isNew && entry.runId === runId && now() - entry.since < COMMIT_TIMEOUT_MS;
    },
  };
}

export type SubjectRecords = ReturnType<typeof createSubjectRecords>;

/**
 * Whether the latest task that Temporal has recorded is the one whose local activity answered with this token; undefined
 * where the server cannot tell.
 */
async function isOfLatestTask({ id, runId }: RunAt, token: string): Promise<boolean | undefined> {
  const { client } = Context.current();
  const page = await client.workflowService
    .getWorkflowExecutionHistoryReverse({
      namespace: activityInfo().workflowNamespace,
      execution: { workflowId: id, runId },
      maximumPageSize: LATEST_EVENTS,
    })
    // The time-skipping server cannot.
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
