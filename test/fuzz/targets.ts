import type { Target } from './search';
import { OF_ADMIN } from './targets-of-admin';
import { OF_AGENTS } from './targets-of-agents';
import { OF_CLI } from './targets-of-cli';
import { OF_FILES } from './targets-of-files';

/** Every parser that takes input from outside: agents, browsers, Slack, identity providers, Temporal, command lines and files. */
export const TARGETS: readonly Target[] = [...OF_AGENTS, ...OF_ADMIN, ...OF_CLI, ...OF_FILES];
