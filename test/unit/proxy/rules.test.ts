import { describe, expect, it } from '@jest/globals';
import { redirectionOf as dialectOf } from '../../../charts/index.ts';
import { initContainerOf, redirectionOf, releaseOf } from '../../../src/proxy/redirection.ts';
import { rulesOf } from '../../../src/proxy/rules.ts';

const ALL = ['-p', '15001', '-u', '1337', '-m', 'REDIRECT', '-i', '*', '-x', '', '-b', '9080,9443', '-d', '15020'];
const SINCE_1_3 = ['-p', '15001', '-z', '15006', '-u', '1337', '-m', 'REDIRECT', '-i', '*', '-x', ''];

/** Rules as iptables-save has them, for one table. */
function rules(release: string, args: readonly string[], env: Record<string, string> = {}, table = 'nat'): string[] {
  const dialect = dialectOf(release);
  const all = rulesOf(redirectionOf({ image: '', args, env }, dialect), dialect);
  return all.filter((rule) => rule.table === table).map(({ chain, rule }) => `${chain} ${rule}`);
}

describe('the rules of istio-init', () => {
  it('of 1.0 send both directions to one port', () => {
    expect(rules('1.0.9', ALL)).toEqual([
      'PREROUTING -p tcp -j ISTIO_INBOUND',
      'ISTIO_INBOUND -p tcp --dport 9080 -j ISTIO_IN_REDIRECT',
      'ISTIO_INBOUND -p tcp --dport 9443 -j ISTIO_IN_REDIRECT',
      'OUTPUT -p tcp -j ISTIO_OUTPUT',
      'ISTIO_OUTPUT -o lo ! -d 127.0.0.1/32 -j ISTIO_REDIRECT',
      'ISTIO_OUTPUT -m owner --uid-owner 1337 -j RETURN',
      'ISTIO_OUTPUT -m owner --gid-owner 1337 -j RETURN',
      'ISTIO_OUTPUT -d 127.0.0.1/32 -j RETURN',
      'ISTIO_OUTPUT -j ISTIO_REDIRECT',
      'ISTIO_REDIRECT -p tcp -j REDIRECT --to-port 15001',
      'ISTIO_IN_REDIRECT -p tcp -j REDIRECT --to-port 15001',
    ]);
  });

  it('of 1.4 send what comes in to a port of its own, when all ports are captured', () => {
    expect(rules('1.4.10', [...SINCE_1_3, '-b', '*', '-d', '15020'])).toEqual([
      'PREROUTING -p tcp -j ISTIO_INBOUND',
      'ISTIO_INBOUND -p tcp --dport 22 -j RETURN',
      'ISTIO_INBOUND -p tcp --dport 15020 -j RETURN',
      'ISTIO_INBOUND -p tcp -j ISTIO_IN_REDIRECT',
      'OUTPUT -p tcp -j ISTIO_OUTPUT',
      'ISTIO_OUTPUT -o lo -s 127.0.0.6/32 -j RETURN',
      'ISTIO_OUTPUT -o lo ! -d 127.0.0.1/32 -j ISTIO_IN_REDIRECT',
      'ISTIO_OUTPUT -m owner --uid-owner 1337 -j RETURN',
      'ISTIO_OUTPUT -m owner --gid-owner 1337 -j RETURN',
      'ISTIO_OUTPUT -d 127.0.0.1/32 -j RETURN',
      'ISTIO_OUTPUT -j ISTIO_REDIRECT',
      'ISTIO_REDIRECT -p tcp -j REDIRECT --to-port 15001',
      'ISTIO_IN_REDIRECT -p tcp -j REDIRECT --to-port 15006',
    ]);
    expect(rules('1.3.8', [...SINCE_1_3, '-b', '80']).at(-1)).toMatch(/--to-port 15001$/);
  });

  it('of 1.2 read the port of inbound traffic from the environment', () => {
    const env = { INBOUND_CAPTURE_PORT: '15006' };
    expect(rules('1.2.10', ALL, env).at(-1)).toBe('ISTIO_IN_REDIRECT -p tcp -j REDIRECT --to-port 15006');
  });

  it('leave out what is excluded, before all else that leaves the pod', () => {
    const args = ['-i', '10.0.0.0/8', '-x', '10.1.0.0/16', '-o', '3306', '-u', '1337'];
    expect(rules('1.2.10', args).filter((rule) => rule.startsWith('ISTIO_OUTPUT'))).toEqual([
      'ISTIO_OUTPUT -p tcp --dport 3306 -j RETURN',
      'ISTIO_OUTPUT -o lo ! -d 127.0.0.1/32 -j ISTIO_REDIRECT',
      'ISTIO_OUTPUT -m owner --uid-owner 1337 -j RETURN',
      'ISTIO_OUTPUT -m owner --gid-owner 1337 -j RETURN',
      'ISTIO_OUTPUT -d 127.0.0.1/32 -j RETURN',
      'ISTIO_OUTPUT -d 10.1.0.0/16 -j RETURN',
      'ISTIO_OUTPUT -d 10.0.0.0/8 -j ISTIO_REDIRECT',
      'ISTIO_OUTPUT -j RETURN',
    ]);
  });

  it('mark packets instead of rewriting them with TPROXY', () => {
    const marked = rules('1.4.10', ['-m', 'TPROXY', '-b', '*'], {}, 'mangle');
    expect(marked).toContain('ISTIO_INBOUND -p tcp -m socket -j ISTIO_DIVERT');
    expect(marked.at(-1)).toBe(
      'ISTIO_TPROXY ! -d 127.0.0.1/32 -p tcp -j TPROXY --tproxy-mark 1337/0xffffffff --on-port 15001',
    );
  });

  it('treat traffic of virtual machines as outbound, the rule that was inserted last first', () => {
    expect(rules('1.1.17', ['-k', 'net1', '-i', '*']).slice(0, 2)).toEqual([
      'PREROUTING -i net1 -j ISTIO_REDIRECT',
      'PREROUTING -i net1 -j RETURN',
    ]);
  });

  it('refuse IPv6, but for the loopback since 1.1', () => {
    expect(rules('1.0.0', [], {}, 'filter')).toHaveLength(2);
    expect(rules('1.1.0', [], {}, 'filter')).toContain('INPUT -i lo -d ::1 -j ACCEPT');
  });

  it.each([
    ['1.1.17', ['-o', '80'], /knows no argument "-o"/],
    ['1.4.10', ['--run-validation'], /knows no argument "--run-validation"/],
    ['1.4.10', ['-p'], /-p of istio-init has no value/],
  ])('are none for arguments that %s does not take: %j', (release, args, problem) => {
    expect(() => rules(release, args)).toThrow(problem);
  });
});

describe('the init container of a pod', () => {
  const pod = (container: object) => ({ spec: { initContainers: [container] } });

  it('is istio-init, whose program has a name since 1.4', () => {
    const image = 'docker.io/istio/proxyv2:1.4.10';
    const found = initContainerOf(pod({ name: 'istio-init', image, command: ['istio-iptables', '-p', '15001'] }));
    expect(found).toEqual({ image, args: ['-p', '15001'], env: {} });
    expect(initContainerOf(pod({ name: 'istio-init', args: ['-p', '1'] })).args).toEqual(['-p', '1']);
  });

  it.each([undefined, {}, { spec: { initContainers: 'x' } }, pod({ name: 'other' })])('is missed: %j', (odd) => {
    expect(() => initContainerOf(odd)).toThrow(/no init container istio-init/);
  });

  it('tells its release by the tag of its image, if that is one', () => {
    expect(releaseOf('docker.io/istio/proxy_init:1.0.9')).toBe('1.0.9');
    expect(releaseOf('localhost:5000/istio/proxyv2:1.4.10-distroless')).toBe('1.4.10');
    expect(releaseOf('istio/proxyv2:latest')).toBeUndefined();
  });
});
