import { setTimeout as sleep } from 'node:timers/promises';
import { ApplicationFailure } from '@temporalio/common';
import type { Channel, Message } from '../../../activities/channels/channel';
import { openChannels } from '../../../activities/channels/open-channels';
import { contactOf } from '../../../activities/notifications/address-book';
import type { Publish } from '../../../audit/auditor';
import type { AuditAnchor } from '../../../contract/audit';
import { defined } from '../../../contract/defined';
import type { ConfigWithAudit } from './settings';

/** How long to wait before the second attempt and the next ones. */
const WAITS_MS = [1_000, 5_000, 30_000, 120_000];

type Sent = NonNullable<AuditAnchor['sent']>[number];

/**
 * Sends anchors through the channels that `audit.anchors` names. Each message is tried five times within three minutes.
 *
 * @param waitsMs how long to wait before each further attempt, in milliseconds
 */
export function anchorPublisher(
  { channels: configs, contacts, operators, audit }: ConfigWithAudit,
  note: (line: string) => void,
  waitsMs: readonly number[] = WAITS_MS,
): Publish {
  const channels = openChannels({ channels: configs }, note);
  const { channels: names, to = operators } = audit.anchors;
  return async (anchor, signal) => {
    const message = anchorMessage(anchor);
    const send = async (name: string, person?: string): Promise<Sent> => {
      const channel = channels[name] as Channel;
      const problem = await attempts(waitsMs, signal, async (attempt) => {
        const address =
          person === undefined ? undefined : channel.addressOf(await contactOf(contacts, person));
        if (person !== undefined && address === undefined)
          throw ApplicationFailure.nonRetryable(`contacts has no address of ${person} for channel ${name}`);
        await channel.send({ ...message, attempt }, address);
      });
      if (problem !== undefined)
        note(`audit: anchor ${anchor.seq} was not sent by channel ${name}: ${problem}`);
      return { channel: name, at: new Date().toISOString(), ...defined({ to: person, problem }) };
    };
    const sending = names.flatMap((name) =>
      channels[name]?.audience === 'person' ? to.map((person) => send(name, person)) : [send(name)],
    );
    return Promise.all(sending);
  };
}

/** The signed head of the log, with the command that compares it with the log. */
function anchorMessage({ sent: _, ...anchor }: AuditAnchor): Omit<Message, 'attempt'> {
  const { namespace, seq, hash, at, signature } = anchor;
  return {
    id: `anchor_${seq}_${hash.slice(0, 16)}`,
    // An anchor is about neither, but a message needs one.
    subject: { kind: 'request', id: 'audit' },
    event: 'commented',
    title: `Audit log of namespace ${namespace}: anchor ${seq}:${hash}`,
    text: 'Keep this message where the people who can change the audit log cannot delete it. It proves later whether an entry up to this one was removed or changed.',
    facts: [
      { label: 'Entry', value: `${seq}` },
      { label: 'Hash', value: hash },
      { label: 'Time', value: at },
      { label: 'Key', value: signature.keyId },
      { label: 'Signature', value: signature.value },
      { label: 'Verify with', value: `hitl audit verify --anchor ${seq}:${hash}` },
    ],
    command: `hitl audit verify --anchor ${seq}:${hash}`,
    anchor,
    isActionable: false,
  };
}

/** Tries until it works. Returns why it did not. */
async function attempts(
  waitsMs: readonly number[],
  signal: AbortSignal,
  send: (attempt: number) => Promise<void>,
): Promise<string | undefined> {
  for (let attempt = 1; ; attempt++) {
    try {
      await send(attempt);
      return undefined;
    } catch (error) {
      const isFinal = error instanceof ApplicationFailure && error.nonRetryable === true;
      const wait = waitsMs[attempt - 1];
      const problem = (error as Error).message.slice(0, 500);
      if (isFinal || wait === undefined || signal.aborted) return problem;
      await sleep(wait, undefined, { signal }).catch(() => {});
      if (signal.aborted) return `${problem} (the auditor was stopped)`;
    }
  }
}
