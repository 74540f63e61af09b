import type { Manifest } from '../../../../src/api/manifest.ts';
import { CALLING } from '../request.ts';
import { loose, mesh, STRICT } from './old-policies.ts';

const object = (kind: string, name: string, spec: object, namespace: string): Manifest => ({
  apiVersion: 'config.istio.io/v1alpha2',
  kind,
  metadata: { name, namespace },
  spec,
});

export const handler = (name: string, compiledAdapter: string, params: object, namespace = 'shop'): Manifest =>
  object('handler', name, { compiledAdapter, params }, namespace);
export const instance = (name: string, compiledTemplate: string, params: object, namespace = 'shop'): Manifest =>
  object('instance', name, { compiledTemplate, params }, namespace);
export const rule = (match: string, of: readonly [handler: string, instance: string], namespace = 'shop'): Manifest =>
  object('rule', 'refuse', { match, actions: [{ handler: of[0], instances: [of[1]] }] }, namespace);

/** In a mesh that takes both, a denier for what matches. */
export const denied = (match: string, namespace = 'shop'): Manifest[] => [
  loose,
  handler('denier', 'denier', { status: { code: 7 } }, namespace),
  instance('nothing', 'checknothing', {}, namespace),
  rule(match, ['denier', 'nothing'], namespace),
];

/** The same where mutual TLS is required, and where callers were read. */
export const deniedWithTls = (match: string): Manifest[] => [mesh(STRICT), ...denied(match).slice(1), ...CALLING];

/** A list for the requests of web. */
export const listed = (value: string, params: object): Manifest[] => [
  loose,
  handler('list', 'listchecker', params),
  instance('value', 'listentry', { value }),
  rule('destination.service.name == "web"', ['list', 'value']),
];

export const listedWithTls = (value: string, params: object): Manifest[] => [
  mesh(STRICT),
  ...listed(value, params).slice(1),
  ...CALLING,
];

/** The mesh config, as a line. */
export const meshConfig = (text: string): Manifest => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'istio', namespace: 'istio-system' },
  data: { mesh: text },
});

/** Objects of kinds of their own, as 1.0 and 1.1 have them. */
export const LEGACY_DENIER: readonly Manifest[] = [
  loose,
  object('denier', 'no', { status: { code: 7 } }, 'shop'),
  object('checknothing', 'request', {}, 'shop'),
  rule('destination.labels["app"] == "web"', ['no.denier', 'request.checknothing']),
];
