import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { capabilitiesOf, render, resolve } from '../../../charts/index.ts';
import { BRIDGE_IMAGE } from '../../../charts/catalog/bridge.ts';
import type { Container, Manifest, PodSpec } from '../../../charts/kit/types.ts';

const manifestsOf = (version: string, kubernetes: string): Manifest[] =>
  render({ name: 'mesh', spec: resolve({ version, profile: 'demo' }), capabilities: capabilitiesOf(kubernetes) });

const podOf = (manifests: readonly Manifest[], name: string): PodSpec => {
  const found = manifests.find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === name);
  return (found?.['spec'] as { template: { spec: PodSpec } }).template.spec;
};

const BRIDGE = 'legacy-api-bridge';
const bridged = (manifests: readonly Manifest[]): string[] =>
  manifests
    .filter(({ kind }) => kind === 'Deployment')
    .map(({ metadata }) => metadata.name)
    .filter((name) => podOf(manifests, name).containers.some((container) => container.name === BRIDGE));

const containerOf = ({ containers }: PodSpec, name: string): Container => containers.find((c) => c.name === name)!;

describe('the legacy API bridge', () => {
  it.each([
    ['1.0.6', '1.16', ['istio-policy', 'istio-telemetry']],
    ['1.0.6', '1.36', ['istio-policy', 'istio-telemetry']],
    ['1.1.17', '1.21', []],
    ['1.1.17', '1.22', ['istio-sidecar-injector']],
    ['1.2.10', '1.36', []],
    ['1.4.10', '1.36', []],
  ])('of Istio %s on Kubernetes %s stands in %j', (version, kubernetes, names) => {
    const manifests = manifestsOf(version, kubernetes);
    expect(bridged(manifests).sort()).toEqual(names);
    const config = manifests.filter(({ metadata }) => metadata.name === 'meshwright-bridge');
    expect(config).toHaveLength(names.length === 0 ? 0 : 1);
  });

  it('comes before its neighbour, which kubelet starts only when it answers', () => {
    const pod = podOf(manifestsOf('1.1.17', '1.36'), 'istio-sidecar-injector');
    expect(pod.containers[0]?.name).toBe(BRIDGE);
    expect(pod.containers[0]?.lifecycle?.postStart?.exec?.command).toContain('wait');
  });

  it('is what mixer 1.0 asks about pods and their owners, and nothing else of it', () => {
    const pod = podOf(manifestsOf('1.0.6', '1.36'), 'istio-policy');
    const mixer = containerOf(pod, 'mixer');
    const kubeconfig = mixer.env?.find(({ name }) => name === 'KUBECONFIG')?.value;
    const mount = mixer.volumeMounts?.find(({ mountPath }) => kubeconfig?.startsWith(`${mountPath}/`));
    expect(pod.volumes?.find(({ name }) => name === mount?.name)?.configMap?.name).toBe('meshwright-bridge');
    expect(mixer.args).toContain('--configStoreURL=k8s://');
  });

  it('is what injector 1.1 reads its webhook configuration from, with the root that the injector serves under', () => {
    const pod = podOf(manifestsOf('1.1.17', '1.36'), 'istio-sidecar-injector');
    const injector = containerOf(pod, 'sidecar-injector-webhook');
    const bridge = containerOf(pod, BRIDGE);
    expect(injector.args).toContain('--kubeconfig=/etc/meshwright/bridge/kubeconfig');
    const root = bridge.command?.at(-1) ?? '';
    expect(injector.args).toContain(`--caCertFile=${root}`);
    expect(bridge.volumeMounts?.some(({ mountPath }) => root.startsWith(`${mountPath}/`))).toBe(true);
  });

  it('has no privilege and no credential of its own', () => {
    const manifests = manifestsOf('1.0.6', '1.36');
    const bridge = containerOf(podOf(manifests, 'istio-policy'), BRIDGE);
    expect(bridge.securityContext).toMatchObject({ runAsNonRoot: true, readOnlyRootFilesystem: true });
    const config = manifests.find(({ metadata }) => metadata.name === 'meshwright-bridge');
    expect(JSON.stringify(config)).not.toMatch(/token|password|certificate/);
  });

  it('comes in the image of this very release', () => {
    const { name, version } = JSON.parse(readFileSync('package.json', 'utf8')) as { name: string; version: string };
    expect(BRIDGE_IMAGE).toBe(`${name}:${version}`);
  });
});
