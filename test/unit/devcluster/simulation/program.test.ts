import { describe, expect, it } from '@jest/globals';
import type { ConfigMap, Container, Pod, Secret } from '../../../../devcluster/simulation/cluster-view.ts';
import { readyProgram, type Seen } from '../../../../devcluster/simulation/program.ts';

const container: Container = {
  name: 'validator',
  image: 'example.test:5000/istio/galley:1.0.6',
  command: ['/usr/local/bin/galley', 'validator', '--caCertFile=/certs/root-cert.pem', '--insecure'],
  args: ['--webhook-config-file', '/config/webhooks.yaml', '--caCertFile=/other/root-cert.pem'],
  volumeMounts: [
    { name: 'certs', mountPath: '/certs' },
    { name: 'config', mountPath: '/config' },
  ],
};

interface Change {
  ready?: boolean;
  born?: string;
  container?: Partial<Container>;
}

const pod = (uid: string, { ready = true, born = '2020-01-01T00:00:00Z', ...change }: Change = {}): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { namespace: 'mesh', name: uid, uid, labels: { istio: 'galley' }, creationTimestamp: born },
  spec: {
    serviceAccountName: 'account-of-galley',
    containers: [
      { name: 'bridge', image: 'bridge' },
      { ...container, ...change.container },
    ],
    volumes: [
      { name: 'certs', secret: { secretName: 'certificates' } },
      { name: 'config', configMap: { name: 'configuration' } },
    ],
  },
  status: { conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] },
});

const metadata = { namespace: 'mesh', name: 'of-galley' };
const secret: Secret = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata,
  data: { 'root-cert.pem': Buffer.from('root').toString('base64') },
};
const configMap: ConfigMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { 'webhooks.yaml': 'webhooks' } };

const seen = (...pods: Pod[]): Seen => ({
  webhookPods: { list: () => pods },
  workloadSecrets: { get: (key) => (key === 'mesh/certificates' ? secret : undefined) },
  galleyConfigurations: { get: (key) => (key === 'mesh/configuration' ? configMap : undefined) },
});

describe('a program in a pod', () => {
  it('is that of the newest Ready pod of its component', () => {
    const older = pod('older');
    const newer = pod('newer', { born: '2020-01-02T00:00:00Z' });
    const starting = pod('starting', { born: '2020-01-03T00:00:00Z', ready: false });
    expect(readyProgram(seen(older, newer, starting), 'galley')).toMatchObject({ pod: 'newer', namespace: 'mesh' });
    expect(readyProgram(seen(starting), 'galley')).toBeUndefined();
    expect(readyProgram(seen(older), 'injector')).toBeUndefined();
  });

  it('has the release that the tag of its image says, and no other', () => {
    const releaseOf = (image: string) => readyProgram(seen(pod('a', { container: { image } })), 'galley')?.release;
    expect(releaseOf('example.test:5000/istio/galley:1.0.6')).toBe('1.0.6');
    expect(releaseOf('example.test:5000/istio/galley')).toBe('');
  });

  it('takes flags with their value in the same word or the next, the last of each', () => {
    const program = readyProgram(seen(pod('a')), 'galley');
    expect(program?.flag('webhook-config-file')).toBe('/config/webhooks.yaml');
    expect(program?.flag('caCertFile')).toBe('/other/root-cert.pem');
    expect(program?.flag('caCert')).toBeUndefined();
  });

  it('reads files of mounted Secrets and ConfigMaps, and no others', () => {
    const program = readyProgram(seen(pod('a')), 'galley');
    expect(program?.file('/certs/root-cert.pem')).toBe('root');
    expect(program?.file('/config/webhooks.yaml')).toBe('webhooks');
    expect(program?.file('/config/root-cert.pem')).toBeUndefined();
    expect(program?.file('/elsewhere/root-cert.pem')).toBeUndefined();
  });
});
