import type { RawValue } from '@temporalio/common';
import { defineQuery, defineSignal, setHandler } from '@temporalio/workflow';
import { MESSAGES } from '../../contract/names';
import { type NotificationsRecord, PokeSchema } from '../../contract/notification';
import { raw } from '../handlers';
import { readMessage } from '../raw-message';
import type { Post } from './post';

const pokeSignal = defineSignal<RawValue[]>(MESSAGES.poke, raw);
const getQuery = defineQuery<NotificationsRecord>(MESSAGES.get);

/** So many pokes that nobody has looked into yet say as much as one. */
const MOST_PENDING = 100;

/** Sets the handlers: a poke that cannot be read is still a reason to look. */
export function handlePokes(post: Post): void {
  setHandler(getQuery, () => post.record, {
    description: 'Who was told what, when, and what could not be delivered.',
  });
  setHandler(
    pokeSignal,
    (...sent) => {
      const read = readMessage(PokeSchema, sent);
      if (post.pokes.length < MOST_PENDING) post.pokes.push(read.ok ? read.message : {});
    },
    { description: 'Look again whether there is something to tell: {}' },
  );
}
