import type { Client } from '@temporalio/client';
import { ApprovalManager } from '../../../client';
import { connectClient, HOW_TO_REACH } from '../../../client/temporal/connect';
import { registerCommand } from '../../../rules/search-attribute-command';
import { checkSearchAttributes } from '../../../worker/search-attributes';
import { connectionSettings, type ConnectionFlags } from '../connection-flags';
import { resolved } from '../over-temporal';
import { bad, type Check, good } from './check';
import { checkNotifications } from './check-notifications';
import { checkStuck } from './check-stuck';
import { checkWorkers } from './check-workers';

/** Whether Temporal answers, and has what requests need. The first of them tells whether it answers. */
export async function checkTemporal(flags: ConnectionFlags, taskQueue: string): Promise<Check[]> {
  let client: Client | undefined;
  try {
    const { address, addressFrom, namespace, options } = resolved(flags);
    client = await connectClient(connectionSettings(flags, options.tls));
    await client.workflowService.describeNamespace({ namespace });
    const there = good('Temporal', `answers at ${address} (${addressFrom}), namespace ${namespace}`);
    return [there, ...(await inside(client, namespace, taskQueue))];
  } catch (error) {
    // The error says for itself what to do, which is a line of its own here.
    const found = (error as Error).message.replace(HOW_TO_REACH, '').trim();
    return [bad('Temporal', found, HOW_TO_REACH)];
  } finally {
    await client?.connection.close();
  }
}

function inside(client: Client, namespace: string, taskQueue: string): Promise<Check[]> {
  return Promise.all([
    orWhy('search attributes', () => attributes(client, namespace)),
    orWhy('workers', () => checkWorkers(client, namespace, taskQueue)),
    orWhy('pending requests', () => pending(client)),
    orWhy('notifications', () => checkNotifications(client)),
    orWhy('stuck workflows', () => checkStuck(client)),
  ]);
}

async function attributes(client: Client, namespace: string): Promise<Check> {
  const name = 'search attributes';
  const { missing, wrong } = await checkSearchAttributes(client.connection, namespace);
  if (wrong.length > 0)
    return bad(
      name,
      `of another type: ${wrong.join(', ')}`,
      `Remove them and register them anew, or use another namespace:\n${registerCommand(namespace, wrong)}`,
    );
  if (missing.length === 0) return good(name, 'registered');
  return bad(
    name,
    `missing: ${missing.join(', ')}`,
    `Start a worker, or register them:\n${registerCommand(namespace, missing)}`,
  );
}

async function pending(client: Client): Promise<Check> {
  const count = await new ApprovalManager(client).countRequests({ status: 'pending' });
  return good('pending requests', `${count}`);
}

async function orWhy(name: string, look: () => Promise<Check>): Promise<Check> {
  try {
    return await look();
  } catch (error) {
    return bad(
      name,
      `could not be looked up: ${(error as Error).message}`,
      'Ask an operator of this Temporal whether you may.',
    );
  }
}
