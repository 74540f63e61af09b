import type { CommandDefinition } from '../definition.ts';
import { adopt } from './adopt.ts';
import { bundle } from './bundle.ts';
import { completion } from './completion.ts';
import { convertMixer } from './convert-mixer.ts';
import { demo } from './demo.ts';
import { diff } from './diff.ts';
import { explain } from './explain.ts';
import { plan } from './plan.ts';
import { preflight } from './preflight.ts';
import { proxy } from './proxy.ts';
import { render } from './render.ts';
import { run } from './run.ts';
import { status } from './status.ts';
import { uninstall } from './uninstall.ts';
import { values } from './values.ts';
import { versions } from './versions.ts';

/** Every command, in the order of `--help`. */
export const COMMANDS: readonly CommandDefinition[] = [
  render,
  diff,
  plan,
  preflight,
  status,
  adopt,
  values,
  convertMixer,
  explain,
  versions,
  proxy,
  bundle,
  uninstall,
  run,
  demo,
  completion,
];
