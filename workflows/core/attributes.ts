import {
  defineSearchAttributeKey,
  type SearchAttributePair,
  type SearchAttributeUpdatePair,
} from '@temporalio/common';
import { upsertMemo } from '@temporalio/workflow';
import type { SearchAttributeName } from '../../contract/names';
import type { ListedNames } from '../../rules/listed-names';
import { toSearchValue } from '../../contract/search-value';

type KeywordName = Exclude<SearchAttributeName, 'HitlApprovers' | 'HitlExpiresAt'>;

/** One search attribute of ours with its value. */
export function keywordAttribute(name: KeywordName, value: string): SearchAttributePair {
  return { key: defineSearchAttributeKey(name, 'KEYWORD'), value: toSearchValue(value) };
}

/**
 * The people and teams a list finds it by: the search attribute, and the memo where the attribute has no room for all of
 * them. `before` is what was listed until now.
 */
export function approversAttribute(before: ListedNames | undefined, now: ListedNames): SearchAttributePair {
  if (now.memo || before?.memo) upsertMemo({ approvers: now.memo ?? null });
  return { key: defineSearchAttributeKey('HitlApprovers', 'KEYWORD_LIST'), value: now.attribute };
}

/** The present deadline, or that there is none. */
export function expiresAtAttribute(at: string | undefined): SearchAttributeUpdatePair {
  return {
    key: defineSearchAttributeKey('HitlExpiresAt', 'DATETIME'),
    value: at === undefined ? null : new Date(at),
  };
}
