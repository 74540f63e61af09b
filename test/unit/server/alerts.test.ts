import { beforeAll, describe, expect, it } from '@jest/globals';
import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { MeshInstall } from '../../../src/api/meshinstall.ts';
import type { MeshInstallStatus } from '../../../src/api/status.ts';
import { Metrics } from '../../../src/server/metrics.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { alerts, firing, samplesOf, syntaxErrors, type Sample, type Scrapes } from '../../support/prometheus.ts';

const MINUTE = 60_000;
const RUNBOOKS = 'https://github.com/meshwright/meshwright/blob/main/docs/runbooks';
const SECTIONS = ['Meaning', 'Impact', 'Diagnosis', 'Mitigation'];

/** An operator that leads and keeps a mesh, scraped for as long as it is told to. */
class World {
  readonly clock = new FakeClock();
  readonly metrics = new Metrics('1.2.3', this.clock);
  readonly scrapes: { at: number; samples: Map<string, Sample[]> }[] = [];
  status: MeshInstallStatus = {
    phase: 'Ready',
    version: '1.4.10',
    conditions: ['Ready', 'Stalled'].map((type) => condition(type, type === 'Ready' ? 'True' : 'False')),
    components: [component('pilot', 'Ready')],
    certificates: { rootExpires: '2036-01-01T00:00:00Z' },
  };
  /** What happens every few minutes. */
  everyTime = (): void => this.metrics.passed({ key: 'mesh', outcome: 'requeued', durationMs: 10 });

