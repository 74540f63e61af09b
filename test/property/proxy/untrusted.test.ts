import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { redirectionOf as dialectOf } from '../../../charts/index.ts';
import { InputError } from '../../../src/api/errors.ts';
import type { RedirectionDialect } from '../../../src/api/redirection.ts';
import { sectionsOf } from '../../../src/proxy/bootstrap.ts';
import { resourcesOf } from '../../../src/proxy/config-dump.ts';
import { portsOfDump, portsOfPod } from '../../../src/proxy/ports.ts';
import { initContainerOf, redirectionOf } from '../../../src/proxy/redirection.ts';
import { rulesOf } from '../../../src/proxy/rules.ts';
import { connectionsOf } from '../../../src/proxy/sync.ts';
import { clusterHostsOf } from '../../../src/proxy/cluster-hosts.ts';
import { redacted } from '../../../src/proxy/redaction.ts';
import { envoyDump } from '../../support/envoy-dump.ts';
import { anyDisturbed, runs } from '../../support/hostile.ts';

const RELEASES = ['1.0.9', '1.1.17', '1.4.10'];

function rulesIn(pod: unknown, dialect: RedirectionDialect): unknown {
  return rulesOf(redirectionOf(initContainerOf(pod), dialect), dialect);
}

const POD = {
  spec: {
    initContainers: [
      {
        name: 'istio-init',
        image: 'docker.io/istio/proxy_init:1.3.8',
        command: ['istio-iptables'],
        args: [
          '-p',
          '15001',
          '-z',
          '15006',
          '-u',
          '1337',
          '-m',
          'REDIRECT',
          '-i',
          '*',
          '-x',
          '',
          '-b',
          '*',
          '-d',
          '15020',
        ],
        env: [{ name: 'INBOUND_CAPTURE_PORT', value: '15006' }],
      },
    ],
    containers: [{ name: 'istio-proxy', ports: [{ containerPort: 15090, name: 'http-envoy-prom' }] }],
  },
};
const CLUSTERS = {
  cluster_statuses: [
    {
      name: 'outbound|9080||a.b.svc.cluster.local',
      host_statuses: [
        {
          address: { socket_address: { address: '10.0.0.1', port_value: 9080 } },
          health_status: { eds_health_status: 'HEALTHY', failed_outlier_check: true },
          weight: 1,
        },
      ],
    },
  ],
};
const SYNC = [{ proxy: 'a.b', istio_version: '1.4.10', cluster_sent: 'x', cluster_acked: 'y', endpoint_percent: 50 }];

const READERS: readonly ((document: unknown) => unknown)[] = [
  resourcesOf,
  sectionsOf,
  portsOfDump,
  portsOfPod,
  (pod) => RELEASES.map((release) => rulesIn(pod, dialectOf(release))),
  clusterHostsOf,
  (answer) => connectionsOf(JSON.stringify(answer)),
];

/** Reads, or refuses in words; anything else is a crash. */
function read(document: unknown): void {
  for (const reader of READERS) {
    try {
      reader(document);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
    }
  }
}

describe('documents that nobody has checked', () => {
  it('never crash who reads them, whatever they are', () => {
    fc.assert(fc.property(fc.jsonValue(), (document) => read(document)));
    fc.assert(fc.property(fc.jsonValue(), (part) => read({ configs: [part], spec: { containers: [part] } })));
  });

  it('never crash who reads them, wherever a dump is something else', () => {
    const dumps = (['1.0', '1.1', '1.4'] as const).map((shape) => envoyDump(shape, 2));
    fc.assert(
      fc.property(anyDisturbed(dumps), (dump) => read(dump)),
      runs(100),
    );
  });

  it('never crash who reads them, wherever a pod or an answer is something else', () => {
    const documents = [POD, CLUSTERS, SYNC];
    fc.assert(
      fc.property(anyDisturbed(documents), (document) => read(document)),
      runs(300),
    );
  });

  it('may be nested deeper than any stack', () => {
    let nested: unknown = 'end';
    for (let i = 0; i < 100_000; i++) nested = [nested];
    expect(JSON.stringify(redacted(nested))).toContain('[redacted]');
  });
});
