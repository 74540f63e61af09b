import type { ResolvedSpec } from '../../src/api/resolved.ts';
import type { Mesh } from '../mesh.ts';
import { namespaced } from './objects.ts';
import { ingressApi } from './served.ts';
import type { Labels, Manifest } from './types.ts';

/** What an Ingress leads to. */
export interface IngressParts {
  readonly name: string;
  readonly labels: Labels;
  readonly service: string;
  readonly port: number;
  /** Empty is every path. */
  readonly path: string;
}

/** The Ingress of an add-on, where its settings ask for one; without hosts it takes every host. */
export function ingressOf(
  mesh: Mesh,
  settings: ResolvedSpec['components']['kiali']['ingress'],
  { name, labels, service, port, path }: IngressParts,
): Manifest[] {
  if (!settings.enabled) return [];
  const api = ingressApi(mesh.capabilities);
  const object = namespaced(mesh, api.apiVersion, 'Ingress', name, labels);
  if (Object.keys(settings.annotations).length > 0) object.metadata.annotations = settings.annotations;
  const http = { paths: [api.path(path === '' ? '/' : path, service, port)] };
  const rules = settings.hosts.length === 0 ? [{ http }] : settings.hosts.map((host) => ({ host, http }));
  return [{ ...object, spec: { rules, ...(settings.tls.length > 0 && { tls: settings.tls }) } }];
}
