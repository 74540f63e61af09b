import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isAlive } from './binaries/lock.ts';
import type { DaemonMessage, DaemonRequest } from './daemon.ts';
import type { DaemonFiles, DaemonState } from './daemon-state.ts';
import { DevclusterError } from './errors.ts';

const stopBound = 15_000;

/**
 * Starts a daemon that owns a cluster and outlives the caller; resolves when its cluster is ready.
 * @throws DevclusterError with the daemon's message if it fails.
 */
export async function startDaemon(
  request: DaemonRequest,
  files: DaemonFiles,
  log: (line: string) => void,
): Promise<DaemonState> {
  const output = await open(files.log, 'w');
  try {
    const script = join(import.meta.dirname, 'daemon.ts');
    const stdio = ['ignore' as const, output.fd, output.fd, 'ipc' as const];
    const daemon = fork(script, [JSON.stringify(request)], { detached: true, stdio });
    return await untilReady(daemon, files, log);
  } finally {
    await output.close();
  }
}

function untilReady(daemon: ChildProcess, files: DaemonFiles, log: (line: string) => void): Promise<DaemonState> {
  return new Promise((resolve, reject) => {
    daemon.on('message', (message: DaemonMessage) => {
      if (message.kind === 'log') log(message.line);
      if (message.kind === 'failed') reject(new DevclusterError(message.message));
      if (message.kind === 'ready') {
        daemon.removeAllListeners();
        daemon.disconnect();
        daemon.unref();
        resolve(message.state);
      }
    });
    daemon.once('error', reject);
    daemon.once('exit', () => reject(new DevclusterError(`the daemon ended before it was ready; see ${files.log}`)));
  });
}

/**
 * Asks a daemon to stop its cluster and resolves when both are gone.
 * @throws DevclusterError if it is still there after 15 s.
 */
export async function stopDaemon({ pid }: DaemonState): Promise<void> {
  process.kill(pid, 'SIGTERM');
  const deadline = Date.now() + stopBound;
  while (isAlive(pid)) {
    if (Date.now() > deadline) throw new DevclusterError(`process ${pid} did not stop within ${stopBound / 1000} s`);
    await delay(20);
  }
}
