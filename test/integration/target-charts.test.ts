import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load, loadAll } from 'js-yaml';
import { resolve } from '../../charts/index.ts';
import type { Manifest } from '../../src/api/manifest.ts';
import { targetValues, type TargetValues } from '../../src/migration/values/values.ts';
import { moduleFolder } from '../support/go-module.ts';
import { helmFor, type Helm } from '../support/helm-command.ts';
import { ISTIO, ISTIO_API } from '../support/istio-api.ts';
import { messagesIn, unknownFields } from '../support/migration/proto.ts';
import { RICH } from '../support/migration/rich.ts';

const istio = await moduleFolder(ISTIO);
const api = await moduleFolder(ISTIO_API);
/** Where the modules cannot be had the tests are skipped. */
const withCharts = istio === undefined || api === undefined ? it.skip : it;

let folder: string;
let helm: Helm;
let values: TargetValues;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'meshwright-charts-'));
  helm = await helmFor(join(folder, 'none'), folder);
  values = targetValues(RICH, resolve(RICH), { namespace: 'istiod', revision: 'canary' });
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** What a chart of the target makes of values. */
async function rendered(chart: string, name: string, of: object): Promise<Manifest[]> {
  const file = join(folder, `${name}.json`);
  await writeFile(file, JSON.stringify(of));
  const path = join(istio ?? '', 'manifests/charts', chart);
  const text = await helm.run('template', name, path, '-n', 'istiod', '--kube-version', '1.33.0', '-f', file);
  return (loadAll(text) as (Manifest | null)[]).filter((object) => object !== null);
}

const named = (objects: readonly Manifest[], kind: string, name: string): Manifest | undefined =>
  objects.find((object) => object.kind === kind && object.metadata.name === name);

describe(`the charts of ${ISTIO}`, () => {
  withCharts('know every value that a MeshInstall becomes, and so do the Sail operator and istioctl', () => {
    const types = messagesIn(join(istio ?? '', 'operator/pkg/apis/values_types.proto'));
    const mesh = messagesIn(
      ...['config', 'proxy', 'network'].map((name) => join(api ?? '', `mesh/v1alpha1/${name}.proto`)),
    );
    const { meshConfig, ...rest } = values.istiod;
    expect([unknownFields(types, 'Values', rest), unknownFields(mesh, 'MeshConfig', meshConfig)]).toEqual([[], []]);
    const wrong = { global: { oldName: 1, proxy: { oldName: 1 } }, pilot: { cpu: 1 } };
    expect(unknownFields(types, 'Values', wrong)).toEqual(['global.oldName', 'global.proxy.oldName']);
  });

  withCharts('install istiod with the settings of the mesh', async () => {
    const objects = await rendered('istio-control/istio-discovery', 'istiod-canary', values.istiod);
    expect(named(objects, 'HorizontalPodAutoscaler', 'istiod-canary')?.['spec']).toMatchObject({
      minReplicas: 2,
      maxReplicas: 7,
    });
    const istiod = named(objects, 'Deployment', 'istiod-canary');
    expect(istiod).toMatchObject({
      metadata: { namespace: 'istiod' },
      spec: {
        strategy: { rollingUpdate: { maxSurge: '50%' } },
        template: {
          metadata: { annotations: { a: 'b' } },
          spec: {
            nodeSelector: { pool: 'mesh' },
            priorityClassName: 'high',
            tolerations: expect.arrayContaining([{ operator: 'Exists' }]),
          },
        },
      },
    });
    for (const word of ['10m', 'default:debug', '300m', 'east']) expect(JSON.stringify(istiod)).toContain(word);
    const config = named(objects, 'ConfigMap', 'istio-canary')?.['data'] as Record<string, string>;
    expect(load(config['mesh'] ?? '')).toMatchObject(values.istiod['meshConfig'] as object);
    expect(load(config['meshNetworks'] ?? '')).toMatchObject({ networks: RICH.mesh?.networks });
    const injector = JSON.stringify(named(objects, 'ConfigMap', 'istio-sidecar-injector-canary'));
    for (const word of ['3306', '10.0.0.0/8', 'debug', '15099']) expect(injector).toContain(word);
  });

  withCharts('install the gateway beside the old one, with what it had', async () => {
    const [ingress] = values.gateways;
    const objects = await rendered('gateway', 'istio-ingressgateway', ingress?.values ?? {});
    expect(named(objects, 'Service', 'istio-ingressgateway')).toMatchObject({
      metadata: { annotations: { internal: 'true' } },
      spec: {
        type: 'LoadBalancer',
        externalTrafficPolicy: 'Local',
        loadBalancerSourceRanges: ['192.0.2.0/24'],
        selector: { app: 'istio-ingressgateway', istio: 'ingressgateway' },
        ports: [{ port: 15021 }, { port: 80 }, { port: 443 }, { port: 31400 }],
      },
    });
    const gateway = named(objects, 'Deployment', 'istio-ingressgateway');
    expect(gateway).toMatchObject({
      spec: {
        replicas: 3,
        strategy: { rollingUpdate: { maxUnavailable: 1 } },
        template: { metadata: { labels: { 'istio.io/rev': 'canary' } } },
      },
    });
    expect(JSON.stringify(gateway)).toContain('istio-ingressgateway-certs');
    expect(named(objects, 'PodDisruptionBudget', 'istio-ingressgateway')?.['spec']).toMatchObject({ minAvailable: 1 });
  });
});
