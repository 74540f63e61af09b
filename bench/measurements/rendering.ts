import { spawnSync } from 'node:child_process';
import { systemClock } from '../../src/runtime/clock.ts';
import { meshOf, objectsOf } from '../cluster/meshes.ts';
import type { Finding, Measurement } from '../measurement.ts';
import { alternate, timed } from '../numbers/rounds.ts';
import { median } from '../numbers/statistics.ts';

const WARM_ROUNDS = 200;
const COLD_ROUNDS = 15;

/** What is started: the first is what the others are compared with. */
const STARTS = {
  node: ['-e', '1'],
  help: ['bin/meshwright.js', '--help'],
  render: ['bin/meshwright.js', 'render', '-f', 'examples/demo.yaml'],
  sources: ['src/main.ts', 'render', '-f', 'examples/demo.yaml'],
} as const;

const COMMANDS = {
  render: { id: 'render-cold', what: 'meshwright render, a command' },
  help: { id: 'render-help', what: 'meshwright --help, a command' },
  sources: { id: 'render-sources', what: 'meshwright render from the sources, a command' },
} as const;

/** From a spec to objects, in a process that runs and in one that has to start. */
export const rendering: Measurement = {
  name: 'rendering',
  title: 'Rendering',
  meaning:
    'From the spec of a mesh (profile demo) to its objects. Warm: as a pass of the operator does it, in a process that ' +
    'has done it before. A command: a process from its start to its end, from the bundle, against a Node that runs ' +
    'nothing.',
  measure: async ({ quick, note }) => [
    await warm(quick ? 10 : WARM_ROUNDS, note),
    ...(await cold(quick ? 1 : COLD_ROUNDS, note)),
  ],
};

async function warm(rounds: number, note: (text: string) => void): Promise<Finding> {
  note('warm');
  const mesh = meshOf('demo');
  const times: number[] = [];
  for (let round = 0; round < 2 * rounds; round++) {
    times.push(await timed(() => objectsOf(mesh)));
    await systemClock.turn();
  }
  // The first half is the warming up.
  return { id: 'render-warm', what: 'render, warm', value: median(times.slice(rounds)), unit: 'ms', samples: rounds };
}

async function cold(rounds: number, note: (text: string) => void): Promise<Finding[]> {
  const contestant = (args: readonly string[]) => () =>
    timed(() => {
      start(args);
    });
  const contestants = {
    node: contestant(STARTS.node),
    help: contestant(STARTS.help),
    render: contestant(STARTS.render),
    sources: contestant(STARTS.sources),
  };
  const times = await alternate(contestants, rounds, (name, round) =>
    note(`cold, round ${round} of ${rounds}: ${name}`),
  );
  const against = { what: 'an empty Node process', value: median(times.node) };
  return (['render', 'help', 'sources'] as const).map((name) => ({
    ...COMMANDS[name],
    value: median(times[name]),
    unit: 'ms',
    against,
    samples: rounds,
  }));
}

function start(args: readonly string[]): void {
  const { status, stderr } = spawnSync(process.execPath, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`node ${args.join(' ')}: ${stderr}`);
}
