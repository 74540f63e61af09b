import { describe, expect, it } from '@jest/globals';
import { processArguments } from '../../../../devcluster/control-plane/arguments.ts';
import type { ControlPlaneSettings } from '../../../../devcluster/control-plane/arguments.ts';
import { layoutOf, processNames } from '../../../../devcluster/control-plane/layout.ts';

const settings: ControlPlaneSettings = {
  layout: layoutOf('/data'),
  kubernetes: '1.36',
  ports: { etcd: 1001, etcdPeer: 1002, apiserver: 1003 },
  audit: false,
  egress: false,
  dualStack: false,
  stages: ['/stages/a.yaml', '/stages/b.yaml'],
};

describe('the command lines of the control plane', () => {
  it('listen on 127.0.0.1 only, on the given ports', () => {
    expect(processArguments('etcd', settings)).toContain('--listen-client-urls=http://127.0.0.1:1001');
    expect(processArguments('kube-apiserver', settings)).toEqual(
      expect.arrayContaining([
        '--bind-address=127.0.0.1',
        '--secure-port=1003',
        '--etcd-servers=http://127.0.0.1:1001',
      ]),
    );
    for (const name of ['kube-controller-manager', 'kube-scheduler'] as const) {
      expect(processArguments(name, settings)).toContain('--secure-port=0');
    }
  });

  it('give kwok every stage', () => {
    expect(processArguments('kwok', settings).slice(-2)).toEqual([
      '--config=/stages/a.yaml',
      '--config=/stages/b.yaml',
    ]);
  });

  it('turn on the audit log and the egress to a socket only when asked', () => {
    const optional = /audit|egress/;
    expect(processArguments('kube-apiserver', settings).filter((flag) => optional.test(flag))).toEqual([]);
    const all = processArguments('kube-apiserver', { ...settings, audit: true, egress: true });
    expect(all.filter((flag) => optional.test(flag))).toEqual([
      '--audit-policy-file=/data/audit-policy.json',
      '--audit-log-path=/data/audit.log',
      '--egress-selector-config-file=/data/egress.json',
    ]);
  });

  it('give Services a second range of addresses, of the other IP family, only when asked', () => {
    const range = (dualStack: boolean): string =>
      processArguments('kube-apiserver', { ...settings, dualStack }).find((flag) => flag.includes('cluster-ip')) ?? '';
    expect(range(false)).toBe('--service-cluster-ip-range=10.0.0.0/16');
    expect(range(true)).toBe('--service-cluster-ip-range=10.0.0.0/16,fd00:10::/108');
  });

  it('close the fixed plain ports of the old release', () => {
    const old = { ...settings, kubernetes: '1.21' as const };
    expect(processArguments('kube-scheduler', old)).toContain('--port=0');
    expect(processArguments('kube-scheduler', settings)).not.toContain('--port=0');
  });

  it('name the folder of the cluster, by which orphans are recognised', () => {
    for (const name of processNames) expect(processArguments(name, settings).join(' ')).toContain('/data/');
  });
});
