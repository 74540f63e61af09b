import { describe, expect, it } from '@jest/globals';
import { grafana } from '../../../../charts/components/grafana.ts';
import type { MeshInstallSpec } from '../../../../src/api/spec/index.ts';
import { containerOf, deploymentOf, kindsOf, meshOf, only, podOf, valuesOf } from '../../../support/mesh.ts';

type Settings = NonNullable<NonNullable<MeshInstallSpec['components']>['grafana']>;

const rendered = (settings: Settings = {}) => grafana(meshOf({ components: { grafana: settings } }));
const dataVolume = (settings: Settings) => podOf(rendered(settings)).volumes?.find(({ name }) => name === 'data');

describe('grafana', () => {
  it('has one ConfigMap per dashboard, each mounted where Grafana looks for dashboards', () => {
    const manifests = rendered();
    const files = manifests
      .filter(({ metadata }) => metadata.name.startsWith('istio-grafana-configuration-dashboards-'))
      .flatMap((manifest) => Object.keys(manifest['data'] as object));
    const { volumeMounts = [] } = containerOf(manifests, 'grafana');
    const mounted = volumeMounts.map(({ subPath }) => subPath).filter((path) => path?.endsWith('.json'));
    expect(files).toHaveLength(8);
    expect(mounted).toEqual(files);
    const provisioning = JSON.stringify(only(manifests, 'ConfigMap', 'istio-grafana')['data']);
    const directory = volumeMounts.find(({ subPath }) => subPath === files[0])?.mountPath.replace(/\/[^/]+$/, '');
    expect(provisioning).toContain(directory);
  });

  it('has one ConfigMap for all dashboards in Istio 1.0, and before 1.0.3 they are in the image', () => {
    const manifests = grafana(meshOf({ version: '1.0.3' }));
    const all = only(manifests, 'ConfigMap', 'istio-grafana-configuration-dashboards')['data'] as object;
    expect(Object.keys(all)).toHaveLength(7);
    expect(containerOf(manifests, 'grafana').volumeMounts).toContainEqual({
      name: 'dashboards-istio',
      mountPath: '/var/lib/grafana/dashboards/istio',
    });
    const oldest = grafana(meshOf({ version: '1.0.2', images: { hub: 'registry.example/istio' } }));
    expect(kindsOf(oldest)).not.toContain('ConfigMap');
    expect(containerOf(oldest, 'grafana').image).toBe('registry.example/istio/grafana:1.0.2');
  });

  it.each([
    ['1.0.0', 'password'],
    ['1.0.5', 'password'],
    ['1.0.6', 'passphrase'],
    ['1.4.10', 'passphrase'],
  ])('has its login in %s in the key %s of its Secret, as the chart had', (version, key) => {
    const { env } = containerOf(
      grafana(meshOf({ version, components: { grafana: { auth: { enabled: true } } } })),
      'grafana',
    );
    const { valueFrom } = env?.find(({ name }) => name === 'GF_SECURITY_ADMIN_PASSWORD') ?? {};
    expect(valueFrom).toEqual({ secretKeyRef: { name: 'grafana', key } });
  });

  it('lets clients reach the port of its Service in plain text, whichever that is', () => {
    expect(only(rendered({ service: { port: 3001 } }), 'Policy')['spec']).toEqual({
      targets: [{ name: 'grafana', ports: [{ number: 3001 }] }],
    });
  });

  it.each(['1.0.0', '1.0.6', '1.1.17', '1.4.10'])('names every volume that it mounts, in %s', (version) => {
    const { containers, volumes = [] } = podOf(grafana(meshOf({ version })));
    const names = new Set(volumes.map(({ name }) => name));
    const mounts = containers.flatMap(({ volumeMounts = [] }) => volumeMounts.map(({ name }) => name));
    expect(mounts.filter((name) => !names.has(name))).toEqual([]);
  });

  it('keeps its data in a claim when asked, with one instance at a time', () => {
    const persistence = { enabled: true, storageClassName: 'fast', accessMode: 'ReadWriteOnce', size: '20Gi' } as const;
    const claim = only(rendered({ persistence }), 'PersistentVolumeClaim');
    expect(claim['spec']).toEqual({
      accessModes: ['ReadWriteOnce'],
      storageClassName: 'fast',
      resources: { requests: { storage: '20Gi' } },
    });
    expect(dataVolume({ persistence })?.persistentVolumeClaim?.claimName).toBe(claim.metadata.name);
    expect(deploymentOf(rendered({ persistence })).strategy).toEqual({ type: 'Recreate' });
  });

  it('leaves the storage class to the cluster when none is named', () => {
    const claim = only(rendered({ persistence: { enabled: true } }), 'PersistentVolumeClaim');
    expect(claim['spec']).not.toHaveProperty('storageClassName');
  });

  it('forgets its data with the pod otherwise', () => {
    expect(dataVolume({})).toEqual({ name: 'data', emptyDir: {} });
    expect(kindsOf(rendered())).not.toContain('PersistentVolumeClaim');
  });

  it('lets everybody in unless a log-in is asked for', () => {
    expect(valuesOf(containerOf(rendered(), 'grafana'))).toMatchObject({ GF_AUTH_ANONYMOUS_ENABLED: 'true' });
  });

  it('reads the administrator from the named Secret when a log-in is asked for', () => {
    const auth = { enabled: true, secretName: 'access', usernameKey: 'name', passphraseKey: 'word' };
    const container = containerOf(rendered({ auth }), 'grafana');
    const fromSecret = container.env?.flatMap(({ valueFrom }) => (valueFrom ? [valueFrom.secretKeyRef] : []));
    expect(fromSecret).toEqual([
      { name: 'access', key: 'name' },
      { name: 'access', key: 'word' },
    ]);
    expect(valuesOf(container)).toMatchObject({
      GF_AUTH_ANONYMOUS_ENABLED: 'false',
      GF_AUTH_DISABLE_LOGIN_FORM: 'false',
    });
    expect(valuesOf(container)).not.toHaveProperty('GF_AUTH_ANONYMOUS_ORG_ROLE');
  });

  it('stays reachable in plain text from a mesh with strict mutual TLS', () => {
    expect(only(rendered(), 'Policy')['spec']).toEqual({ targets: [{ name: 'grafana', ports: [{ number: 3000 }] }] });
  });

  it('restarts when its dashboards change: they are mounted file by file, which is never updated in place', () => {
    const annotations = (...args: Parameters<typeof meshOf>) =>
      deploymentOf(grafana(meshOf(...args))).template.metadata?.annotations;
    expect(annotations({ components: { prometheus: { scrapeInterval: '1m' } } })).not.toEqual(annotations());
    expect(annotations({ components: { grafana: { replicas: 2 } } })).toEqual(annotations());
  });
});
