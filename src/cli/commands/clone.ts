import type { CommandDefinition } from '../program/definition.ts';
import { demo } from './cluster/demo.ts';

/** Commands that need the sources: what is built to run without them replaces this file by an empty list. */
export const CLONE_COMMANDS: readonly CommandDefinition[] = [demo];
