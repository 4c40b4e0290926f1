import { temporal } from '@temporalio/proto';
import { SearchAttributesMissing } from '../contract/errors';
import {
  TEMPORAL_CLI_TYPES,
  searchAttributesCommand,
  SEARCH_ATTRIBUTE_NAMES,
  SEARCH_ATTRIBUTES,
  type SearchAttributeName,
} from '../contract/names';

/** The operator service, which both kinds of Temporal connection have. */
interface Operator {
  operatorService: {
    listSearchAttributes(request: {
      namespace: string;
    }): Promise<temporal.api.operatorservice.v1.ListSearchAttributesResponse>;
    addSearchAttributes(request: {
      namespace: string;
      searchAttributes: Record<string, temporal.api.enums.v1.IndexedValueType>;
    }): Promise<unknown>;
  };
  workflowService: {
    countWorkflowExecutions(request: { namespace: string; query: string }): Promise<unknown>;
  };
}

const GRPC = { INVALID_ARGUMENT: 3, ALREADY_EXISTS: 6, UNIMPLEMENTED: 12 };
const { IndexedValueType } = temporal.api.enums.v1;
const TYPES = {
  KEYWORD: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
  KEYWORD_LIST: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD_LIST,
  DATETIME: IndexedValueType.INDEXED_VALUE_TYPE_DATETIME,
};

export interface SearchAttributeState {
  missing: SearchAttributeName[];
  /** Registered with another type. */
  wrong: SearchAttributeName[];
}

/** Which search attributes of this package the namespace lacks, and which it has with another type. */
export async function checkSearchAttributes(
  { operatorService }: Pick<Operator, 'operatorService'>,
  namespace: string,
): Promise<SearchAttributeState> {
  const { customAttributes } = await operatorService.listSearchAttributes({ namespace });
  return {
    missing: SEARCH_ATTRIBUTE_NAMES.filter((name) => customAttributes[name] === undefined),
    wrong: SEARCH_ATTRIBUTE_NAMES.filter(
      (name) =>
        customAttributes[name] !== undefined && customAttributes[name] !== TYPES[SEARCH_ATTRIBUTES[name]],
    ),
  };
}

/**
 * Registers the missing search attributes. Safe to repeat. Returns when Temporal accepts them, which takes seconds on a cluster.
 *
 * @throws SearchAttributesMissing with the command to run, if the worker may not register them or a name has another type
 *   (which the server would silently ignore)
 */
export async function registerSearchAttributes(
  connection: Operator,
  namespace: string,
): Promise<SearchAttributeName[]> {
  let state: SearchAttributeState;
  try {
    state = await checkSearchAttributes(connection, namespace);
    if (state.missing.length > 0) {
      await addSearchAttributes(connection, namespace, state.missing);
      await untilUsable(connection, namespace, state.missing);
    }
  } catch (cause) {
    if (codeOf(cause) === GRPC.UNIMPLEMENTED) return addUnseen(connection, namespace);
    throw new SearchAttributesMissing(
      `the search attributes could not be registered (${cause instanceof Error ? cause.message : String(cause)}). ` +
        `If this worker has no permission, ask an operator to run:\n  ${searchAttributesCommand(namespace)}`,
      { cause },
    );
  }
  if (state.wrong.length === 0) return state.missing;
  const wrong = state.wrong
    .map((name) => `${name} must be ${TEMPORAL_CLI_TYPES[SEARCH_ATTRIBUTES[name]]}`)
    .join(', ');
  throw new SearchAttributesMissing(
    `namespace '${namespace}' has search attributes of temporal-hitl with a wrong type: ${wrong}. Remove them, or use another namespace.`,
  );
}

/** Registers these attributes (default: all) without checking first. */
export async function addSearchAttributes(
  { operatorService }: Pick<Operator, 'operatorService'>,
  namespace: string,
  attributes = SEARCH_ATTRIBUTE_NAMES,
): Promise<void> {
  const searchAttributes = Object.fromEntries(
    attributes.map((name) => [name, TYPES[SEARCH_ATTRIBUTES[name]]]),
  );
  await operatorService.addSearchAttributes({ namespace, searchAttributes });
}

const USABLE_TIMEOUT_MS = 15_000;
const PAUSE_MS = 200;

/**
 * Each process of a cluster reads the attributes of a namespace again every two seconds, and refuses them until then. The
 * caller must not depend on it: another frontend may be later than this one.
 */
async function untilUsable(
  { workflowService }: Operator,
  namespace: string,
  attributes: SearchAttributeName[],
): Promise<void> {
  const query = attributes.map((name) => `${name} IS NULL`).join(' AND ');
  for (const end = Date.now() + USABLE_TIMEOUT_MS; Date.now() < end;) {
    try {
      await workflowService.countWorkflowExecutions({ namespace, query });
      return;
    } catch (error) {
      if (codeOf(error) !== GRPC.INVALID_ARGUMENT) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

/** For Temporal's time-skipping server, which cannot list its attributes and refuses existing ones. */
async function addUnseen(connection: Operator, namespace: string): Promise<SearchAttributeName[]> {
  for (const name of SEARCH_ATTRIBUTE_NAMES)
    await addSearchAttributes(connection, namespace, [name]).catch((error: unknown) => {
      if (codeOf(error) !== GRPC.ALREADY_EXISTS) throw error;
    });
  return SEARCH_ATTRIBUTE_NAMES;
}

function codeOf(error: unknown): unknown {
  return (error as { code?: unknown } | null)?.code;
}
