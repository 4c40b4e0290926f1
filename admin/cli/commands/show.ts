import type { Command } from 'commander';
import { type ConnectionFlags, sameConnection, withConnectionFlags } from '../connection-flags';
import { EXIT } from '../exit-codes';
import { loadConnected } from '../heavy';
import { requestText } from '../text/request-text';
import { uiBase, uiLink } from '../ui-link';
import { type Call, type Cli, does, withOutputFlag } from '../verb';

export function addShow(program: Command, cli: Cli): void {
  const command = program
    .command('show')
    .description('show a request: what, who, why, until when, and what happened')
    .argument('<id>', 'of the request');
  withConnectionFlags(withOutputFlag(command)).action(does(cli, show));
}

async function show({ flags, out, io }: Call<ConnectionFlags>, id = '') {
  const { connected, resolved } = loadConnected();
  return connected(flags, async (approvals) => {
    const request = await approvals.getRequest(id);
    const there = resolved(flags);
    const base = uiBase(flags, io.env, there);
    const around = {
      now: Date.now(),
      program: io.program,
      connection: sameConnection(flags),
      ...(base !== undefined && { uiLink: uiLink(base, there.namespace, id) }),
    };
    out.answer(request, requestText(out, request, around));
    return EXIT.done;
  });
}
