import {
  defineSearchAttributeKey,
  type SearchAttributePair,
  type SearchAttributeUpdatePair,
} from '@temporalio/common';
import { upsertMemo } from '@temporalio/workflow';
import { markedMemo } from '../../codec/clear-parts';
import { DECIDED_ALONE, type SearchAttributeName } from '../../contract/names';
import { toSearchValue } from '../../contract/search-value';
import { keywordList, type ListedNames } from '../../rules/listed-names';

type KeywordName = Exclude<SearchAttributeName, 'HitlApprovers' | 'HitlPolicies' | 'HitlExpiresAt'>;

/** One of our search attributes of type Keyword, with its value. */
export function keywordAttribute(name: KeywordName, value: string): SearchAttributePair {
  return { key: defineSearchAttributeKey(name, 'KEYWORD'), value: toSearchValue(value) };
}

/**
 * The search attribute with the people and teams by which a list finds the workflow. If they do not all fit, the memo has them.
 *
 * @param before what was listed until now
 */
export function approversAttribute(before: ListedNames | undefined, now: ListedNames): SearchAttributePair {
  if (now.memo || before?.memo) upsertMemo(markedMemo({ approvers: now.memo ?? null }));
  return { key: defineSearchAttributeKey('HitlApprovers', 'KEYWORD_LIST'), value: now.attribute };
}

/** The search attribute with the policies by which a list finds a request, and whether it is decided alone. */
export function policiesAttribute(names: readonly string[], isAlone: boolean): SearchAttributePair {
  const value = keywordList(isAlone ? [DECIDED_ALONE, ...names] : names);
  return { key: defineSearchAttributeKey('HitlPolicies', 'KEYWORD_LIST'), value };
}

/** The search attribute with the current deadline; null if there is none. */
export function expiresAtAttribute(at: string | undefined): SearchAttributeUpdatePair {
  return {
    key: defineSearchAttributeKey('HitlExpiresAt', 'DATETIME'),
    value: at === undefined ? null : new Date(at),
  };
}
