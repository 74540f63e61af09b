import type { CommandDefinition } from '../program/definition.ts';
import { adopt } from './cluster/adopt.ts';
import { approve } from './cluster/approve.ts';
import { bundle } from './cluster/bundle.ts';
import { certificates } from './cluster/certificates.ts';
import { check } from './cluster/check.ts';
import { CLONE_COMMANDS } from './clone.ts';
import { consolePage } from './cluster/console.ts';
import { completion } from './files/completion.ts';
import { convertMixer } from './files/convert-mixer.ts';
import { dashboard } from './cluster/dashboard.ts';
import { diff } from './cluster/diff.ts';
import { explain } from './files/explain.ts';
import { images } from './files/images.ts';
import { importFiles } from './files/import.ts';
import { kubeInject } from './files/kube-inject.ts';
import { migrate } from './files/migrate.ts';
import { pause, resume } from './cluster/pause.ts';
import { plan } from './cluster/plan.ts';
import { preflight } from './cluster/preflight.ts';
import { profile } from './files/profile.ts';
import { proxy } from './files/proxy.ts';
import { render } from './files/render.ts';
import { run } from './cluster/run.ts';
import { status } from './cluster/status.ts';
import { uninstall } from './cluster/uninstall.ts';
import { version } from './files/version.ts';
import { versions } from './files/versions.ts';

/** Every command, in the order of `--help`. */
export const COMMANDS: readonly CommandDefinition[] = [
  render,
  diff,
  plan,
  preflight,
  check,
  status,
  certificates,
  approve,
  pause,
  resume,
  adopt,
  importFiles,
  convertMixer,
  migrate,
  explain,
  versions,
  profile,
  proxy,
  kubeInject,
  images,
  consolePage,
  dashboard,
  bundle,
  uninstall,
  run,
  ...CLONE_COMMANDS,
  completion,
  version,
];
