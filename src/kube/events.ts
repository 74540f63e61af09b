import type { Manifest, ObjectRef } from '../api/manifest.ts';
import type { Cancel, Clock } from '../runtime/clock.ts';
import { isNotFound } from './errors.ts';
import type { KubeClient } from './operations.ts';

/** The object that an event is about. */
export type EventSubject = ObjectRef & { uid?: string; resourceVersion?: string };

/** What `kubectl describe` shows. */
export interface EventInput {
  type: 'Normal' | 'Warning';
  /** One word in CamelCase, for machines. */
  reason: string;
  message: string;
}

export interface EventRecorderOptions {
  client: Pick<KubeClient, 'create' | 'patch'>;
  clock: Clock;
  /** Who reports: `meshwright`. */
  component: string;
  /** Which replica reports: the pod's name. */
  instance: string;
  onError?: (error: unknown) => void;
}

/** The same occurrence is written at most once in this time; what happens in between is counted. */
const WRITE_PERIOD_MS = 5000;
/** Older series start a new event: servers forget events after an hour. */
const SERIES_MS = 10 * 60_000;
/** A leader that has lost the Lease, or a process that was told to stop, has no more time than this for its last events. */
const LONGEST_FLUSH_MS = 3000;
/** The apiserver refuses longer messages. */
const LONGEST_MESSAGE = 1024;

interface Series {
  event: Manifest;
  count: number;
  /** On the wall clock, as it is written. */
  lastAt: number;
  /** On the clock that nobody sets. */
  seenAt: number;
  written: number;
  /** Set while the series must not be written again. */
  endPause: Cancel | undefined;
}

/** Writes core/v1 Events, which every Kubernetes has. Losing one is reported and otherwise without consequence. */
export class EventRecorder {
  readonly #options: EventRecorderOptions;
  readonly #series = new Map<string, Series>();
  readonly #writes = new Set<Promise<void>>();
  #sequence = 0;

  constructor(options: EventRecorderOptions) {
    this.#options = options;
  }

  /** Returns at once; the event is written in the background. */
  record(subject: EventSubject, occurrence: EventInput): void {
    const now = this.#options.clock.now();
    const elapsed = this.#options.clock.elapsed();
    this.#forgetOld(elapsed);
    const key = JSON.stringify([
      subject.apiVersion,
      subject.kind,
      subject.namespace,
      subject.name,
      subject.uid,
      occurrence,
    ]);
    const series = this.#series.get(key) ?? this.#begin(key, subject, occurrence, now);
    series.count++;
    series.lastAt = now;
    series.seenAt = elapsed;
    if (series.endPause === undefined) this.#writeAndPause(series);
  }

  /** Resolves when everything recorded so far is written or lost, or the server is too slow to wait for. */
  async flush(): Promise<void> {
    for (const series of this.#series.values()) {
      series.endPause?.();
      series.endPause = undefined;
      this.#write(series);
    }
    const written = new AbortController();
    const tooLate = this.#options.clock.after(LONGEST_FLUSH_MS, written.signal).catch(() => undefined);
    await Promise.race([Promise.all(this.#writes), tooLate]);
    written.abort();
  }

  #begin(key: string, subject: EventSubject, occurrence: EventInput, now: number): Series {
    const event = this.#eventOf(subject, occurrence, now);
    const series = { event, count: 0, lastAt: now, seenAt: 0, written: 0, endPause: undefined };
    this.#series.set(key, series);
    return series;
  }

  // Writes now, and once more at the end of the period if something came in between.
  #writeAndPause(series: Series): void {
    this.#write(series);
    series.endPause = this.#options.clock.schedule(WRITE_PERIOD_MS, () => {
      series.endPause = undefined;
      if (series.written !== series.count) this.#writeAndPause(series);
    });
  }

  #write(series: Series): void {
    if (series.written === series.count) return;
    const isFirst = series.written === 0;
    series.written = series.count;
    const write = (isFirst ? this.#create(series) : this.#update(series))
      .catch((error: unknown) => this.#options.onError?.(error))
      .finally(() => this.#writes.delete(write));
    this.#writes.add(write);
  }

  async #create(series: Series): Promise<void> {
    const lastTimestamp = timestamp(series.lastAt);
    await this.#options.client.create({ ...series.event, count: series.count, lastTimestamp }, { lane: 'events' });
  }

  async #update(series: Series): Promise<void> {
    const { apiVersion, kind, metadata } = series.event;
    const body = { count: series.count, lastTimestamp: timestamp(series.lastAt) };
    try {
      await this.#options.client.patch({ apiVersion, kind, ...metadata }, body, { type: 'merge', lane: 'events' });
    } catch (error) {
      if (!isNotFound(error)) throw error;
      await this.#create(series);
    }
  }

  #eventOf(subject: EventSubject, { type, reason, message }: EventInput, now: number): Manifest {
    const { component, instance } = this.#options;
    // Events of cluster-scoped objects live in `default`; kubectl describe looks for them there.
    const namespace = subject.namespace ?? 'default';
    const name = `${subject.name}.${now.toString(16)}${(this.#sequence++).toString(16).padStart(4, '0')}`;
    return {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name, namespace },
      involvedObject: subject,
      type,
      reason,
      message: message.slice(0, LONGEST_MESSAGE),
      firstTimestamp: timestamp(now),
      source: { component },
      reportingComponent: component,
      reportingInstance: instance,
    };
  }

  #forgetOld(elapsed: number): void {
    for (const [key, { seenAt }] of this.#series) {
      if (elapsed - seenAt > SERIES_MS) this.#series.delete(key);
    }
  }
}

/** The Time format of metav1: whole seconds. */
function timestamp(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
}
