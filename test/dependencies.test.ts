import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/*
 * What the package brings into a production system: from where, under which license, and whether it runs code when it is installed.
 * Known vulnerabilities need a registry: `npm audit`.
 */

interface Locked {
  version: string;
  resolved?: string;
  integrity?: string;
  license?: string;
  dev?: true;
  devOptional?: true;
  optional?: true;
  hasInstallScript?: true;
}

interface Component {
  name: string;
  version: string;
  purl: string;
  licenses?: unknown[];
  hashes?: { alg: string; content: string }[];
}

const ROOT = join(__dirname, '..');
const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
  packages: Record<string, Locked>;
};
const locked = Object.entries(packages).filter(([path]) => path !== '');
const nameOf = (path: string) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
const inProduction = locked.filter(([, { dev }]) => dev !== true);
/** Builds for other platforms have no entry of their own. npm checks the integrity of what it installs against the registry. */
const isOtherPlatform = ({ optional, integrity }: Locked) => optional === true && integrity === undefined;

/** Licenses that permit use, change and distribution without conditions for the programs that use the package. */
const LICENSES = [
  ...[
    '0BSD',
    'Apache-2.0',
    'Apache-2.0 AND MIT',
    'BSD-2-Clause',
    'BSD-3-Clause',
    'BlueOak-1.0.0',
    'ISC',
    'MIT',
  ],
  ...['MIT-0', 'Unlicense'],
];
/** `caniuse-lite` is data, under a license for data. `unionfs` names none in its package.json; its file LICENSE has the Unlicense. */
const LICENSE_READ_BY_HAND = ['caniuse-lite', 'unionfs'];

test('every package is from the registry, and the lock file has its hash', () => {
  const wrong = locked.filter(
    ([, entry]) =>
      !isOtherPlatform(entry) &&
      (!/^sha512-/.test(entry.integrity ?? '') || /^(git|http:|file:)/.test(entry.resolved ?? '')),
  );
  expect(wrong).toEqual([]);
});

test('every package in production has a license that permits its use', () => {
  const wrong = inProduction.filter(
    ([path, entry]) =>
      !isOtherPlatform(entry) &&
      !LICENSE_READ_BY_HAND.includes(nameOf(path)) &&
      !LICENSES.includes(entry.license ?? ''),
  );
  expect(wrong.map(([path, { license }]) => [path, license])).toEqual([]);
});

test('only known packages run a script when they are installed', () => {
  const known = ['@parcel/watcher', '@swc/core', 'protobufjs'];
  const found = locked.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => nameOf(path));
  expect(found.filter((name) => !known.includes(name))).toEqual([]);
});

test('each package of Temporal is there once, in the version that was tested', () => {
  const temporal = locked.filter(([path]) => nameOf(path).startsWith('@temporalio/'));
  expect(temporal.length).toBeGreaterThan(5);
  const names = temporal.map(([path]) => nameOf(path));
  expect(names).toEqual([...new Set(names)]);
  expect(new Set(temporal.map(([, { version }]) => version)).size).toBe(1);
});

test('the bill of materials names every package in production, with license and hash', () => {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const printed = execFileSync(npm, ['run', '-s', 'sbom'], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  const bom = JSON.parse(printed) as { bomFormat: string; specVersion: string; components: Component[] };
  expect(bom).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.5' });
  const named = new Map(bom.components.map((component) => [component.purl, component]));
  const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  const direct = bom.components.map(({ name }) => name);
  expect(direct).toEqual(expect.arrayContaining(Object.keys(dependencies)));
  for (const [path, entry] of inProduction.filter(
    ([, each]) => !isOtherPlatform(each) && !each.devOptional,
  )) {
    const name = nameOf(path);
    const component = named.get(`pkg:npm/${name.replace('@', '%40')}@${entry.version}`);
    const sha512 = Buffer.from((entry.integrity ?? '').slice('sha512-'.length), 'base64').toString('hex');
    expect({ path, component }).toMatchObject({
      component: {
        hashes: [{ alg: 'SHA-512', content: sha512 }],
        ...(LICENSE_READ_BY_HAND.includes(name) ? {} : { licenses: [expect.anything()] }),
      },
    });
  }
});
