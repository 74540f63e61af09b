import { describe, expect, it } from '@jest/globals';
import { redirectionOf as dialectOf } from '../../../../charts/index.ts';
import { inboundLane, leftAlone, outboundLane } from '../../../../src/console/facts/lanes.ts';
import { redirectionOf } from '../../../../src/proxy/redirection.ts';

const told = (release: string, args: string) =>
  redirectionOf(
    { image: '', args: args.split(' ').map((word) => (word === "''" ? '' : word)), env: {} },
    dialectOf(release),
  );

describe('the ways of a pod’s traffic', () => {
  it('lead every port to Envoy but SSH and those that are excluded', () => {
    expect(inboundLane(told('1.4.10', '-p 15001 -z 15006 -b * -d 15020,9000'))).toEqual({
      taken: ['every port'],
      past: ['port 22', 'port 15020', 'port 9000'],
      port: '15006',
    });
  });

  it('lead the ports that are named to Envoy, and every other one past it; up to 1.2 in at the port of all', () => {
    expect(inboundLane(told('1.1.17', '-p 15001 -b 9080,9443 -d 15020'))).toEqual({
      taken: ['port 9080', 'port 9443'],
      past: ['every other port'],
      port: '15001',
    });
  });

  it('lead nothing in where no port is named', () => {
    expect(inboundLane(told('1.4.10', "-p 15001 -b ''"))).toMatchObject({ taken: [], past: ['every port'] });
  });

  it('lead in at the outbound port with TPROXY', () => {
    expect(inboundLane(told('1.4.10', '-p 15001 -z 15006 -m TPROXY -b *')).port).toBe('15001');
  });

  it('lead every address out by Envoy but ports and ranges that are excluded', () => {
    expect(outboundLane(told('1.4.10', '-i * -x 10.1.0.0/16 -o 3306'))).toEqual({
      taken: ['every address'],
      past: ['port 3306', '10.1.0.0/16'],
      port: '15001',
    });
  });

  it('lead ranges out by Envoy that are named, and every other address past it', () => {
    expect(outboundLane(told('1.4.10', '-i 10.0.0.0/8,172.16.0.0/12'))).toMatchObject({
      taken: ['10.0.0.0/8', '172.16.0.0/12'],
      past: ['every other address'],
    });
    expect(outboundLane(told('1.4.10', "-i ''"))).toMatchObject({ taken: [], past: ['every address'] });
  });

  it('leave alone what Envoy sends: each user and group once', () => {
    expect(leftAlone(told('1.4.10', '-u 1337 -g 1337,2000'))).toEqual(['user 1337', 'group 2000']);
  });
});
