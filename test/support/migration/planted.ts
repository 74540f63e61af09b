import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const MINORS = ['1.0', '1.1', '1.2', '1.3', '1.4'];

const objectsOf = (minor: string): string => readFileSync(join(import.meta.dirname, `planted/${minor}.yaml`), 'utf8');

/**
 * Objects as meshes of the five minors have them, each with the rules that have to find it in the annotation `planted`:
 * those and no others.
 */
export const PLANTED: Readonly<Record<string, string>> = Object.fromEntries(
  MINORS.map((minor) => [minor, objectsOf(minor)]),
);
