import { describe, expect, it } from '@jest/globals';
import { convert, object, rule, telemetryOf, told } from '../../../../support/migration/mixer-yaml.ts';

describe('traces', () => {
  const config = (mesh: string): string =>
    `---\n{apiVersion: v1, kind: ConfigMap, metadata: {name: istio, namespace: istio-system}, data: {mesh: '${mesh}'}}\n`;
  const ZIPKIN = config(
    '{enableTracing: true, defaultConfig: {tracing: {zipkin: {address: "zipkin.istio-system:9411"}}}}',
  );
  const pilot = (env: string): string =>
    `---\n{apiVersion: apps/v1, kind: Deployment, metadata: {name: istio-pilot, namespace: istio-system}, spec: {template: {spec: {containers: [{name: discovery, env: [${env}]}]}}}}\n`;

  it.each([
    ['{name: PILOT_TRACE_SAMPLING, value: "1"}', 1],
    ['{name: PILOT_TRACE_SAMPLING, value: "12.5"}', 12.5],
    ['', 100],
  ])('go where the mesh config said, with the sampling of pilot: %s', (env, percentage) => {
    const { objects, meshConfig, remarks } = convert(ZIPKIN + pilot(env));
    expect(meshConfig).toEqual({
      extensionProviders: [
        { name: 'zipkin', zipkin: { service: 'zipkin.istio-system.svc.cluster.local', port: 9411 } },
      ],
    });
    expect(objects).toMatchObject([
      {
        kind: 'Telemetry',
        spec: { tracing: [{ providers: [{ name: 'zipkin' }], randomSamplingPercentage: percentage }] },
      },
    ]);
    expect(remarks.filter(({ code }) => code === 'not-converted')).toEqual([]);
  });

  it.each([
    [
      '{defaultConfig: {tracing: {lightstep: {address: "a:1"}}}}',
      /the target has no lightstep; let an OpenTelemetry collector/,
    ],
    [
      '{defaultConfig: {tracing: {zipkin: {address: "$(HOST_IP)"}}}}',
      /its address "\$\(HOST_IP\)" is no host and port/,
    ],
  ])('are left out and told where the target has no such place: %s', (mesh, message) => {
    expect(told(config(mesh))).toContainEqual(
      expect.stringMatching(new RegExp(`^not-converted the mesh config: tracing: ${message.source}`)),
    );
  });

  it('are told where the sampling is not known', () => {
    expect(told(ZIPKIN)).toContainEqual(expect.stringMatching(/PILOT_TRACE_SAMPLING\) was not read/));
  });

  it('that mixer reported are reported by the proxies, with tags', () => {
    const spans =
      object(
        'handler',
        'z',
        "{compiledAdapter: zipkin, params: {url: 'http://zipkin:9411/api/v1/spans', sampleProbability: 0.05}}",
      ) +
      object(
        'instance',
        's',
        '{compiledTemplate: tracespan, params: {spanTags: {verb: request.method, app: \'source.labels["app"]\'}}}',
      ) +
      rule('z', 's');
    expect(convert(spans).meshConfig).toEqual({
      extensionProviders: [
        {
          name: 'z-istio-system',
          zipkin: { service: 'zipkin.istio-system.svc.cluster.local', port: 9411, path: '/api/v1/spans' },
        },
      ],
    });
    expect(telemetryOf(spans)).toEqual([
      [
        'telemetry.istio.io/v1 istiod/mesh-default',
        {
          tracing: [
            {
              providers: [{ name: 'z-istio-system' }],
              randomSamplingPercentage: 5,
              customTags: { verb: { formatter: { value: '%REQ(:METHOD)%' } } },
            },
          ],
        },
      ],
    ]);
    expect(told(spans)).toContainEqual(expect.stringMatching(/^not-converted .*: tag app of span s: /));
    expect(told(ZIPKIN + spans)).toContainEqual(
      expect.stringMatching(/^not-converted rule istio-system\/r: span s: proxies report to the place/),
    );
  });
});
