import { requireConfirmation } from '../../client';

/** A program that guards a function without passing a manager. It must find Temporal and exit by itself. */
const guarded = requireConfirmation(
  { message: 'Continue?', action: 'from-a-program', ...(JSON.parse(process.argv[2] ?? '{}') as object) },
  async (text: string) => process.stdout.write(`ran ${text}\n`),
);

guarded('once').catch((error: Error) => process.stdout.write(`${error.name}: ${error.message}\n`));
