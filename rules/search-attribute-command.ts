import { SEARCH_ATTRIBUTES, type SearchAttributeName } from '../contract/names';

/** The types of our search attributes as Temporal's CLI calls them. */
export const CLI_TYPES = { KEYWORD: 'Keyword', KEYWORD_LIST: 'KeywordList', DATETIME: 'Datetime' } as const;

export const SEARCH_ATTRIBUTE_NAMES = Object.keys(SEARCH_ATTRIBUTES) as SearchAttributeName[];

/** The command of Temporal's CLI that registers these attributes, all of ours unless named. */
export function registerCommand(namespace: string, attributes = SEARCH_ATTRIBUTE_NAMES): string {
  const flags = attributes.map((name) => `--name ${name} --type ${CLI_TYPES[SEARCH_ATTRIBUTES[name]]}`);
  return `temporal operator search-attribute create --namespace ${namespace} ${flags.join(' ')}`;
}
