import type { Client } from '@temporalio/client';
import { Operations, type Wedged } from '../../../client';
import { visibleLine } from '../../../rules/visible';
import { bad, type Check, good } from './check';

const NAME = 'stuck workflows';
const MAX_NAMED = 5;

/** Whether the workflow task of some workflow keeps failing: such a workflow takes no decision and never expires. */
export async function checkStuck(client: Client): Promise<Check> {
  const wedged = await new Operations(client).findWedged();
  const [first] = wedged;
  if (first === undefined) return good(NAME, 'none');
  const more = wedged.length > MAX_NAMED ? `\nand ${wedged.length - MAX_NAMED} more` : '';
  return bad(
    NAME,
    `${wedged.length}\n${wedged.slice(0, MAX_NAMED).map(line).join('\n')}${more}`,
    'Correct the worker first if the cause is in its code: the workflows then continue by themselves.\n' +
      `To reset one to before the task that fails: hitl heal ${first.id}`,
  );
}

function line({ id, kind, attempts, isPastDeadline, since, cause, message }: Wedged): string {
  const when = since === undefined ? '' : ` since ${since}`;
  const late = isPastDeadline ? ', past its deadline' : '';
  const why = [cause, message].filter((part) => part !== undefined).join(': ');
  return `${id} (${kind}${late}): ${attempts} attempts${when}${why && `; ${visibleLine(why)}`}`;
}
