import { SearchAttributesMissing } from '../contract/errors';
import { SEARCH_ATTRIBUTES } from '../contract/names';
import { GRPC, grpcError } from './grpc-errors';

const TYPE_NAMES = { KEYWORD: 'Keyword', KEYWORD_LIST: 'KeywordList', DATETIME: 'Datetime' } as const;

/** The error for a namespace that lacks our search attributes, if that is what the call failed of. */
export function asAttributesMissing(error: unknown, namespace: string): SearchAttributesMissing | undefined {
  const grpc = grpcError(error);
  if (grpc?.code !== GRPC.INVALID_ARGUMENT) return undefined;
  if (!/search attribute|invalid query|column name/i.test(grpc.details)) return undefined;
  if (!Object.keys(SEARCH_ATTRIBUTES).some((name) => grpc.details.includes(name))) return undefined;
  return new SearchAttributesMissing(
    `namespace '${namespace}' lacks search attributes (${grpc.details}). ` +
      `Create them with \`${createCommand(namespace)}\`, or start \`hitl worker\` once.`,
    { cause: error },
  );
}

function createCommand(namespace: string): string {
  const pairs = Object.entries(SEARCH_ATTRIBUTES).map(
    ([name, type]) => `--name ${name} --type ${TYPE_NAMES[type]}`,
  );
  return `temporal operator search-attribute create --namespace ${namespace} ${pairs.join(' ')}`;
}
