import { join } from 'node:path';
import { type Image, linksOf, MACHINE } from './dockerfile';
import { type ClusterProcess, clusterProcess, type ProcessPlan } from './process';

interface Container {
  image: Image;
  /** What follows the entry point. */
  words: readonly string[];
  env: Record<string, string>;
  /** Folders of this machine that the container sees, and cannot write. */
  mounts: Record<string, string>;
  log: string;
  isReady: ProcessPlan['isReady'];
}

/**
 * Runs the image as Kubernetes would: as its user, as process 1, without capabilities, with no file that it can write. It
 * shares only the network of this machine.
 */
export async function container(
  name: string,
  { image, words, env, mounts, log, isReady }: Container,
): Promise<ClusterProcess> {
  const { root, workingFolder, uid, gid, entrypoint } = image;
  const links = (await linksOf(image)).flatMap(([link, target]) => ['--symlink', target, link]);
  const programs = [
    '--tmpfs',
    '/usr/local/bin',
    '--ro-bind',
    process.execPath,
    '/usr/local/bin/node',
    ...links,
  ];
  const given = Object.entries(mounts).flatMap(([to, from]) => ['--ro-bind', from, to]);
  const set = Object.entries({ PATH: '/usr/local/bin:/usr/bin:/bin', ...image.env, ...env });
  const args = [
    '--unshare-all',
    '--share-net',
    '--as-pid-1',
    '--die-with-parent',
    '--new-session',
    '--cap-drop',
    'ALL',
    '--uid',
    `${uid}`,
    '--gid',
    `${gid}`,
    '--json-status-fd',
    '3',
    ...MACHINE,
    ...programs,
    '--ro-bind',
    join(root, 'app'),
    '/app',
    ...given,
    '--remount-ro',
    '/usr/local/bin',
    '--remount-ro',
    '/',
    '--chdir',
    workingFolder,
    '--clearenv',
    ...set.flatMap(([key, value]) => ['--setenv', key, value]),
    '--',
    ...entrypoint,
    ...words,
  ];
  return clusterProcess(name, { command: 'bwrap', args, env: process.env, log, isReady, isContainer: true });
}
