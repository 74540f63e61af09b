import { LEGACY_MIXER_KINDS } from '../../charts/index.ts';
import type { Manifest } from '../../src/api/manifest.ts';
import { convertMixer, type Conversion } from '../../src/core/mixer/convert.ts';

/** An object of mixer, in namespace `a` unless said otherwise. */
export const object = (kind: string, name: string, spec?: object, namespace = 'a'): Manifest => ({
  apiVersion: 'config.istio.io/v1alpha2',
  kind,
  metadata: { name, namespace },
  ...(spec !== undefined && { spec }),
});

/** A rule with these actions. */
export const rule = (name: string, actions: object[], namespace = 'a'): Manifest =>
  object('rule', name, { match: 'true', actions }, namespace);

/** The object as a MeshInstall renders it. */
export const rendered = (manifest: Manifest): Manifest => {
  return { ...manifest, metadata: { ...manifest.metadata, labels: { 'meshwright.dev/mesh': 'mesh' } } };
};

/** Converts what these say together. */
export const convert = (...objects: Manifest[]): Conversion => convertMixer(objects, LEGACY_MIXER_KINDS);

/** Kinds and names of what is to be applied. */
export const named = ({ objects }: Conversion): string[] =>
  objects.map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`);

/** The spec of one of what is to be applied. */
export const specOf = ({ objects }: Conversion, kind: string, name: string): unknown =>
  objects.find((o) => o.kind === kind && o.metadata.name === name)?.['spec'];
