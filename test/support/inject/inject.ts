import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { run } from '../../../devcluster/binaries/command.ts';
import { cacheFolder, type Environment } from '../../../devcluster/binaries/cache.ts';
import { findGo } from '../../../devcluster/binaries/go.ts';
import { streamProgress } from '../../../devcluster/binaries/progress.ts';
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

/** Executes injection templates: they are Go text/templates, and only Go can say what that means. */
export class Injector {
  readonly #folder: string;
  readonly #program: string;

  private constructor(folder: string, program: string) {
    this.#folder = folder;
    this.#program = program;
  }

  /**
   * Builds what executes them: once for all, because that takes longest.
   * @throws GoMissingError when there is no Go and none can be fetched; CommandError with the compiler's output
   */
  static async build(env: Environment = process.env): Promise<Injector> {
    const go = await findGo(env, cacheFolder(env), streamProgress(process.stderr));
    const folder = mkdtempSync(join(tmpdir(), 'inject-'));
    const program = join(folder, 'inject');
    const fixed = { GOTOOLCHAIN: 'local', GOWORK: 'off' };
    await run(await go.command(), ['build', '-o', program, '.'], {
      cwd: import.meta.dirname,
      env: { ...env, ...fixed },
    });
    return new Injector(folder, program);
  }

  /** @throws Error with the message of the template engine when the template is wrong. */
  inject(mesh: Mesh, pod: InjectedPod = {}): Injection {
    const [injection] = this.injectEach(mesh, [pod]);
    return injection as Injection;
  }

  /**
   * The same for several pods, in their order, with one start of the program.
   * @throws Error as `inject` does
   */
  injectEach(mesh: Mesh, pods: readonly InjectedPod[]): Injection[] {
    const ofMesh = meshRequest(mesh);
    const input = pods.map((pod) => JSON.stringify({ ...ofMesh, pod: podRequest(pod) })).join('\n');
    const texts = execFileSync(this.#program, { input, encoding: 'utf8' }).trimEnd().split('\n');
    return texts.map((text) => load(JSON.parse(text) as string) as Injection);
  }

  close(): void {
    rmSync(this.#folder, { recursive: true });
  }
}

function meshRequest(mesh: Mesh): object {
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
  };
}

const podRequest = ({ labels = { app: 'hello' }, annotations = {}, spec = {} }: InjectedPod): object => ({
  metadata: { name: '', namespace: 'default', labels, annotations },
  spec: { containers: [{ name: 'hello', ports: [{ name: 'http', containerPort: 80 }] }], ...spec },
});
