import { load } from 'js-yaml';
import { INJECTION } from '../catalog/injection.ts';
import { INJECTION_TEMPLATE } from '../catalog/injector-template.ts';
import { rowOf } from '../catalog/minor.ts';
import { injectionConfigMap } from '../components/injection/config.ts';
import { meshConfig } from '../components/mesh-config.ts';
import type { Mesh } from '../mesh.ts';
import { parseTemplate, type Node } from './parse.ts';

/** A label selector of Kubernetes. */
export interface Selector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly { key: string; operator: string; values?: readonly string[] }[];
}

/** Which pods of a mesh get a sidecar, and what that is: what the injector reads of its ConfigMaps. */
export interface InjectionSettings {
  readonly policy: string;
  readonly alwaysInjectSelector: readonly Selector[];
  readonly neverInjectSelector: readonly Selector[];
  readonly injectedAnnotations: Readonly<Record<string, string>>;
  readonly template: string;
  readonly nodes: readonly Node[];
  /** MeshConfig, in its JSON form; what it leaves out is as the injector has it. */
  readonly meshConfig: Readonly<Record<string, unknown>>;
  readonly listsTcpOnly: boolean;
  /** Labels that the program adds, whatever the template says. */
  readonly labels: Readonly<Record<string, string>>;
  /** Gives Envoy as many threads as its container has processors, where nobody says how many. */
  readonly countsThreads: boolean;
}

/** The ConfigMap of the injector, as it is read. */
interface Config {
  readonly policy: string;
  readonly template: string;
  readonly alwaysInjectSelector?: readonly Selector[];
  readonly neverInjectSelector?: readonly Selector[];
  readonly injectedAnnotations?: Readonly<Record<string, string>>;
}

/** What the injector of a mesh would read, whether it is installed or not. */
export function injectionSettings(mesh: Mesh): InjectionSettings {
  const data = injectionConfigMap(mesh)['data'] as Record<string, string>;
  const config = load(data['config'] ?? '') as Config;
  const { delimiters } = rowOf(INJECTION_TEMPLATE, mesh.spec.version);
  const unset = { alwaysInjectSelector: [], neverInjectSelector: [], injectedAnnotations: {} };
  const read = { ...unset, ...config, nodes: parseTemplate(config.template, delimiters) };
  return { ...read, meshConfig: withDefaults(meshConfig(mesh)), ...rowOf(INJECTION, mesh.spec.version) };
}

/** What the injectors have where no mesh configuration says otherwise (istio.io/api/mesh/v1alpha1). */
const PROXY_DEFAULTS = {
  concurrency: 0,
  discoveryRefreshDelay: '1s',
  interceptionMode: 'REDIRECT',
};
const LIGHTSTEP_DEFAULTS = { secure: false };

function withDefaults(config: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const proxy = config['defaultConfig'] as Record<string, unknown>;
  const tracing = (proxy['tracing'] ?? {}) as Record<string, object>;
  const lightstep = { ...LIGHTSTEP_DEFAULTS, ...tracing['lightstep'] };
  return { ...config, defaultConfig: { ...PROXY_DEFAULTS, ...proxy, tracing: { ...tracing, lightstep } } };
}
