import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { adminOn, nowhere } from './support/admin-app';
import { codeOf, fencesIn, PAGES, ROOT } from './support/docs-code';
import { shellCommands } from './support/shell';
import { parsedProgram, usageProblem, withSubcommands } from './support/usage';

/** The endpoint of examples/payment-endpoint, not one of the admin server. */
const EXAMPLE_ENDPOINT = '127.0.0.1:8080/payments/42';

const commands = PAGES.flatMap((page) => fencesIn(page))
  .filter(({ language }) => language === 'sh')
  .flatMap((fence) =>
    shellCommands(codeOf(fence)).map(({ line, words }) => ({
      where: `${fence.page}:${fence.number + line + 1}`,
      words,
    })),
  );

describe('the shell', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const hitl = commands.filter(({ words }) => words[0] === 'npx' && words[1] === 'hitl');
  const calls = commands.filter(
    ({ words }) =>
      ['api', 'agent', 'person'].includes(words[0] ?? '') ||
      (words[0] === 'curl' && !words.includes(EXAMPLE_ENDPOINT)),
  );
  const others = commands.filter((command) => !hitl.includes(command) && !calls.includes(command));

  it('runs no other programs', () => {
    const known = [
      ...['npm ci', 'npm start', 'npm test', 'npx jiti', 'curl', './pay.sh', 'export', 'alias'],
      ...['docker', 'kubectl', 'temporal'],
    ];
    const isKnown = ({ words }: (typeof others)[number]) =>
      (words[0] === 'npm' && words[1] === 'run' && words[2] !== undefined && words[2] in scripts) ||
      known.some((start) => words.join(' ').split(' ').slice(0, start.split(' ').length).join(' ') === start);
    expect(others.filter((command) => !isKnown(command))).toEqual([]);
    expect(scripts).toMatchObject({ start: expect.any(String), test: expect.any(String) });
  });

  it.each(hitl.map(({ where, words }) => [where, words.slice(2).join(' '), words.slice(2)] as const))(
    '%s: hitl %s',
    async (_, __, words) => {
      expect(await usageProblem(words)).toBeUndefined();
    },
  );

  it('is reported when a command, a flag or a required flag does not exist', async () => {
    expect(await usageProblem(['aprove', 'x'])).toContain("unknown command 'aprove'");
    expect(await usageProblem(['approve', 'x', '--note', 'y'])).toContain("unknown option '--note'");
    expect(await usageProblem(['reject', 'x'])).toBe('missing --reason');
    expect(await usageProblem(['request', '--action', 'a', '--context', '{a: 1}'])).toContain('JSON');
  });

  it.each(calls.map(({ where, words }) => [where, words] as const))(
    '%s: is a call of the API',
    async (_, words) => {
      expect(callProblem(words, await apiPaths())).toBeUndefined();
    },
  );
});

/** Commands in sentences, such as `hitl keys create --file keys.json`. They may leave out what a command requires. */
it('commands in the text exist, with their flags', () => {
  const named = PAGES.flatMap((page) =>
    readFileSync(join(ROOT, page), 'utf8')
      .split('\n')
      .flatMap((line, index) =>
        [...line.matchAll(/`(?:npx )?hitl ([a-z][^`]*)`/g)].map(([, code = '']) => ({
          where: `${page}:${index + 1}`,
          code,
        })),
      ),
  );
  expect(named.length).toBeGreaterThan(40);
  expect(
    named.flatMap(({ where, code }) => mentionProblems(code).map((problem) => `${where}: ${problem}`)),
  ).toEqual([]);
});

/** The words after `hitl` that call a command. */
function nameOf(command: Command): string {
  const { parent } = command;
  return parent?.parent ? `${nameOf(parent)} ${command.name()}` : command.name();
}

const allCommands = withSubcommands(parsedProgram()).filter(
  (command) => command.parent !== null && command.name() !== 'help',
);

it.each(allCommands.map((command) => [nameOf(command), command] as const))(
  '`hitl %s --help` ends with a page that mentions the command',
  async (name, command) => {
    let help = '';
    command.configureOutput({ writeOut: (text) => (help += text) });
    command.outputHelp();
    const [, path = '', heading] = /\nDocumentation: (\/[^#\n]+\.md)(?:#(\S+))?\n$/.exec(help) ?? [];
    const text = readFileSync(path, 'utf8');
    expect(text).toMatch(new RegExp(`(?:hitl |\`)${name}[\\s\`]`));
    if (heading !== undefined) expect(text).toMatch(new RegExp(`^#+ ${heading.replaceAll('-', ' ')}$`, 'im'));
  },
);

function mentionProblems(code: string): string[] {
  const words = code.split(/\s+/);
  let command = parsedProgram();
  while (words.length > 0) {
    const next = command.commands.find((each) => each.name() === words[0]);
    if (next === undefined) break;
    command = next;
    words.shift();
  }
  if (command.parent === null || (command.commands.length > 0 && /^[a-z]/.test(words[0] ?? '')))
    return [`hitl ${code}: there is no command ${words[0]}`];
  const known = command.options.flatMap(({ long, short }) => [long, short]);
  return words
    .map((word) => /^--?[a-z][a-z-]*/.exec(word)?.[0])
    .filter((flag) => flag !== undefined && flag !== '--help' && !known.includes(flag))
    .map((flag) => `hitl ${code}: there is no flag ${flag}`);
}

interface ApiOperation {
  parameters?: { in: string; name: string }[];
  requestBody?: {
    content: Record<string, { schema: { $ref?: string; properties?: object; required?: string[] } }>;
  };
}

async function apiPaths() {
  const { body } = await adminOn(nowhere()).ask('GET', '/api/openapi.json');
  return body as {
    paths: Record<string, Record<string, ApiOperation>>;
    components: { schemas: Record<string, { properties?: object; required?: string[] }> };
  };
}

/** What the OpenAPI document says against a `curl` command. */
function callProblem(
  words: readonly string[],
  api: Awaited<ReturnType<typeof apiPaths>>,
): string | undefined {
  const body = words.indexOf('-d') === -1 ? undefined : words[words.indexOf('-d') + 1];
  const address = words.find((word) => word.startsWith('$ADMIN/'));
  if (address === undefined) return 'no address that begins with $ADMIN/';
  const { pathname, searchParams } = new URL(address.replace('$ADMIN', 'http://admin'));
  const path = Object.keys(api.paths).find((template) =>
    new RegExp(`^/api${template.replace(/\{\w+\}/g, '[^/]+')}$`).test(pathname),
  );
  const method = body === undefined ? 'get' : 'post';
  const operation = api.paths[path ?? '']?.[method];
  if (operation === undefined) return `no route ${method.toUpperCase()} ${pathname}`;
  const parameters =
    operation.parameters?.filter((each) => each.in === 'query').map(({ name }) => name) ?? [];
  const unknown = [...searchParams.keys()].filter((name) => !parameters.includes(name));
  if (unknown.length > 0) return `no parameters ${unknown.join(', ')}`;
  if (body === undefined) return undefined;
  const given = JSON.parse(body) as object;
  const written = operation.requestBody?.content['application/json']?.schema;
  const schema = api.components.schemas[written?.$ref?.split('/').at(-1) ?? ''] ?? written ?? {};
  const properties = Object.keys(schema.properties ?? {});
  const wrong = Object.keys(given).filter((key) => !properties.includes(key));
  const lacking = (schema.required ?? []).filter((key) => !Object.hasOwn(given, key));
  if (wrong.length > 0) return `no fields ${wrong.join(', ')}`;
  return lacking.length > 0 ? `missing fields ${lacking.join(', ')}` : undefined;
}
