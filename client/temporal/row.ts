import type { Client } from '@temporalio/client';
import { executionInfoFromRaw, rethrowKnownErrorTypes } from '@temporalio/client/lib/helpers';
import {
  decodeSearchAttributes,
  decodeTypedSearchAttributes,
} from '@temporalio/common/lib/converter/payload-search-attributes';
import { decodeMapFromPayloads } from '@temporalio/common/lib/internal-non-workflow';
import type { temporal } from '@temporalio/proto';
import { defined } from '../../contract/defined';
import { LIMITS, utf8Bytes } from '../../contract/limits';
import { GRPC, grpcError } from './calls';

type RawInfo = temporal.api.workflow.v1.IWorkflowExecutionInfo;
type Payloads = NonNullable<NonNullable<RawInfo['memo']>['fields']>;
type SdkInfo = Awaited<ReturnType<typeof executionInfoFromRaw>>;

/** Every memo field that this package writes. All are strings except `approvers`. */
interface Memo {
  action?: string;
  resource?: string;
  description?: string;
  message?: string;
  requesterId?: string;
  runId?: string;
  contentHash?: string;
  submittedBy?: string;
  agent?: string;
  inputHash?: string;
  requestId?: string;
  level?: string;
  reason?: string;
  /** The id of the subject whose notifications a workflow delivers. */
  id?: string;
  /** Everyone who is asked, if the search attribute has no room for all. */
  approvers?: string[];
}

const TEXTS = [
  'action',
  'resource',
  'description',
  'message',
  'requesterId',
  'runId',
  'contentHash',
  'submittedBy',
  'agent',
  'inputHash',
  'requestId',
  'level',
  'reason',
  'id',
] as const satisfies (keyof Memo)[];

const MEMO_FIELDS: ReadonlySet<string> = new Set([...TEXTS, 'approvers']);

/** A workflow as Temporal lists and describes it. Contains only what could be decoded. */
export type Row = Omit<SdkInfo, 'memo' | 'raw'> & {
  memo: Memo;
  /** What could not be decoded, and why. Absent when everything could. */
  unreadable?: string;
};

export type DescribedWorkflow = Row & {
  raw: temporal.api.workflowservice.v1.IDescribeWorkflowExecutionResponse;
};

/**
 * Decodes one workflow of a list or a description. The SDK throws at the first field that it cannot decode, so that one
 * workflow would hide all others of its page. Never throws.
 */
export async function rowOf(client: Client, raw: RawInfo): Promise<Row> {
  const fields = raw.searchAttributes?.indexedFields ?? {};
  const whole = await wholeRow(client, raw, fields).catch(() => undefined);
  if (whole !== undefined) return whole;
  const problems: string[] = [];
  const memo = await readMemo(client, raw, problems);
  const info = await infoOf(client, raw, readableAttributes(fields, problems));
  return { ...info, memo, ...(problems.length > 0 && { unreadable: problems.slice(0, 5).join('; ') }) };
}

/** All fields at once: looking for the ones that cannot be decoded takes three times as long. Nothing if there may be one. */
async function wholeRow(client: Client, raw: RawInfo, attributes: Payloads): Promise<Row | undefined> {
  const fields = raw.memo?.fields ?? {};
  const ours = Object.entries(fields).filter(([name, field]) => MEMO_FIELDS.has(name) && field != null);
  const memo: Record<string, unknown> = (await decodeFields(client, raw, Object.fromEntries(ours))) ?? {};
  for (const [name, value] of Object.entries(memo)) {
    if (problemOf(name, value) !== undefined) return undefined;
    memo[name] = value ?? undefined;
  }
  const info = await infoOf(client, raw, attributes);
  for (const { value } of info.typedSearchAttributes.getAll()) if (value instanceof Date) value.toISOString();
  return { ...info, memo };
}

async function infoOf(client: Client, raw: RawInfo, indexedFields: Payloads) {
  const { loadedDataConverter, namespace } = client.options;
  // The copy inherits from the original, because protobufjs keeps default values on the prototype.
  const readable = Object.create(raw, {
    memo: { value: undefined },
    searchAttributes: { value: { indexedFields } },
  }) as Parameters<typeof executionInfoFromRaw>[0];
  const { raw: _raw, ...info } = await executionInfoFromRaw(
    readable,
    loadedDataConverter,
    undefined,
    namespace,
  );
  return info;
}

/** The workflow with this id: its newest run, or the given one. Nothing if there is none. */
export async function describeWorkflow(
  client: Client,
  id: string,
  runId?: string,
): Promise<DescribedWorkflow | undefined> {
  const execution = { workflowId: id, ...defined({ runId }) };
  const request = { namespace: client.options.namespace, execution };
  try {
    const raw = await client.workflowService.describeWorkflowExecution(request);
    return { ...(await rowOf(client, raw.workflowExecutionInfo ?? {})), raw };
  } catch (error) {
    if (error instanceof Error && grpcError(error)) rethrowKnownErrorTypes(error as never);
    if (grpcError(error)?.code === GRPC.NOT_FOUND) return undefined;
    throw error;
  }
}

function decodeFields(client: Client, raw: RawInfo, fields: Payloads) {
  const { loadedDataConverter, namespace } = client.options;
  const context = { type: 'workflow', namespace, workflowId: raw.execution?.workflowId ?? '' } as const;
  return decodeMapFromPayloads<string>(loadedDataConverter, fields, context);
}

async function readMemo(client: Client, raw: RawInfo, problems: string[]): Promise<Memo> {
  const memo: Record<string, unknown> = {};
  const fields = raw.memo?.fields ?? {};
  for (const name of MEMO_FIELDS) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (field == null) continue;
    try {
      const value = (await decodeFields(client, raw, { [name]: field }))?.[name];
      const problem = problemOf(name, value);
      if (problem === undefined) memo[name] = value ?? undefined;
      else problems.push(`memo field ${name} ${problem}`);
    } catch (error) {
      problems.push(`memo field ${name} cannot be decoded: ${reasonOf(error)}`);
    }
  }
  return memo;
}

function problemOf(name: string, value: unknown): string | undefined {
  return name === 'approvers' ? listProblem(value) : textProblem(value);
}

function textProblem(value: unknown): string | undefined {
  if (typeof value !== 'string') return 'is not a string';
  return utf8Bytes(value) > LIMITS.descriptionBytes
    ? `is longer than ${LIMITS.descriptionBytes} bytes`
    : undefined;
}

/** While visibility lags behind, a removed field has the value null. */
function listProblem(value: unknown): string | undefined {
  if (value == null || (Array.isArray(value) && value.every((name) => typeof name === 'string')))
    return undefined;
  return 'is not a list of names';
}

function readableAttributes(fields: Payloads, problems: string[]): Payloads {
  const readable = Object.entries(fields).filter(([name, field]) => {
    try {
      decodeSearchAttributes({ [name]: field });
      const typed = decodeTypedSearchAttributes({ [name]: field });
      const [pair] = typed.getAll();
      if (pair?.value instanceof Date) pair.value.toISOString();
      return true;
    } catch (error) {
      problems.push(`search attribute ${name} cannot be decoded: ${reasonOf(error)}`);
      return false;
    }
  });
  return Object.fromEntries(readable);
}

function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : 'unknown error').slice(0, 200);
}
