import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { base } from '../../../charts/components/base.ts';
import type { Mesh } from '../../../charts/mesh.ts';
import { only } from '../mesh.ts';
import { dialectOf } from './dialects.ts';

/** What the injector would add to a pod. */
export interface Injection {
  readonly rewriteAppHTTPProbe?: boolean;
  readonly initContainers?: readonly InjectedContainer[];
  readonly containers: readonly InjectedContainer[];
  readonly volumes: readonly Record<string, unknown>[];
  readonly podRedirectAnnot?: Readonly<Record<string, string>>;
}

/** A container as the template gives it. */
export interface InjectedContainer {
  readonly name: string;
  readonly image: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: readonly { name: string; value?: string }[];
  readonly volumeMounts?: readonly { name: string; mountPath: string }[];
  readonly [field: string]: unknown;
}

/** The pod that a Deployment `hello` makes, with one port, and what a test changes of its metadata and spec. */
export interface InjectedPod {
  readonly labels?: Record<string, string>;
  readonly annotations?: Record<string, string>;
  readonly spec?: object;
}

/** True when the template can be executed here: it is a Go text/template, and only Go can say what that means. */
export const hasGo = spawnSync('go', ['version']).status === 0;

/** Executes injection templates; built once, because that takes longest. */
export class Injector {
  readonly #folder = mkdtempSync(join(tmpdir(), 'inject-'));
  readonly #program = join(this.#folder, 'inject');

  /** @throws Error with the compiler's output when the program cannot be built. */
  constructor() {
    const env = { ...process.env, GOTOOLCHAIN: 'local', GOWORK: 'off' };
    execFileSync('go', ['build', '-o', this.#program, '.'], { cwd: import.meta.dirname, env });
  }

  /** @throws Error with the message of the template engine when the template is wrong. */
  inject(mesh: Mesh, pod: InjectedPod = {}): Injection {
    const input = JSON.stringify(requestFor(mesh, pod));
    return load(execFileSync(this.#program, { input, encoding: 'utf8' })) as Injection;
  }

  close(): void {
    rmSync(this.#folder, { recursive: true });
  }
}

function requestFor(mesh: Mesh, { labels = { app: 'hello' }, annotations = {}, spec = {} }: InjectedPod): object {
  const manifests = base(mesh);
  const text = (configMap: string, key: string): string =>
    (only(manifests, 'ConfigMap', configMap)['data'] as Record<string, string>)[key] ?? '';
  const config = load(text('istio-sidecar-injector', 'config')) as { template: string };
  return {
    template: config.template,
    dialect: dialectOf(mesh.spec.version),
    values: load(text('istio-sidecar-injector', 'values') || '{}'),
    meshConfig: load(text('istio', 'mesh')),
    owner: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'hello', namespace: 'default' },
    pod: {
      metadata: { name: '', namespace: 'default', labels, annotations },
      spec: { containers: [{ name: 'hello', ports: [{ name: 'http', containerPort: 80 }] }], ...spec },
    },
  };
}
