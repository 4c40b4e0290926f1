import { SearchAttributesMissing } from '../../contract/errors';
import { registerCommand, SEARCH_ATTRIBUTE_NAMES } from '../../rules/search-attribute-command';
import { GRPC, grpcError } from './grpc-errors';

/** The error for a namespace that lacks our search attributes, if that is what the call failed of. */
export function asAttributesMissing(error: unknown, namespace: string): SearchAttributesMissing | undefined {
  const grpc = grpcError(error);
  if (grpc?.code !== GRPC.INVALID_ARGUMENT) return undefined;
  // Of a start that goes with an update, only the message has it.
  const said = [grpc.details, (error as Error).message].find(isAboutOurs);
  if (said === undefined) return undefined;
  return new SearchAttributesMissing(
    `namespace '${namespace}' lacks search attributes (${said}). ` +
      `Create them with \`${registerCommand(namespace)}\`, or start \`hitl worker\` once.`,
    { cause: error },
  );
}

function isAboutOurs(text: string): boolean {
  if (!/search attribute|invalid query|column name/i.test(text)) return false;
  return SEARCH_ATTRIBUTE_NAMES.some((name) => text.includes(name));
}
