import { existsSync, readFileSync } from 'node:fs';
import type { Finding } from '../measurement.ts';
import type { Circumstances } from './machine.ts';

/** One measurement that has been made. */
export interface Result {
  readonly circumstances: Circumstances;
  /** True for the short form, whose numbers mean nothing. */
  readonly quick: boolean;
  /** How long all of it took. */
  readonly minutes: number;
  readonly findings: readonly Finding[];
}

/** What is known, by name of the measurement: the last time that each was made. */
export type Results = Readonly<Record<string, Result>>;

/** What a file has; nothing if there is none. */
export const readResults = (path: string): Results =>
  existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Results) : {};

/** As text for the file. */
export const resultsText = (results: Results): string => `${JSON.stringify(results, undefined, 2)}\n`;
