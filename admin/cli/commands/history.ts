import type { Command } from 'commander';
import { type ConnectionFlags, withConnectionFlags } from '../connection-flags';
import { EXIT } from '../exit-codes';
import { loadConnected } from '../heavy';
import { historyText } from '../text/history-text';
import { type Call, type Cli, does, withOutputFlag } from '../verb';

export function addHistory(command: Command, cli: Cli): void {
  command.argument('<run>', 'its id');
  withConnectionFlags(withOutputFlag(command)).action(does(cli, history));
}

async function history({ flags, out, io }: Call<ConnectionFlags>, run = '') {
  return loadConnected().connected({ flags, io }, async (_, { escalations }) => {
    const items = await escalations.getHistory(run);
    out.answerAll(items, historyText(out, items, Date.now()));
    if (items.length === 0) out.note('It has not escalated.');
    return EXIT.done;
  });
}
