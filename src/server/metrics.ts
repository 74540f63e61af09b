import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { MeshInstall } from '../api/meshinstall.ts';
import { hopResultsBetween } from '../core/status/hop-results.ts';
import type { OperatorView, StatusChange } from '../operator/pass/operator-view.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Outcome, Pass } from '../runtime/controller.ts';
import { MESH_GAUGES, METRICS, type Definition, type MeshGauge, type MetricName } from './definitions.ts';
import { meshSamples } from './mesh-samples.ts';

/** What meshes and the queue are read from. */
type Seen = Pick<OperatorView, 'installs' | 'queueLength'>;

const RESULTS: readonly Outcome[] = ['done', 'requeued', 'failed', 'interrupted'];
const GAUGES = Object.keys(MESH_GAUGES) as MeshGauge[];

/**
 * The metrics of one operator. What meshes are like is read when it is asked for, so that nothing is left of one that
 * is gone; what happens is counted as it happens.
 */
export class Metrics {
  readonly #registry = new Registry();
  readonly #passes = new Counter(this.#config('meshwright_passes_total'));
  readonly #durations = new Histogram(this.#config('meshwright_pass_duration_seconds'));
  readonly #requests = new Counter(this.#config('meshwright_apiserver_requests_total'));
  readonly #queueDepth = new Gauge(this.#config('meshwright_queue_depth'));
  readonly #leader = new Gauge(this.#config('meshwright_leader'));
  readonly #leaseRenewed = new Gauge(this.#config('meshwright_lease_renewed_timestamp_seconds'));
  readonly #lastPass = new Gauge(this.#config('meshwright_last_pass_timestamp_seconds'));
  readonly #hops = new Counter(this.#config('meshwright_hops_total'));
  readonly #hopFailures = new Counter(this.#config('meshwright_hop_failures_total'));
  readonly #contests = new Counter(this.#config('meshwright_contests_total'));
  readonly #ofMeshes = new Map(GAUGES.map((name) => [name, new Gauge(this.#config(name))]));
  #view: Seen | undefined;

  readonly #clock: Pick<Clock, 'now'>;

  /** @param version of the operator */
  constructor(version: string, clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
    collectDefaultMetrics({ register: this.#registry });
    this.#leaveOutMisnamed();
    // A time that never was is no 1970.
    for (const time of [this.#leaseRenewed, this.#lastPass]) time.remove();
    new Gauge(this.#config('meshwright_build_info')).set({ version }, 1);
    for (const result of RESULTS) this.#passes.inc({ result }, 0);
  }

  /** The media type of `text`. */
  get contentType(): string {
    return this.#registry.contentType;
  }

  /** This replica acts. */
  leads(): void {
    this.#leader.set(1);
  }

  /** This replica does not act any more, and may do so again. */
  standsBy(): void {
    this.#leader.set(0);
  }

  /** This replica took or renewed the Lease just now. */
  renewed(): void {
    this.#leaseRenewed.set(this.#seconds());
  }

  /** From now on meshes are looked for there; undefined: nowhere. */
  look(view: Seen | undefined): void {
    this.#view = view;
  }

  /** A pass has ended. */
  passed({ outcome, durationMs }: Pass<string>): void {
    this.#passes.inc({ result: outcome });
    this.#durations.observe(durationMs / 1000);
    this.#lastPass.set(this.#seconds());
  }

  /** A request to the apiserver was answered with this HTTP status; undefined: no answer came. */
  requested(verb: string, code: number | undefined): void {
    this.#requests.inc({ verb, code: code ?? 'error' });
  }

  /** A status was written. */
  reported({ mesh, before, after }: StatusChange): void {
    for (const { from = '', to, outcome, component = '' } of hopResultsBetween(before, after)) {
      this.#hops.inc({ mesh, from, to, outcome });
      if (outcome !== 'Succeeded') this.#hopFailures.inc({ mesh, from, to, component, outcome });
    }
  }

  /** A field of a mesh is left to others from now on, who set it again and again. */
  contested(mesh: string): void {
    this.#contests.inc({ mesh });
  }

  /** A mesh is gone, and with it what was counted of it. */
  async forget(mesh: string): Promise<void> {
    await this.#forgetWhere((each) => each === mesh);
  }

  /** Everything, in Prometheus' text format. */
  async text(): Promise<string> {
    const installs = this.#view?.installs() ?? [];
    for (const gauge of this.#ofMeshes.values()) gauge.reset();
    for (const { name, labels, value } of installs.flatMap(meshSamples)) this.#ofMeshes.get(name)?.set(labels, value);
    if (this.#view !== undefined) await this.#forgetAllBut(installs);
    this.#queueDepth.set(this.#view?.queueLength() ?? 0);
    return this.#registry.metrics();
  }

  #seconds(): number {
    return this.#clock.now() / 1000;
  }

  /** The library has sums of others under names that end with `_total`, which is for counters. */
  #leaveOutMisnamed(): void {
    for (const metric of this.#registry.getMetricsAsArray()) {
      if (metric instanceof Gauge && metric.name.endsWith('_total')) this.#registry.removeSingleMetric(metric.name);
    }
  }

  async #forgetAllBut(installs: readonly MeshInstall[]): Promise<void> {
    const known = new Set(installs.map(({ metadata }) => metadata.name));
    await this.#forgetWhere((mesh) => !known.has(mesh));
  }

  async #forgetWhere(isGone: (mesh: string) => boolean): Promise<void> {
    for (const counter of [this.#hops, this.#hopFailures, this.#contests]) {
      const { values } = await counter.get();
      for (const { labels } of values) if (isGone(String(labels['mesh']))) counter.remove(labels);
    }
  }

  #config(name: MetricName) {
    const { help, labels, buckets = [] }: Definition = METRICS[name];
    return { name, help, labelNames: [...labels], buckets: [...buckets], registers: [this.#registry] };
  }
}
