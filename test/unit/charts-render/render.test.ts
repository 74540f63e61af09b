import { describe, expect, it } from '@jest/globals';
import { render } from '../../../charts/render.ts';
import { LABELS } from '../../../src/api/components.ts';
import type { Manifest } from '../../../src/api/manifest.ts';
import type { MeshInstallSpec } from '../../../src/api/spec/index.ts';
import { identityOf } from '../../../src/core/model/object-id.ts';
import { meshOf } from '../../support/mesh.ts';
import { podOwners } from '../../support/provided.ts';

const PROFILES = ['default', 'demo', 'minimal'] as const;
const KUBERNETES = ['1.16', '1.21', '1.22', '1.25', '1.36'];
const MATRIX = PROFILES.flatMap((profile) => KUBERNETES.map((version): [typeof profile, string] => [profile, version]));

const rendered = (spec: Partial<MeshInstallSpec>, kubernetes?: string): Manifest[] => render(meshOf(spec, kubernetes));
const name = ({ kind, metadata }: Manifest): string => `${kind} ${metadata.name}`;

describe.each(MATRIX)('profile %s on Kubernetes %s', (profile, kubernetes) => {
  const manifests = rendered({ profile }, kubernetes);

  it('is the same from run to run', () => {
    expect(JSON.stringify(rendered({ profile }, kubernetes))).toBe(JSON.stringify(manifests));
  });

  it('holds every object once', () => {
    const identities = manifests.map(identityOf);
    expect(identities.filter((identity, i) => identities.indexOf(identity) < i)).toEqual([]);
  });

  it('says of every object whose it is, of CRDs only that they are ours', () => {
    for (const object of manifests) {
      const { labels = {} } = object.metadata;
      expect([name(object), labels[LABELS.managedBy]]).toEqual([name(object), 'meshwright']);
      expect([name(object), typeof labels[LABELS.component]]).toEqual([name(object), 'string']);
      const mesh = object.kind === 'CustomResourceDefinition' ? undefined : 'mesh';
      expect([name(object), labels[LABELS.mesh]]).toEqual([name(object), mesh]);
    }
  });

  it('puts none of our labels on pods or into selectors, so that adopting restarts nothing', () => {
    for (const { labels, selector, object } of podOwners(manifests)) {
      const keys = [...Object.keys(labels), ...Object.keys(selector)];
      expect([name(object), keys.filter((key) => (Object.values(LABELS) as string[]).includes(key))]).toEqual([
        name(object),
        [],
      ]);
    }
  });

  it('is plain JSON that says nothing by undefined or null', () => {
    const odd: string[] = [];
    const visit = (value: unknown, path: string): void => {
      if (value === undefined || value === null || (typeof value === 'number' && !Number.isFinite(value)))
        odd.push(path);
      else if (typeof value === 'object')
        Object.entries(value).forEach(([key, inner]) => visit(inner, `${path}.${key}`));
    };
    for (const object of manifests) visit(object, name(object));
    expect(odd).toEqual([]);
  });

  it('names objects and labels as the apiserver takes them', () => {
    const label = /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;
    for (const { metadata } of manifests) {
      expect(metadata.name).toMatch(/^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/);
      for (const value of Object.values(metadata.labels ?? {})) expect(value).toMatch(label);
    }
    for (const { labels } of podOwners(manifests))
      for (const value of Object.values(labels)) expect(value).toMatch(label);
  });

  it('starts with the namespace and the CRDs', () => {
    const first = manifests.findIndex(({ kind }) => !['Namespace', 'CustomResourceDefinition'].includes(kind));
    expect(manifests[0]?.kind).toBe('Namespace');
    expect(manifests.slice(first).filter(({ kind }) => kind === 'CustomResourceDefinition')).toEqual([]);
  });
});

/** API versions that a Kubernetes no longer, or not yet, serves (kubernetes.io, deprecation guide). */
const NOT_SERVED: readonly [kubernetes: string, gone: RegExp][] = [
  ['1.16', /^(autoscaling\/v2|policy\/v1|extensions\/v1beta1)$/],
  ['1.21', /^(autoscaling\/v2|extensions\/v1beta1)$/],
  ['1.22', /^(autoscaling\/v2|(apiextensions|admissionregistration|rbac\.authorization)\.k8s\.io\/v1beta1)$/],
  ['1.25', /^(policy\/v1beta1|autoscaling\/v2beta1|.*k8s\.io\/v1beta1)$/],
  ['1.36', /^(policy\/v1beta1|autoscaling\/v2beta[12]|.*k8s\.io\/v1beta1)$/],
];

describe('API versions', () => {
  it.each(NOT_SERVED)('on Kubernetes %s are served there', (kubernetes, gone) => {
    const replicas = { components: { pilot: { autoscaling: { min: 2 } } } };
    const used = rendered({ profile: 'default', ...replicas }, kubernetes).map(({ apiVersion }) => apiVersion);
    expect(used.filter((apiVersion) => gone.test(apiVersion))).toEqual([]);
    expect(used.some((apiVersion) => apiVersion.startsWith('autoscaling/'))).toBe(true);
    expect(used.some((apiVersion) => apiVersion.startsWith('policy/'))).toBe(true);
  });
});

describe.each(PROFILES)('in profile %s', (profile) => {
  const everything = {
    profile,
    components: {
      tracing: { enabled: true },
      kiali: { enabled: true },
      grafana: { enabled: true },
      prometheus: { enabled: true },
    },
  };
  const mentions = (manifests: readonly Manifest[], text: string): string[] =>
    manifests.filter((object) => JSON.stringify(object).includes(text)).map(name);

  it.each(['1.21', '1.36'])('the namespace is wherever it was asked for, on Kubernetes %s', (kubernetes) => {
    const manifests = rendered({ ...everything, namespace: 'mesh-one' }, kubernetes);
    expect(mentions(manifests, 'istio-system')).toEqual([]);
    const namespaces = new Set(manifests.map(({ metadata }) => metadata.namespace ?? ''));
    expect([...namespaces].sort()).toEqual(['', 'mesh-one']);
  });

  it('the namespace changes names and references, and nothing else', () => {
    const elsewhere = JSON.stringify(rendered({ ...everything, namespace: 'mesh-one' }));
    const checksums = /"checksum\/config":"[0-9a-f]+"/g;
    const plain = (text: string): string => text.replaceAll(checksums, '');
    expect(plain(elsewhere.replaceAll('mesh-one', 'istio-system'))).toBe(plain(JSON.stringify(rendered(everything))));
  });

  it('the version is in images and in nothing that must not change with it', () => {
    for (const { object, selector } of podOwners(rendered(everything))) {
      expect([name(object), JSON.stringify(selector).includes('1.4')]).toEqual([name(object), false]);
    }
  });
});
