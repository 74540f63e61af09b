import { availableParallelism, totalmem } from 'node:os';
import type { GoModule } from './catalog.ts';

/**
 * Environment that lets the compiler, which lives for a moment, leave its memory alone until that becomes scarce.
 * `memory` in bytes, for all compilers that run at the same time.
 */
export function compilerMemory(memory: number, processors: number): Readonly<Record<string, string>> {
  const share = Math.floor(memory / 2 / processors / 2 ** 20);
  return { GOGC: 'off', GOMEMLIMIT: `${share}MiB` };
}

/** `compilerMemory` on this machine, or in the part of it that this process may use. */
export function ownMemory(): Readonly<Record<string, string>> {
  const limit = process.constrainedMemory();
  const memory = limit > 0 ? Math.min(limit, totalmem()) : totalmem();
  return compilerMemory(memory, availableParallelism());
}

/** Flags that decide what the compiler makes of the sources of a module. */
export function buildFlags({ gcflags }: GoModule): string[] {
  return ['-trimpath', ...(gcflags === '' ? [] : [`-gcflags=all=${gcflags}`])];
}
