import { execFile } from 'node:child_process';

const MOST_OUTPUT = 64 * 1024 * 1024;

/** Runs a program to its end. @throws Error with what it printed when it fails */
export async function runProgram(program: string, args: readonly string[]): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    execFile(program, [...args], { maxBuffer: MOST_OUTPUT }, (error, stdout, stderr) => {
      if (error === null) resolve();
      else reject(new Error(`${program} ${args.join(' ')}: ${stdout}${stderr}`, { cause: error }));
    });
  });
}
