import { EventEmitter } from 'node:events';
import { Readable, Writable } from 'node:stream';
import { runCli } from '../../src/cli/index.ts';

/** What a command line left behind. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Remembers what is written, and emits `told` then. */
export class Sink extends Writable {
  text = '';

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString('utf8');
    this.emit('told');
    done();
  }
}

/** Runs one command line in this process; `program` is the path that it was called by. */
export async function commandLine(args: readonly string[], stdin = '', program = 'meshwright'): Promise<Outcome> {
  const [stdout, stderr] = [new Sink(), new Sink()];
  const code = await runCli(['node', program, ...args], {
    env: {},
    homeDir: '/nowhere',
    hostname: 'here',
    stdin: Readable.from([stdin]) as Readable & NodeJS.ReadableStream,
    stdout,
    stderr,
    signals: new EventEmitter(),
  });
  return { code, stdout: stdout.text, stderr: stderr.text };
}
