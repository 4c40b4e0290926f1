import { condition, defineSignal, defineUpdate, setHandler } from '@temporalio/workflow';
import { MESSAGES } from '../contract/names';

type Decision = { decision: string };

const decideSignal = defineSignal<[Decision]>(MESSAGES.decide);
const decideUpdate = defineUpdate<void, [Decision]>(MESSAGES.decide);

/** The smallest workflow that waits for a decision: no plan, no record, no verdict, no search attributes. */
export async function bareApproval(): Promise<string> {
  let decision: string | undefined;
  const take = (sent: Decision) => {
    decision = sent.decision;
  };
  setHandler(decideSignal, take);
  setHandler(decideUpdate, take);
  await condition(() => decision !== undefined, '4h');
  return decision ?? 'expire';
}