  constructor() {
    this.metrics.leads();
    this.metrics.look({ installs: () => [this.#install()], queueLength: () => 0 });
  }

  /** @param minutes how long; a scrape every `step` minutes, with what happens every time before it */
  async pass(minutes: number, step = 1): Promise<void> {
    for (let at = 0; at < minutes; at += step) {
      await this.clock.advance(step * MINUTE);
      this.everyTime();
      this.scrapes.push({ at: this.clock.now() / 1000, samples: samplesOf(await this.metrics.text()) });
    }
  }

  /** Something changes of the mesh. */
  set(change: Partial<MeshInstallStatus>): void {
    const before = this.status;
    this.status = { ...before, ...change };
    this.metrics.reported({ mesh: 'mesh', before, after: this.status });
  }

  ago(minutes: number): string {
    return new Date(this.clock.now() - minutes * MINUTE).toISOString();
  }

  get seen(): readonly [Scrapes, number] {
    return [this.scrapes, this.clock.now() / 1000];
  }

  #install(): MeshInstall {
    const { status } = this;
    const spec = { version: '1.4.10' } as const;
    return { apiVersion: 'meshwright.dev/v1alpha1', kind: 'MeshInstall', metadata: { name: 'mesh' }, spec, status };
  }
}

const condition = (type: string, status: 'True' | 'False') => ({
  type,
  status,
  reason: 'Because',
  message: '',
  lastTransitionTime: '2026-01-01T00:00:00Z',
  observedGeneration: 1,
});

const component = (name: string, phase: 'Ready' | 'Progressing') => ({
  name,
  phase,
  version: '1.4.10',
  image: '',
  ready: '1/1',
  since: '2026-01-01T00:00:00Z',
});

const failedHop: Partial<MeshInstallStatus> = {
  failure: {
    generation: 1,
    from: '1.3.8',
    to: '1.4.10',
    step: 'pilot',
    component: 'pilot',
    message: 'no',
    startedAt: 'a',
    outcome: 'RolledBack',
  },
  history: [{ from: '1.3.8', to: '1.4.10', startedAt: 'a', finishedAt: 'b', outcome: 'RolledBack' }],
};

/** What causes each alert: at once or every time, for how many minutes, and scraped how often. */
const CAUSES: Readonly<Record<string, { cause: (world: World) => void; minutes: number; step?: number }>> = {
  MeshwrightAbsent: { cause: ({ metrics }) => metrics.standsBy(), minutes: 6 },
  MeshwrightStuck: { cause: (world) => (world.everyTime = () => undefined), minutes: 32 },
  MeshwrightForbidden: {
    cause: (world) => (world.everyTime = () => world.metrics.requested('patch', 403)),
    minutes: 13,
  },
  MeshwrightPassesFail: {
    cause: (world) =>
      (world.everyTime = () => world.metrics.passed({ key: 'mesh', outcome: 'failed', durationMs: 10 })),
    minutes: 25,
  },
  MeshStalled: { cause: (world) => world.set({ conditions: [condition('Stalled', 'True')] }), minutes: 2 },
  MeshHopFailed: { cause: (world) => world.set(failedHop), minutes: 1 },
  MeshHopSlow: {
    cause: (world) => world.set({ plan: { from: '1.3.8', path: ['1.4.10'], startedAt: world.ago(59) } }),
    minutes: 2,
  },
  MeshNotReady: {
    cause: (world) => world.set({ phase: 'Repairing', conditions: [condition('Ready', 'False')] }),
    minutes: 17,
  },
  MeshComponentDown: { cause: (world) => world.set({ components: [component('pilot', 'Progressing')] }), minutes: 17 },
  MeshContested: { cause: ({ metrics }) => metrics.contested('mesh'), minutes: 1 },
  MeshProxiesOutOfDate: {
    cause: (world) =>
      world.set({
        dataPlane: {
          proxies: 2,
          upToDate: 1,
          ready: '1/2',
          byVersion: [],
          staleNamespaces: [],
          staleNamespacesTotal: 1,
        },
      }),
    minutes: 7 * 24 * 60 + 10,
    step: 5,
  },
  MeshRootCertificateEnds: {
    cause: (world) => world.set({ certificates: { rootExpires: world.ago(-60) } }),
    minutes: 1,
  },
};

describe('docs/alerts.yaml', () => {
  let well: World;

  beforeAll(async () => {
    well = new World();
    await well.pass(90);
  });

  it('has a cause here for every alert', () => {
    expect(Object.keys(CAUSES).sort()).toEqual(alerts.map(({ alert }) => alert).sort());
  });

  it.each(alerts)('$alert is PromQL, and silent while all is well', (rule) => {
    expect(syntaxErrors(rule.expr)).toEqual([]);
    expect(firing(rule, ...well.seen)).toEqual([]);
  });

  it.each(alerts)('$alert fires when what it is about is caused, with the labels of its summary', async (rule) => {
    const { cause, minutes, step } = CAUSES[rule.alert]!;
    const world = new World();
    await world.pass(20);
    cause(world);
    await world.pass(minutes, step);
    const series = firing(rule, ...world.seen);
    expect(series).toHaveLength(1);
    const named = [...rule.annotations.summary.matchAll(/\{\{ \$labels\.(\w+) \}\}/g)].map(([, label = '']) => label);
    expect(named.filter((label) => !(label in series[0]!.labels))).toEqual([]);
  });

  it('is not told of a hop that failed, once a quarter of an hour is over', async () => {
    const world = new World();
    await world.pass(20);
    world.set(failedHop);
    await world.pass(40);
    expect(
      firing(
        alerts.find(({ alert }) => alert === 'MeshHopFailed')!,
        ...world.seen,
      ),
    ).toEqual([]);
  });
});

describe('docs/runbooks', () => {
  it('has a page for every alert and no other, and each alert leads to its own', () => {
    const pages = globSync('docs/runbooks/*.md').map((path) => basename(path, '.md'));
    expect(pages.sort()).toEqual(alerts.map(({ alert }) => alert).sort());
    for (const { alert, annotations } of alerts) expect(annotations.runbook_url).toBe(`${RUNBOOKS}/${alert}.md`);
  });

  it.each(alerts)('says of $alert what it means, what suffers, how to look and what to do', ({ alert }) => {
    const page = readFileSync(`docs/runbooks/${alert}.md`, 'utf8');
    expect([...page.matchAll(/^(#+) (.*)$/gm)].map(([, marks, title]) => `${marks} ${title}`)).toEqual([
      `# ${alert}`,
      ...SECTIONS.map((section) => `## ${section}`),
    ]);
    const [, ...texts] = page.split(/^## .*$/m);
    expect(texts.filter((text) => text.trim().length < 30)).toEqual([]);
  });
});
