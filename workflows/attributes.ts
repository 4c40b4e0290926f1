import {
  defineSearchAttributeKey,
  type SearchAttributePair,
  type SearchAttributeUpdatePair,
} from '@temporalio/common';
import type { SearchAttributeName } from '../contract/names';
import { toSearchValue } from '../contract/search-value';

type KeywordName = Exclude<SearchAttributeName, 'HitlApprovers' | 'HitlExpiresAt'>;

/** One search attribute of ours with its value. */
export function keyword(name: KeywordName, value: string): SearchAttributePair {
  return { key: defineSearchAttributeKey(name, 'KEYWORD'), value: toSearchValue(value) };
}

/** The people and teams a list finds it by. */
export function approversAttribute(value: string[]): SearchAttributePair {
  return { key: defineSearchAttributeKey('HitlApprovers', 'KEYWORD_LIST'), value: value.map(toSearchValue) };
}

/** The present deadline, or that there is none. */
export function expiresAtAttribute(at: string | undefined): SearchAttributeUpdatePair {
  return {
    key: defineSearchAttributeKey('HitlExpiresAt', 'DATETIME'),
    value: at === undefined ? null : new Date(at),
  };
}
