import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Layout } from './layout.ts';

// Reads its standard input until that ends, which it does in the moment in which the owner of the cluster is gone, for
// whatever reason: the kernel closes the pipe. Then it ends every recorded process group, the apiserver first, and
// removes the folder. (No `--` before the group's number: not every sh takes it.) After an orderly stop there is nothing left to end.
const script = `
trap '' INT TERM HUP
while read -r line; do :; done
for file in "$1/pids/kube-apiserver" "$1"/pids/*; do
  if [ -f "$file" ]; then kill -9 "-$(cat "$file")"; rm -f "$file"; fi
done
rm -rf "$1"
`;

/** Ends a cluster whose owner has crashed or was killed. */
export class Watchdog {
  readonly #process: ChildProcess;

  /** Starts watching the calling process, in a session of its own so that no terminal signal reaches it. */
  constructor(layout: Layout) {
    const args = ['-c', script, 'devcluster-watchdog', layout.root];
    this.#process = spawn('/bin/sh', args, { detached: true, stdio: ['pipe', 'ignore', 'ignore'], cwd: '/' });
    this.#process.unref();
    // A pipe counts as open work too, unless it is told not to.
    if (this.#process.stdin !== null && 'unref' in this.#process.stdin) {
      (this.#process.stdin as unknown as { unref(): void }).unref();
    }
  }

  /** Ends the watch; the watchdog removes what is left of the folder. */
  async release(): Promise<void> {
    if (this.#process.exitCode !== null) return;
    this.#process.ref();
    const gone = once(this.#process, 'exit');
    this.#process.stdin?.end();
    await gone;
  }
}
