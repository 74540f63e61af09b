import { loadAll } from 'js-yaml';
import type { Manifest } from '../../../src/api/manifest.ts';
import { convertPolicies } from '../../../src/migration/convert/convert.ts';

export const object = (kind: string, name: string, spec: string, metadata = ''): string =>
  `---\n{apiVersion: config.istio.io/v1alpha2, kind: ${kind}, metadata: {name: ${name}, namespace: istio-system${metadata}}, spec: ${spec}}\n`;
export const rule = (handler: string, instance: string, match = ''): string =>
  object('rule', 'r', `{match: '${match}', actions: [{handler: ${handler}, instances: [${instance}]}]}`);
export const INSTALLED = ', labels: {meshwright.dev/mesh: mesh}';

export const convert = (yaml: string) => convertPolicies(loadAll(yaml) as Manifest[], { rootNamespace: 'istiod' });
export const telemetryOf = (yaml: string) =>
  convert(yaml)
    .objects.filter(({ kind }) => kind === 'Telemetry')
    .map(({ apiVersion, metadata, spec }) => [`${apiVersion} ${metadata.namespace ?? ''}/${metadata.name}`, spec]);
export const told = (yaml: string): string[] =>
  convert(yaml).remarks.map(({ code, object: about, message }) => `${code} ${about}: ${message}`);
