import { SearchAttributesMissing } from '../contract/errors';
import { registerCommand, SEARCH_ATTRIBUTE_NAMES } from '../rules/search-attribute-command';
import { GRPC, grpcError } from './grpc-errors';

/** The error for a namespace that lacks our search attributes, if that is what the call failed of. */
export function asAttributesMissing(error: unknown, namespace: string): SearchAttributesMissing | undefined {
  const grpc = grpcError(error);
  if (grpc?.code !== GRPC.INVALID_ARGUMENT) return undefined;
  if (!/search attribute|invalid query|column name/i.test(grpc.details)) return undefined;
  if (!SEARCH_ATTRIBUTE_NAMES.some((name) => grpc.details.includes(name))) return undefined;
  return new SearchAttributesMissing(
    `namespace '${namespace}' lacks search attributes (${grpc.details}). ` +
      `Create them with \`${registerCommand(namespace)}\`, or start \`hitl worker\` once.`,
    { cause: error },
  );
}
