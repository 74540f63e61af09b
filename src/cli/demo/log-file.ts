import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino, type Logger } from 'pino';
import { createLogger } from '../../log.ts';

/** The operator's log, in a folder of its own. */
export interface LogFile {
  readonly path: string;
  readonly log: Logger;
  /** Lets the file stay after `close`. */
  readonly keep: () => void;
  /** Ends the log and removes the file. */
  readonly close: () => Promise<void>;
}

/** Opens a log file in a new folder for temporary files. */
export async function openLogFile(): Promise<LogFile> {
  const folder = await mkdtemp(join(tmpdir(), 'meshwright-demo-'));
  const path = join(folder, 'operator.log');
  // Written at once, so that a reader, or a crash, finds the last line.
  const destination = pino.destination({ dest: path, sync: true });
  let stays = false;
  const close = async (): Promise<void> => {
    destination.end();
    if (!stays) await rm(folder, { recursive: true, force: true });
  };
  return { path, log: createLogger({ level: 'debug', destination }), keep: () => (stays = true), close };
}
