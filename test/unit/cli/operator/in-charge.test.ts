import { describe, expect, it } from '@jest/globals';
import { render } from '../../../../charts/index.ts';
import type { Manifest } from '../../../../src/api/manifest.ts';
import type { MeshInstallSpec } from '../../../../src/api/spec/index.ts';
import { operatorInCharge, warnOfBridge, type OperatorInCharge } from '../../../../src/cli/operator/in-charge.ts';
import type { Terminal } from '../../../../src/cli/terminal/terminal.ts';
import type { KindRef, KubeClient, ListOptions } from '../../../../src/kube/operations.ts';
import { Sink } from '../../../support/command-line.ts';
import { meshOf } from '../../../support/mesh.ts';
import { refusal } from '../../../support/recording-client.ts';

const IMAGE = 'registry.test/meshwright@sha256:1';

const deployment = (namespace: string, image = IMAGE): Manifest => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'meshwright', namespace },
  spec: { replicas: 1, template: { spec: { containers: [{ name: 'operator', image }] } } },
});

/** A cluster with these Deployments of the operator, of which only one namespace may be read. */
const cluster = (deployments: readonly Manifest[], readable?: string): Pick<KubeClient, 'list'> => ({
  list: ((_kind: KindRef, { namespace }: ListOptions = {}) => {
    if (readable !== undefined && namespace !== readable) return Promise.reject(refusal(403, 'Forbidden'));
    const items = deployments.filter(({ metadata }) => namespace === undefined || metadata.namespace === namespace);
    return Promise.resolve({ items, resourceVersion: '1' });
  }) as KubeClient['list'],
});

describe('the operator that carries meshes out', () => {
  it('is known by its Deployment, in whichever namespace', async () => {
    const renders = { operatorNamespace: 'platform', operatorImage: IMAGE };
    expect(await operatorInCharge(cluster([deployment('platform')]), {})).toEqual({ renders });
  });

  it('is looked for in the usual namespace where no other may be read', async () => {
    const renders = { operatorNamespace: 'meshwright-system', operatorImage: IMAGE };
    const there = cluster([deployment('meshwright-system')], 'meshwright-system');
    expect(await operatorInCharge(there, {})).toEqual({ renders });
  });

  it('is that of the namespace that is asked for, where there are several', async () => {
    const several = cluster([deployment('one'), deployment('two', 'meshwright:2')]);
    const renders = { operatorNamespace: 'two', operatorImage: 'meshwright:2' };
    expect(await operatorInCharge(several, { operatorNamespace: 'two' })).toEqual({ renders });
    const { unread, ...unknown } = await operatorInCharge(several, {});
    expect([unread, unknown]).toEqual([expect.stringMatching(/in one, two: .*--operator-namespace/), { renders: {} }]);
  });

  it('has no image where it is none of the cluster, and that is no warning', async () => {
    expect(await operatorInCharge(cluster([]), {})).toEqual({ renders: {} });
  });

  it('is not known where it may not be read', async () => {
    const { renders, unread } = await operatorInCharge(cluster([], 'elsewhere'), { operatorNamespace: 'platform' });
    expect([renders, unread]).toEqual([{ operatorNamespace: 'platform' }, expect.stringContaining('Forbidden')]);
  });
});

describe('that its image is not known', () => {
  const warning = (
    spec: Partial<MeshInstallSpec>,
    operator: OperatorInCharge = { renders: {}, unread: 'no' },
  ): string => {
    const stderr = new Sink();
    const mesh = meshOf(spec);
    warnOfBridge(operator, { spec, manifests: render(mesh) }, { stderr } as unknown as Terminal);
    return stderr.text;
  };

  it('is said where bridges would get it', () => {
    expect(warning({ version: '1.1.17' })).toMatch(
      /^warning: the image of the operator, .*that of this release: no\n$/,
    );
  });

  it('is no matter where there are none, where they have another one, and where it is known', () => {
    expect(warning({ version: '1.4.10' })).toBe('');
    expect(warning({ version: '1.1.17', images: { overrides: { bridge: 'bridge:1' } } })).toBe('');
    expect(warning({ version: '1.1.17' }, { renders: { operatorImage: IMAGE } })).toBe('');
  });
});
