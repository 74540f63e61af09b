import { hostname, homedir } from 'node:os';
import { runCli } from './cli/index.ts';

// Whoever reads us may stop early, as `head` does: that is no failure.
process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => process.exit(code === 'EPIPE' ? 0 : 1));

// The composition root: the only place that reaches for the process's arguments, environment and streams.
process.exitCode = await runCli(process.argv, {
  env: process.env,
  homeDir: homedir(),
  hostname: hostname(),
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  signals: process,
});
