import { describe, expect, it } from '@jest/globals';
import { convert, INSTALLED, object, rule, telemetryOf, told } from '../../../../support/migration/mixer-yaml.ts';

const HTTP = 'context.protocol == "http" || context.protocol == "grpc"';

describe('a log entry of mixer', () => {
  const ENTRY = object(
    'instance',
    'slow',
    '{compiledTemplate: logentry, params: {severity: \'"warning"\', timestamp: request.time, variables: {code: response.code | 0, path: request.path | "", user: \'request.headers["x-user"] | "-"\', app: \'source.labels["app"]\'}}}',
  );
  const STDIO = object('handler', 'out', '{compiledAdapter: stdio, params: {outputAsJson: true}}');

  it('becomes an access log with its fields, for what its rule matches', () => {
    const yaml = ENTRY + STDIO + rule('out', 'slow', `(${HTTP}) && response.code >= 500`);
    const { meshConfig } = convert(yaml);
    expect(meshConfig).toEqual({
      extensionProviders: [
        {
          name: 'slow-istio-system',
          envoyFileAccessLog: {
            path: '/dev/stdout',
            logFormat: {
              labels: {
                severity: 'warning',
                time: '%START_TIME%',
                code: '%RESPONSE_CODE%',
                path: '%REQ(X-ENVOY-ORIGINAL-PATH?:PATH)%',
                user: '%REQ(X-USER)%',
              },
            },
          },
        },
      ],
    });
    expect(telemetryOf(yaml)).toEqual([
      [
        'telemetry.istio.io/v1 istiod/mesh-default',
        {
          accessLogging: [
            {
              providers: [{ name: 'slow-istio-system' }],
              filter: { expression: 'has(request.method) && (response.code >= 500)' },
            },
          ],
        },
      ],
    ]);
    expect(told(yaml)).toContainEqual(
      expect.stringMatching(
        /^not-converted .*: field app of log entry slow: the access log of proxies has nothing like/,
      ),
    );
  });

  it('that was sent to a collector is told to be collected elsewhere', () => {
    const fluentd = object('handler', 'out', "{compiledAdapter: fluentd, params: {address: 'fluentd.logging:24224'}}");
    expect(told(ENTRY + fluentd + rule('out', 'slow'))).toContain(
      'logs-by-proxies rule istio-system/r: was sent to fluentd.logging:24224, and is written by each proxy to its output: collect it there',
    );
  });

  it('of the mesh itself is the access log of the proxies', () => {
    const own = ENTRY + STDIO + rule('out', 'slow').replace('istio-system', `istio-system${INSTALLED}`);
    expect(convert(own).meshConfig).toEqual({ accessLogFile: '/dev/stdout', accessLogEncoding: 'JSON' });
  });

  it('is left out and told where its condition cannot be said', () => {
    const yaml = ENTRY + STDIO + rule('out', 'slow', 'source.ip == ip("10.0.0.1")');
    expect(convert(yaml).meshConfig).toEqual({});
    expect(told(yaml)).toContainEqual(expect.stringMatching(/^not-converted rule istio-system\/r: log entry slow: /));
  });
});
