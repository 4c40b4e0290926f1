import assert from 'node:assert/strict';
import type { NotificationRecord } from '../../../contract/notification';
import type { RequestRecord } from '../../../contract/request';
import { canLapse } from '../../../rules/notifications/events';
import { shownState } from '../../../rules/notifications/wake';
import { eligible } from '../../../rules/requests/people';
import { always } from '../../support/told-stories';

/** Whether an event with this key asks about the current revision. */
function isAbout({ revision }: RequestRecord, key: string): boolean {
  return revision === undefined
    ? !key.startsWith('comment-') && key !== 'ended'
    : key === `edited-${revision}` || key.startsWith(`edited-${revision}-`);
}

/** With `requireAll`, `people` are those of the entries that are open; another person may free one of them. */
function isNeeded(record: RequestRecord, person: string): boolean {
  const needed = record.needed.filter(({ stage }) => stage === record.stage);
  return needed.some(({ people, requireAll, policy }) => {
    const requirement = record.plan?.requirements.find((each) => each.policy === policy);
    const mayFree = requireAll === true && requirement !== undefined;
    return people.includes(person) || (mayFree && eligible(record, requirement).has(person));
  });
}
describe('every story of a request and every failing channel', () => {
  always('nobody gets the same message twice', ({ retell }) => {
    const seen = new Set<string>();
    retell(({ key, to, channel, updates }, _record, isSent) => {
      if (!isSent || updates !== undefined) return;
      const what = `${key} ${to ?? channel}`;
      assert.ok(!seen.has(what), what);
      seen.add(what);
    });
  });

  always('only people who can act are notified', ({ retell }) => {
    retell(({ event, to, updates }, record) => {
      if (to === undefined || updates !== undefined || !canLapse(event)) return;
      assert.equal(record.status, 'pending');
      if (event === 'commented') return;
      if (event === 'edited' && to === record.requesterId) return;
      assert.ok(isNeeded(record, to));
    });
  });

  always('everyone who is needed has been notified, unless both channels refused', ({ last, messages }) => {
    if (last.status !== 'pending') return;
    const decided = last.decisions.filter((d) => d.stage === last.stage && d.void === undefined);
    const needed = last.needed.flatMap(({ stage, people }) => (stage === last.stage ? people : []));
    for (const person of needed.filter((one) => !decided.some(({ decidedBy }) => decidedBy === one))) {
      const own = messages.filter((m) => m.to === person && isAbout(last, m.key));
      const tried = new Set(own.map(({ channel }) => channel));
      assert.ok(own.some(({ status }) => status === 'sent') || tried.size === 2, person);
    }
  });

  always(
    'a comment goes to the requester and to approvers who had a message, and not to its author',
    ({ retell }) => {
      const reached = new Set<string>();
      retell(({ key, event, to, updates }, record, isSent) => {
        if (to === undefined || updates !== undefined) return;
        const isKnown = reached.has(to);
        if (isSent) reached.add(to);
        if (event !== 'commented') return;
        const comment = record.comments?.[Number(key.replace('comment-', '')) - 1];
        assert.ok(comment !== undefined && comment.by !== to, key);
        if (to === record.requesterId) return;
        assert.ok(isKnown, `${to} had no message`);
        const open = record.plan?.requirements.filter(({ stage }) => stage === record.stage) ?? [];
        assert.ok(open.some((requirement) => eligible(record, requirement).has(to)));
      });
    },
  );

  always('the requester hears of the latest edit, unless the requester made it', ({ last, messages }) => {
    const edit = last.revisions?.at(-1);
    if (edit === undefined || last.status !== 'pending') return;
    const told = messages.filter(
      ({ key, to }) => key === `edited-${edit.revision}` && to === last.requesterId,
    );
    const isNeeded = last.needed.some(({ people }) => people.includes(last.requesterId));
    if (edit.by === last.requesterId && !isNeeded) assert.deepEqual(told, []);
    if (edit.by !== last.requesterId) assert.ok(told.length > 0);
  });

  always('the requester gets the outcome once, unless the requester caused it', ({ last, messages }) => {
    if (last.status === 'pending' || last.plan?.requirements.length === 0) return;
    const results = messages.filter(
      (m: NotificationRecord) => m.key === 'ended' && m.to === last.requesterId,
    );
    if (last.end?.name === last.requesterId) assert.deepEqual(results, []);
    else assert.ok(results.length > 0 && results.filter(({ status }) => status === 'sent').length <= 1);
  });

  always(
    'programs hear of every claim and outcome in order, and people only of what went wrong',
    ({ last, uses, messages, retell }) => {
      const reached = new Set<string>();
      const feed: string[] = [];
      retell(({ key, to, channel, updates }, record, isSent) => {
        if (updates !== undefined) return;
        if (channel === 'hooks' && /^(claimed|outcome)-/.test(key)) feed.push(key);
        if (to === undefined) return;
        assert.ok(!key.startsWith('claimed-'), key);
        if (key.startsWith('outcome-')) {
          const approved = record.decisions.some(
            ({ decidedBy, void: lapsed }) => decidedBy === to && !lapsed,
          );
          assert.ok(to === record.requesterId || (approved && reached.has(to)), to);
        } else if (isSent) reached.add(to);
      });
      assert.deepEqual(
        feed,
        uses.flatMap((_, index) => [`claimed-${index + 1}`, `outcome-${index + 1}`]),
      );
      for (const [index, { outcome, claimedBy }] of uses.entries()) {
        const told = messages.filter(({ key, to }) => key === `outcome-${index + 1}` && to !== undefined);
        if (outcome === 'committed') assert.deepEqual(told, []);
        else if (outcome === 'unknown' || claimedBy !== last.requesterId)
          assert.ok(told.some(({ to }) => to === last.requesterId));
      }
    },
  );

  always(
    'the second channel is tried only after the first has refused, and cards say how it stands',
    ({ last, uses, messages }) => {
      for (const { key, to, channel } of messages)
        if (channel === 'mail')
          assert.ok(
            messages.some(
              (m) => m.key === key && m.to === to && m.channel === 'chat' && m.status === 'failed',
            ),
          );
      const state = shownState({ kind: 'request', record: last, ...(uses.length > 0 && { uses }) });
      for (const { ref, shows } of messages) if (ref !== undefined) assert.equal(shows, state);
    },
  );
});
