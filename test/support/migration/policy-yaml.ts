import { loadAll } from 'js-yaml';
import type { Manifest } from '../../../src/api/manifest.ts';
import { convertPolicies, type ConvertOptions } from '../../../src/migration/convert/convert.ts';
import type { Conversion } from '../../../src/migration/convert/conversion.ts';

const document = (apiVersion: string, kind: string, metadata: string, spec: string): string =>
  `---\n{apiVersion: ${apiVersion}, kind: ${kind}, metadata: ${metadata}, spec: ${spec}}\n`;

/** A Service of the namespace `a`. */
export const service = (name: string, selector: string, ports = '{name: http, port: 80}', namespace = 'a'): string =>
  document('v1', 'Service', `{name: ${name}, namespace: ${namespace}}`, `{selector: ${selector}, ports: [${ports}]}`);

/** The Service web of the namespace `a`. */
export const WEB = service('web', '{app: web}');

/** An authentication policy of v1alpha1. */
export const policy = (spec: string, name = 'web', namespace = 'a'): string =>
  document('authentication.istio.io/v1alpha1', 'Policy', `{name: ${name}, namespace: ${namespace}}`, spec);

/** What RBAC is on for. */
export const config = (spec: string, name = 'default', kind = 'ClusterRbacConfig'): string =>
  document('rbac.istio.io/v1alpha1', kind, `{name: ${name}}`, spec);

/** The role r of the namespace `a`. */
export const role = (rule: string): string =>
  document('rbac.istio.io/v1alpha1', 'ServiceRole', '{name: r, namespace: a}', `{rules: [${rule}]}`);

/** The binding b of that role. */
export const binding = (subject = "{user: '*'}"): string =>
  document(
    'rbac.istio.io/v1alpha1',
    'ServiceRoleBinding',
    '{name: b, namespace: a}',
    `{subjects: [${subject}], roleRef: {kind: ServiceRole, name: r}}`,
  );

/** An AuthorizationPolicy of 1.4. */
export const authorization = (namespace: string, spec = '{}'): string =>
  document('security.istio.io/v1beta1', 'AuthorizationPolicy', `{name: p, namespace: ${namespace}}`, spec);

/** A Gateway with one server. */
export const gateway = (server: string): string =>
  document(
    'networking.istio.io/v1alpha3',
    'Gateway',
    '{name: g, namespace: a}',
    `{selector: {istio: ingressgateway}, servers: [${server}]}`,
  );

/** What the objects of a text become. */
export const converted = (yaml: string, options: Partial<ConvertOptions> = {}): Conversion =>
  convertPolicies(loadAll(yaml) as Manifest[], { rootNamespace: 'istiod', ...options });

/** Remarks in short: code, object and message. */
export const told = ({ remarks }: Conversion): string[] =>
  remarks
    .filter(({ code }) => code !== 'no-mesh-policy')
    .map(({ code, object, message }) => `${code} ${object}: ${message}`);

/** Objects of a kind, by namespace and name, and what they say. */
export const specsOf = ({ objects }: Conversion, kind: string): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    objects
      .filter((object) => object.kind === kind)
      .map((object) => [`${object.metadata.namespace ?? ''}/${object.metadata.name}`, object['spec']]),
  );
