import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Io } from '../../../admin/cli/io';
import type { RequestInput } from '../../../contract/request';
import { RICHER } from '../../support/richer-policies';
import { eventually, startTemporal, type TemporalForTests } from '../../support/temporal';
import { cliAt } from './run-cli';

/** The arguments of a request that people edit in the terminal. */
export const CONTEXT = { amount: 15_000, to: 'acme', rate: 0.1, memo: 'ü "q"' };

/** A server for all tests of a file, the CLI on it, and a folder for files. Call it outside of tests. */
export function editsInTerminal() {
  const given = {} as { temporal: TemporalForTests; hitl: ReturnType<typeof cliAt>; folder: string };
  beforeAll(async () => {
    given.temporal = await startTemporal({ keepsWorker: true });
    given.hitl = cliAt(given.temporal);
    given.folder = mkdtempSync(join(tmpdir(), 'hitl-edit-'));
  });
  afterAll(async () => {
    await given.temporal?.stop();
    if (given.folder) rmSync(given.folder, { recursive: true });
  });
  const recordOf = (id: string) => given.temporal.manager.getRequest(id);
  return {
    given,
    recordOf,
    work: (story: () => Promise<void>) => () => given.temporal.withWorker(story, RICHER),
    requested: async (action = 'pay', context: RequestInput['context'] = CONTEXT): Promise<string> => {
      const { id } = await given.temporal.manager.requestApproval({ action, context, requesterId: 'agent' });
      await eventually(async () => (await recordOf(id)).plan !== undefined);
      return id;
    },
  };
}

/** A terminal whose person gives these answers. */
export function terminal(...answers: string[]) {
  const questions: string[] = [];
  const ask: Io['ask'] = async (question) => {
    questions.push(question);
    return { line: answers.shift() ?? '' };
  };
  return { questions, io: { ask } };
}
