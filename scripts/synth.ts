import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/**
 * `cdk8s synth` with the arguments of the command line. When the app fails, it has said why; what the command line of cdk8s
 * prints after that, a stack of its own, is left out.
 */
async function main(args: readonly string[]): Promise<number | null> {
  const cdk8s = join(import.meta.dirname, '../node_modules/.bin/cdk8s');
  const line = [cdk8s, 'synth', '--no-check-upgrade', ...args];
  const child = spawn(process.execPath, line, { stdio: ['inherit', 'inherit', 'pipe'] });
  const exited = once(child, 'exit') as Promise<[number | null]>;
  let isSaid = false;
  for await (const text of createInterface(child.stderr)) {
    isSaid ||= isAboutTheApp(text);
    if (!isSaid) console.error(text);
  }
  const [code] = await exited;
  return code;
}

const isAboutTheApp = (text: string): boolean => /^Error: command ".*" at .* returned a non-zero exit code/.test(text);

process.exitCode = (await main(process.argv.slice(2))) ?? 1;
