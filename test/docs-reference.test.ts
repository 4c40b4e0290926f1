import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as cliErrors from '../admin/cli/errors';
import { EXIT, exitOfError } from '../admin/cli/exit';
import { run } from '../admin/cli/program';
import { VERBS } from '../admin/cli/verb-table';
import { AdminSchema } from '../contract/config/admin';
import { AgentSchema } from '../contract/config/agent';
import { ConfigSchema } from '../contract/config/config';
import { ContactSchema } from '../contract/config/contacts';
import { RungSchema } from '../contract/config/ladder';
import { NotificationsSchema } from '../contract/config/notifications';
import { PolicySchema } from '../contract/config/policy';
import * as errors from '../contract/errors';
import { LIMITS, MAX_WRONG_VALUES } from '../contract/limits';
import { WORKFLOW_TYPES } from '../contract/names';
import { parseConfig } from '../worker/config';
import * as temporalErrors from '../worker/temporal/errors';
import { adminOn, nowhere } from './support/admin-app';

const ROOT = join(__dirname, '..');
const page = (name: string) => readFileSync(join(ROOT, 'docs', 'reference', name), 'utf8');

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
    decisions: {},
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
    ['Admin', Object.keys(AdminSchema.shape), config.admin],
  ];

  it.each(sections)('%s: names every key', (heading, keys) => {
    const named = rowsUnder(text, heading).flatMap(([first]) =>
      inCode(first).map((key) => key.split('.')[0]),
    );
    expect(keys.filter((key) => !named.includes(key))).toEqual([]);
    expect(named.filter((key) => !keys.includes(key as string))).toEqual([]);
  });

  it('names the keys of a route', () => {
    const [, meaning] = rowsUnder(text, 'Notifications').find(([first]) => first === '`routes`') ?? [];
    const keys = Object.keys(NotificationsSchema.shape.routes.unwrap().element.shape);
    expect(inCode(meaning)[0]?.match(/\w+/g)?.sort()).toEqual(keys.sort());
  });

  it.each(sections)('%s: names the defaults of the schema', (heading, _, parsed) => {
    const wrong = rowsUnder(text, heading).flatMap((cells) => {
      const keys = inCode(cells[0]);
      const defaults = inCode(cells.at(-1)).filter((value) =>
        /^(?:'.*'|\d+|true|false|\[\]|\{\})$/.test(value),
      );
      if (parsed === undefined || keys.length !== defaults.length) return [];
      return keys.flatMap((key, index) => {
        const value = key
          .split('.')
          .reduce<unknown>((at, part) => (at as Record<string, unknown>)?.[part], parsed);
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

  it('names every verb', () => {
    const names = Object.values(VERBS).flatMap((verbs) =>
      verbs.map(({ usage }) => usage.split(' ')[0] ?? ''),
    );
    expect(names.length).toBeGreaterThan(20);
    expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(text))).toEqual([]);
  });

  it('names every flag', async () => {
    let script = '';
    const io = { stdout: (line: string) => (script += line), stderr: () => {}, env: {}, colour: false };
    await run(['completion', 'bash'], { ...io, program: 'hitl' } as never);
    const flags = [...new Set(script.match(/(?<![\w-])--[a-z][a-z-]+/g))];
    expect(flags.length).toBeGreaterThan(50);
    // `--help` and `--version` explain themselves, `--output` is `-o`, and completion alone sets a timeout of its own.
    const plain = ['--help', '--version', '--output', '--command-timeout'];
    expect(flags.filter((flag) => !text.includes(flag) && !plain.includes(flag))).toEqual([]);
  });
});

describe('exit codes', () => {
  const codes = Object.values(EXIT).map(String);

  it.each(['reference/cli.md', 'design.md'])('%s explains each', (name) => {
    const text = readFileSync(join(__dirname, '..', 'docs', name), 'utf8');
    const [, section = ''] = text.split(/^##+ Exit codes$/m);
    const [table = ''] = section.split(/^#/m);
    expect([...table.matchAll(/^\| (\d+) \|/gm)].map(([, code]) => code)).toEqual(codes);
  });

  it('`hitl --help` explains each', async () => {
    let help = '';
    const io = { stdout: (line: string) => (help += line), stderr: () => {}, env: {}, colour: false };
    await run(['--help'], { ...io, program: 'hitl' } as never);
    const [, section = ''] = help.split('Exit codes: ');
    expect([...section.matchAll(/\d+/g)].map(([code]) => code)).toEqual(codes);
  });
});

describe('http-api.md', () => {
  it('names every route of the OpenAPI document, and no other', async () => {
    const { paths } = (await adminOn(nowhere()).ask('GET', '/api/openapi.json')).body as {
      paths: Record<string, object>;
    };
    const routes = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} /api${path}`),
    );
    const named = rowsUnder(page('http-api.md'), 'All routes').flatMap(([first]) => inCode(first));
    expect(named.filter((code) => / \/api\//.test(code)).sort()).toEqual(routes.sort());
  });
});

describe('errors.md', () => {
  const text = page('errors.md');

  const sections = new Map(
    [...text.matchAll(/^### (\w+)\n([\s\S]*?)(?=^##|(?![\s\S]))/gm)].map(([, name = '', body = '']) => [
      name,
      body,
    ]),
  );

  it('explains every error class under a heading of its own', () => {
    const classes = ['contract', 'workflows', 'client', 'audit', 'worker', 'admin'].flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
        .filter((file) => /\.tsx?$/.test(file))
        .flatMap((file) => [
          ...readFileSync(join(ROOT, folder, file), 'utf8').matchAll(
            /^(?:export )?class (\w+) extends (?:HitlError|HitlFailure|Error)\b/gm,
          ),
        ])
        .map(([, name = '']) => name)
        .filter((name) => name !== 'HitlError'),
    );
    expect(classes.length).toBeGreaterThan(35);
    expect(
      classes.filter((name) => !/^\n\S[\s\S]+\n\n\*\*What to do:\*\* \S/.test(sections.get(name) ?? '')),
    ).toEqual([]);
  });

  it('has a heading for the `help` of every error', () => {
    const thrown = [errors, cliErrors, temporalErrors].flatMap((module) =>
      Object.values(module).filter((value) => value.prototype instanceof errors.HitlError),
    ) as unknown as (new (...given: string[]) => errors.HitlError)[];
    const anchors = [...sections.keys()].map((name) => `docs/reference/errors.md#${name.toLowerCase()}`);
    expect(thrown.length).toBeGreaterThan(25);
    expect(
      thrown.map((Thrown) => new Thrown('x', 'y', 'z').help).filter((help) => !anchors.includes(help)),
    ).toEqual([]);
  });

  it('says with which code the CLI exits', () => {
    const rows = ['Errors of the client', 'Errors of the admin server and the CLI'].flatMap((heading) =>
      rowsUnder(text, heading),
    );
    const said = rows.flatMap((cells) => inCode(cells[0]).map((name) => [name, Number(cells.at(-1))]));
    const exits = said.map(([name]) => {
      const thrown = Object.assign(new Error(), { name });
      return [name, exitOfError(thrown)];
    });
    expect(said).toEqual(exits);
  });

  it('gives errors of the same HTTP status the same exit code', () => {
    const rows = ['Errors of the client', 'Errors of the admin server and the CLI'].flatMap((heading) =>
      rowsUnder(text, heading),
    );
    const exitOfStatus: Record<string, number> = { 401: 4, 403: 4, 409: 9, 422: 2 };
    const answered = rows.filter((cells) => cells.at(-2) !== '');
    expect(answered.length).toBeGreaterThan(10);
    for (const [name, status = '', exit] of answered)
      expect([name, Number(exit)]).toEqual([name, exitOfStatus[status] ?? EXIT.failure]);
  });
});

it('architecture.md names every workflow', () => {
  const text = readFileSync(join(__dirname, '..', 'docs', 'architecture.md'), 'utf8');
  expect(Object.values(WORKFLOW_TYPES).filter((type) => !text.includes(`\`${type}\``))).toEqual([]);
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
    ['`description`, `rationale`', kb(LIMITS.descriptionBytes)],
    [
      'all evidence of one request, as JSON',
      `${kb(LIMITS.evidenceBytes)}, and ${LIMITS.evidenceItems} items`,
    ],
    ['an image; a link', `${kb((LIMITS.imageBase64Bytes / 4) * 3 - 2)}; ${kb(LIMITS.linkBytes)}`],
    ['a response form, as JSON', `${kb(LIMITS.formBytes)}, and ${LIMITS.formFields} fields`],
    ['a `pattern` of a form', `${LIMITS.patternBytes} bytes`],
    ['an answer to a form, as JSON', kb(LIMITS.answerBytes)],
    ['`notes`, `reason`, `text` of a response, a comment', kb(LIMITS.notesBytes)],
    ['a message to a workflow', `${kb(LIMITS.messageBytes)}; a decision ${kb(LIMITS.decisionBytes)}`],
    ['policies that match one request', `${LIMITS.matchedPolicies}`],
    ['pointers in `highlight` of one policy', `${LIMITS.highlights}`],
    ['pointers in `editable` of one policy', `${LIMITS.editablePaths}`],
    ['edits of one request', `${LIMITS.edits}, and ${kb(LIMITS.patchesBytes)} of changes`],
    ['comments on one request', `${LIMITS.comments}, and ${kb(LIMITS.commentsBytes)}`],
    ['refused attempts that are kept in the record', `${LIMITS.recordedRefusals}`],
    ['all decisions of one request, as JSON', kb(LIMITS.decisionsBytes)],
    ['names of all people in the teams of one request', kb(LIMITS.teamsBytes)],
    ['wrong values for one confirmation', `${MAX_WRONG_VALUES}`],
    ['approvers that a list names', `${LIMITS.listedApprovers}`],
    ['rows of a page', LIMITS.pageSize.toLocaleString('en-US')],
    ['decisions in one call', `${LIMITS.decisionsAtOnce}`],
  ])('%s: %s', (what, limit) => {
    expect(limitOf(what)?.startsWith(limit)).toBe(true);
  });
});
