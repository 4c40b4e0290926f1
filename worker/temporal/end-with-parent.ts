import { spawn } from 'node:child_process';

/**
 * Has `pid` sent SIGTERM once this process is gone, however it went.
 * Returns a function that calls it off, which must be called once `pid` has ended.
 */
export function endWithParent(pid: number): () => void {
  if (process.platform === 'win32') {
    const end = () => process.kill(pid);
    process.once('exit', end);
    return () => process.off('exit', end);
  }
  // The pipe closes even when this process is killed by SIGKILL and can do nothing itself.
  const script = 'read -r _; kill -TERM "$1"';
  const guard = spawn('/bin/sh', ['-c', script, 'sh', String(pid)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.on('error', () => {});
  guard.stdin.on('error', () => {});
  guard.unref();
  return () => void guard.kill('SIGKILL');
}
