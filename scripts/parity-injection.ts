import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { capabilitiesOf, NEWEST_KUBERNETES, resolve } from '../charts/index.ts';
import type { MeshInstallSpec } from '../src/api/spec/index.ts';
import { Injector } from '../test/support/inject/inject.ts';

/** How close one set comes to its reference, in leaves. */
export interface Score {
  /** Release and profile, for example `1.4.10 demo`. */
  readonly set: string;
  readonly matched: number;
  readonly total: number;
  /** Leaves that the reference has wrong, and that do not count. */
  readonly excused: number;
  /** One line for each leaf that is missing or different. */
  readonly faults: readonly string[];
}

/**
 * How close what the injector adds to the pod `hello` comes to the reference in a folder of files VERSION-PROFILE.json;
 * nothing if there is no such folder.
 * @throws GoMissingError when the templates cannot be executed, because there is no Go
 */
export async function injectionScores(folder: string): Promise<Score[]> {
  if (!existsSync(folder)) return [];
  const injector = await Injector.build();
  try {
    return readdirSync(folder)
      .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
      .map((name) => scoreOf(name, JSON.parse(readFileSync(join(folder, name), 'utf8')), injector));
  } finally {
    injector.close();
  }
}

function scoreOf(name: string, reference: unknown, injector: Injector): Score {
  const [, version = '', profile = ''] = /^([\d.]+)-(.+)\.json$/.exec(name) ?? [];
  const wanted = leavesOf(reference);
  const set = `${version} ${profile}`;
  const spec = resolve(specOf(version, profile));
  const capabilities = capabilitiesOf(NEWEST_KUBERNETES);
  const found = leavesOf(injector.inject({ name: 'mesh', spec, capabilities }));
  const counted = [...new Set([...wanted.keys(), ...found.keys()])].filter((leaf) => !NO_FIELD.test(leaf));
  const faults = counted
    .filter((leaf) => wanted.get(leaf) !== found.get(leaf))
    .map((leaf) => `different ${leaf}: want ${wanted.get(leaf)} have ${found.get(leaf)}`);
  const excused = [...wanted.keys()].filter((leaf) => NO_FIELD.test(leaf)).length;
  return { set, matched: counted.length - faults.length, total: counted.length, excused, faults };
}

/** A slip in the template of 1.0, which the injector drops. */
const NO_FIELD = /\.securityContext\.restartPolicy$/;

/**
 * The spec of a reference. `demo-auth` is made with what values-istio-demo-auth.yaml says itself, without the file that
 * it includes and without its own profile in 1.4: mutual TLS, and no smaller sidecars.
 */
function specOf(version: string, profile: string): MeshInstallSpec {
  if (profile === 'demo-auth') return { version, mesh: { mtls: { enabled: true }, controlPlaneSecurity: true } };
  return { version, profile: profile as NonNullable<MeshInstallSpec['profile']> };
}

/** Path and text of every leaf. Numbers are texts where fields are; a line's end and an empty list mean nothing. */
function leavesOf(value: unknown, path = ''): Map<string, string> {
  if (value === null || value === undefined) return new Map();
  if (typeof value === 'string') return new Map([[path, value.trim()]]);
  if (typeof value !== 'object') return new Map([[path, JSON.stringify(value)]]);
  return new Map(Object.entries(value).flatMap(([key, child]) => [...leavesOf(child, `${path}.${key}`)]));
}
