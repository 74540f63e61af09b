import type { CommandDefinition } from '../definition.ts';
import { convertMixer } from './convert-mixer.ts';
import { demo } from './demo.ts';
import { plan } from './plan.ts';
import { preflight } from './preflight.ts';
import { proxy } from './proxy.ts';
import { render } from './render.ts';
import { run } from './run.ts';
import { values } from './values.ts';

/** Every command, in the order of `--help`. */
export const COMMANDS: readonly CommandDefinition[] = [render, plan, preflight, proxy, values, convertMixer, run, demo];
