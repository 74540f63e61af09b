import { isDeepStrictEqual } from 'node:util';
import type { Manifest, ObjectRef } from '../../src/api/manifest.ts';
import { ApiError, describeRef } from '../../src/kube/errors.ts';
import type { KubeClient } from '../../src/kube/operations.ts';

/** Get, create and merge patch on objects in memory, with resourceVersions, for logic that needs no more. */
export class MemoryClient implements Pick<KubeClient, 'get' | 'create' | 'patch'> {
  readonly objects = new Map<string, Manifest>();
  /** What was written, in order: "create Lease ns/x". */
  readonly writes: string[] = [];
  /** Set to make every call fail. */
  failure: Error | undefined;
  #version = 0;

  get<T extends Manifest>(ref: ObjectRef): Promise<T | undefined> {
    if (this.failure !== undefined) return Promise.reject(this.failure);
    return Promise.resolve(structuredClone(this.objects.get(describeRef(ref))) as T | undefined);
  }

  create<T extends Manifest>(object: T): Promise<T> {
    if (this.failure !== undefined) return Promise.reject(this.failure);
    const target = describeRef({ ...object, ...object.metadata });
    if (this.objects.has(target)) return this.#refuse(409, 'AlreadyExists', target);
    return Promise.resolve(this.#store('create', target, object) as T);
  }

  patch<T extends Manifest>(ref: ObjectRef, body: unknown): Promise<T> {
    if (this.failure !== undefined) return Promise.reject(this.failure);
    const target = describeRef(ref);
    const live = this.objects.get(target);
    if (live === undefined) return this.#refuse(404, 'NotFound', target);
    const { metadata, ...rest } = body as Partial<Manifest>;
    const expected = metadata?.resourceVersion ?? live.metadata.resourceVersion;
    if (!isDeepStrictEqual(expected, live.metadata.resourceVersion)) return this.#refuse(409, 'Conflict', target);
    return Promise.resolve(this.#store('patch', target, merge(live, rest) as Manifest) as T);
  }

  #store(verb: string, target: string, object: Manifest): Manifest {
    this.writes.push(`${verb} ${target}`);
    const metadata = { ...object.metadata, resourceVersion: String(++this.#version) };
    const stored = structuredClone({ ...object, metadata });
    this.objects.set(target, stored);
    return stored;
  }

  #refuse(code: number, reason: string, target: string): Promise<never> {
    return Promise.reject(new ApiError({ code, reason, target, verb: 'write', serverMessage: 'no' }));
  }
}

function merge(target: unknown, patch: unknown): unknown {
  if (!isRecord(target) || !isRecord(patch)) return patch;
  return {
    ...target,
    ...Object.fromEntries(Object.entries(patch).map(([key, value]) => [key, merge(target[key], value)])),
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
