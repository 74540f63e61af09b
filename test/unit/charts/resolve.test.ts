import { describe, expect, it } from '@jest/globals';
import { RELEASES } from '../../../charts/catalog/releases.ts';
import { profilesOf, resolve } from '../../../charts/resolve.ts';
import { PROFILES, type MeshInstallSpec } from '../../../src/api/spec/index.ts';

const profileNames = PROFILES as readonly string[];
const enabledGateways = (spec: MeshInstallSpec): string[] =>
  resolve(spec)
    .gateways.filter(({ enabled }) => enabled)
    .map(({ name }) => name);

describe('the profiles', () => {
  it('are those that the release had, and others are refused by name', () => {
    expect(profilesOf('1.0.6')).toEqual(['default', 'demo', 'demo-auth', 'remote']);
    expect(profilesOf('1.3.8')).toEqual([...profileNames]);
    expect(() => resolve({ version: '1.4.10', profile: 'demo-auth' })).toThrow(
      'Istio 1.4.10 does not have this profile; it has default, demo, minimal, sds-auth, remote.',
    );
  });

  it('resolve in every release, with no setting left undefined', () => {
    for (const version of RELEASES) {
      for (const profile of PROFILES.filter((name) => profilesOf(version).includes(name))) {
        expect(JSON.stringify(resolve({ version, profile }), (_, value: unknown) => value ?? 'NONE')).not.toContain(
          'NONE',
        );
      }
    }
  });

  it('demo-auth is demo with mutual TLS everywhere', () => {
    for (const version of ['1.0.6', '1.1.0', '1.1.17', '1.2.0', '1.3.8']) {
      const { mesh, profile: _, ...secured } = resolve({ version, profile: 'demo-auth' });
      const { mesh: open, profile: __, ...plain } = resolve({ version, profile: 'demo' });
      expect(secured).toEqual(plain);
      expect(mesh).toEqual({ ...open, mtls: { ...open.mtls, enabled: true }, controlPlaneSecurity: true });
    }
  });

  it('remote leaves a cluster to the control plane of another one', () => {
    const { components, mesh } = resolve({ version: '1.4.10', profile: 'remote' });
    const on = Object.entries(components).filter(([, { enabled }]) => enabled);
    expect(on.map(([name]) => name)).toEqual(['citadel', 'injector']);
    expect(mesh.remote.grantAccess).toBe(true);
    expect(enabledGateways({ version: '1.0.6', profile: 'remote' })).toEqual([]);
  });
});

describe('a spec that was resolved', () => {
  it('may be written out again, in every release', () => {
    for (const version of RELEASES) {
      const once = resolve({ version, gateways: [{ name: 'edge' }] });
      expect(resolve(once)).toEqual(once);
    }
  });
});

describe('a tracer', () => {
  const asked = (version: string, tracer: 'lightstep' | 'datadog') => () =>
    resolve({ version, mesh: { tracing: { tracer } } });

  it('is refused by patches that came before it', () => {
    for (const version of ['1.1.0', '1.1.2']) {
      expect(asked(version, 'datadog')).toThrow(
        `spec.mesh.tracing.tracer: "datadog": Istio ${version} does not have this tracer, which came with 1.1.3`,
      );
    }
    for (const version of ['1.1.3', '1.2.0', '1.4.10']) expect(asked(version, 'datadog')).not.toThrow();
    expect(asked('1.1.0', 'lightstep')).not.toThrow();
  });
});

describe('gateway ports that cannot be told apart', () => {
  it('are refused, if the mesh expands', () => {
    const spec = (enabled: boolean): MeshInstallSpec => ({
      version: '1.4.10',
      mesh: { expansion: { enabled } },
      gateways: [{ name: 'istio-ingressgateway', meshExpansionPorts: [{ name: 'tcp-other', port: 443 }] }],
    });
    expect(() => resolve(spec(false))).not.toThrow();
    expect(() => resolve(spec(true))).toThrow(
      'spec.gateways (istio-ingressgateway).meshExpansionPorts: {"name":"tcp-other","port":443}: has a name or a number',
    );
  });
});

describe('the defaults', () => {
  it('are those of the release line', () => {
    expect(enabledGateways({ version: '1.0.6' })).toEqual(['istio-ingressgateway', 'istio-egressgateway']);
    expect(enabledGateways({ version: '1.1.0' })).toEqual(['istio-ingressgateway']);
    expect(resolve({ version: '1.0.6' }).mesh).toMatchObject({
      policyChecks: true,
      accessLog: { file: '/dev/stdout' },
    });
    expect(resolve({ version: '1.1.0' }).mesh).toMatchObject({ policyChecks: false, accessLog: { file: '' } });
  });

  it('change with patches', () => {
    const sampling = (version: string) => resolve({ version }).mesh.tracing.sampling;
    expect([sampling('1.0.2'), sampling('1.0.3')]).toEqual([100, 1]);
    const memory = (version: string) => resolve({ version }).sidecar.resources.limits?.memory;
    expect([memory('1.1.6'), memory('1.1.7'), memory('1.2.0')]).toEqual(['128Mi', '1024Mi', '1024Mi']);
    const scaled = (version: string) => resolve({ version, profile: 'demo' }).components.pilot.autoscaling.enabled;
    expect([scaled('1.2.2'), scaled('1.2.3')]).toEqual([true, false]);
  });

  it('give a gateway of a new name what its release can do', () => {
    const added = (version: string) => resolve({ version, gateways: [{ name: 'edge' }] }).gateways.at(-1);
    expect(added('1.0.6')?.ports.map(({ port }) => port)).toEqual([80, 443]);
    expect(added('1.4.10')?.ports.map(({ port }) => port)).toEqual([15020, 80, 443]);
    expect(added('1.0.6')?.labels).toEqual({ app: 'edge', istio: 'edge' });
  });

  it('know the internal gateway of the charts by its name', () => {
    const ilb = resolve({ version: '1.4.10', gateways: [{ name: 'istio-ilbgateway', enabled: true }] }).gateways.find(
      ({ name }) => name === 'istio-ilbgateway',
    );
    expect(ilb).toMatchObject({ enabled: true, type: 'LoadBalancer', labels: { istio: 'ilbgateway' } });
  });
});
