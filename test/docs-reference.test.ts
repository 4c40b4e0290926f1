import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { createProgram } from '../admin/cli/program';
import { AgentSchema } from '../contract/agent';
import { ConfigSchema } from '../contract/config';
import { ContactSchema } from '../contract/contacts';
import { DeskSchema } from '../contract/desk';
import * as errors from '../contract/errors';
import { RungSchema } from '../contract/ladder-config';
import { LIMITS, MOST_WRONG_VALUES } from '../contract/limits';
import { NotificationsSchema } from '../contract/notifications-config';
import { PolicySchema } from '../contract/policy';
import { parseConfig } from '../worker/parse-config';

const page = (name: string) => readFileSync(join(__dirname, '..', 'docs', 'reference', name), 'utf8');

/** The rows of the tables under a heading of a page, each as its cells. */
function rowsUnder(text: string, heading: string): string[][] {
  const section = text.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? '';
  return [...section.matchAll(/^\|(.+)\|$/gm)]
    .map(([, row = '']) => row.split(/(?<!\\)\|/).map((cell) => cell.trim()))
    .slice(2);
}

const inCode = (cell = '') => [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);

describe('configuration.md', () => {
  const text = page('configuration.md');
  const agent = { step: () => ({ done: true }) };
  const config = parseConfig({
    fallback: 'reject',
    levels: { human_review: { assignees: ['ana'] } },
    agents: { agent },
    admin: { signIn: { dev: true } },
    channels: { log: { type: 'log' } },
  });
  const sections: [heading: string, keys: string[], parsed: object | undefined][] = [
    ['Top level', Object.keys(ConfigSchema.shape), config],
    ['A policy', Object.keys(PolicySchema.shape), undefined],
    ['Levels', Object.keys(RungSchema.shape), config.levels.human_review],
    ['Agents', Object.keys(AgentSchema.shape), config.agents.agent],
    ['Contacts', Object.keys(ContactSchema.shape), undefined],
    ['Notifications', Object.keys(NotificationsSchema.shape), config.notifications],
    ['Admin', Object.keys(DeskSchema.shape), config.admin],
  ];

  it.each(sections)('%s: names every key', (heading, keys) => {
    const named = rowsUnder(text, heading).flatMap(([first]) => inCode(first).map((key) => key.split('.')[0]));
    expect(keys.filter((key) => !named.includes(key))).toEqual([]);
    expect(named.filter((key) => !keys.includes(key as string))).toEqual([]);
  });

  it.each(sections)('%s: names the defaults of the schema', (heading, _, parsed) => {
    const wrong = rowsUnder(text, heading).flatMap((cells) => {
      const keys = inCode(cells[0]);
      const defaults = inCode(cells.at(-1)).filter((value) => /^(?:'.*'|\d+|true|false|\[\]|\{\})$/.test(value));
      if (parsed === undefined || keys.length !== defaults.length) return [];
      return keys.flatMap((key, index) => {
        const value = key.split('.').reduce<unknown>((at, part) => (at as Record<string, unknown>)?.[part], parsed);
        const said = JSON.parse(defaults[index]?.replaceAll("'", '"') ?? '') as unknown;
        // What this test has to say itself has no default here.
        if (['levels', 'agents', 'channels'].includes(key)) return [];
        return JSON.stringify(value) === JSON.stringify(said) ? [] : [{ key, said, value }];
      });
    });
    expect(wrong).toEqual([]);
  });
});

describe('cli.md', () => {
  const text = page('cli.md');
  const io = { stdout: () => {}, stderr: () => {}, env: {}, colour: false, program: 'hitl' };
  const program = createProgram(['completion'], io as never, () => {});
  const verbs = (command: Command): Command[] => [command, ...command.commands.flatMap(verbs)];

  it('names every verb', () => {
    const names = verbs(program).map((command) => command.name());
    const missing = names.filter((name) => name !== 'help' && !new RegExp(`\\b${name}\\b`).test(text));
    expect(missing).toEqual([]);
  });

  it('names every flag', () => {
    const flags = verbs(program).flatMap(({ options }) => options.filter(({ hidden }) => !hidden));
    const missing = [...new Set(flags.map(({ long }) => long ?? ''))].filter((flag) => !text.includes(flag));
    // `hitl --version` and `hitl VERB --help` explain themselves, and `-o` is the short form of `--output`.
    expect(missing.filter((flag) => !['--version', '--help', '--output'].includes(flag))).toEqual([]);
  });
});

describe('errors.md', () => {
  it('names every error of the contract', () => {
    const text = page('errors.md');
    const names = Object.keys(errors).filter((name) => name !== 'HitlError');
    expect(names.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
  });
});

describe('limits.md', () => {
  const rows = ['Requests', 'Runs and escalations', 'Lists, API and admin server'].flatMap((heading) =>
    rowsUnder(page('limits.md'), heading),
  );
  const limitOf = (what: string) => rows.find(([first]) => first === what)?.[1];
  const kb = (bytes: number) => `${bytes / 1024} KB`;

  it.each([
    ['`context`, as JSON', kb(LIMITS.contextBytes)],
    ['names and ids', `${LIMITS.nameBytes} bytes`],
    ['`description`', kb(LIMITS.descriptionBytes)],
    ['`notes`, `reason`', kb(LIMITS.notesBytes)],
    ['a message to a workflow', kb(LIMITS.messageBytes)],
    ['policies that match one request', `${LIMITS.matchedPolicies}`],
    ['refused attempts that are kept in the record', `${LIMITS.recordedRefusals}`],
    ['all decisions of one request, as JSON', kb(LIMITS.decisionsBytes)],
    ['names of all people in the teams of one request', kb(LIMITS.teamsBytes)],
    ['wrong values for one confirmation', `${MOST_WRONG_VALUES}`],
    ['approvers that a list names', `${LIMITS.listedApprovers}`],
    ['rows of a page', LIMITS.pageSize.toLocaleString('en-US')],
    ['decisions in one call', `${LIMITS.decisionsAtOnce}`],
  ])('%s: %s', (what, limit) => {
    expect(limitOf(what)?.startsWith(limit)).toBe(true);
  });
});
