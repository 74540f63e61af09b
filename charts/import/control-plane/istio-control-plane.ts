import { textOf, treeOf, type KubernetesObject } from '../document.ts';
import { layerAt } from '../helm/values.ts';
import type { Layer, Reading, Said } from '../reading.ts';
import { applyRules, nothing, remedy, type Rule } from '../rules.ts';
import { at, type Tree } from '../../values/tree.ts';
import { FEATURE_RULES } from './feature-rules.ts';
import { INSTALLER_RULES, withoutInstallerValues } from './installer-values.ts';
import { profileOf } from './profiles.ts';

const RULES: readonly Rule[] = [
  ...INSTALLER_RULES,
  ...FEATURE_RULES,
  // Read as values, or as what they are, below.
  ...['values', 'unvalidatedValues', 'hub', 'tag', 'profile', 'defaultNamespace'].map((field): Rule => [
    field,
    nothing,
  ]),
  ['installPackagePath', remedy('every chart is built in')],
];

/**
 * An IstioControlPlane of Istio 1.4 (install.istio.io/v1alpha2). Its `values` are those of the charts; what its
 * components say of their pods comes after them.
 */
export function readControlPlane({ spec }: KubernetesObject): Reading {
  const { fields, unmapped } = applyRules(spec, RULES);
  const profile = profileOf(spec);
  const blocks = ['values', 'unvalidatedValues'].flatMap((name) =>
    layerAt(withoutInstallerValues(treeOf(spec[name])), `spec.${name}`),
  );
  const tag = textOf(at(spec, ['values', 'global', 'tag']));
  return {
    layers: [imagesOf(spec), ...blocks],
    release: tag === undefined ? said(spec, 'tag') : { text: tag, place: 'spec.values.global.tag' },
    profile: { text: profile.name, place: 'spec.profile' },
    namespace: said(spec, 'defaultNamespace'),
    fields: [...profile.fields, ...fields],
    unmapped: [...profile.unmapped, ...unmapped],
  };
}

/** Hub and tag, under the keys that the charts have for them. */
function imagesOf(spec: Tree): Layer {
  const given = ['hub', 'tag'].filter((name) => textOf(spec[name]) !== undefined);
  return {
    values: { global: Object.fromEntries(given.map((name) => [name, spec[name]])) },
    place: (key) => key.replace(/^global/, 'spec'),
  };
}

function said(spec: Tree, field: string): Said | undefined {
  const text = textOf(spec[field]);
  return text === undefined ? undefined : { text, place: `spec.${field}` };
}
