import { describe, expect, it } from '@jest/globals';
import { INSTALLED, object, rule, telemetryOf, told } from '../../../../support/migration/mixer-yaml.ts';

const metric = (value: string, dimensions: object, name = 'calls'): string =>
  object(
    'handler',
    'prom',
    `{compiledAdapter: prometheus, params: {metrics: [{name: ${name}, instance_name: m.instance.istio-system}]}}`,
  ) +
  object(
    'instance',
    'm',
    `{compiledTemplate: metric, params: {value: '${value}', dimensions: ${JSON.stringify(dimensions)}}}`,
  );
const HTTP = 'context.protocol == "http" || context.protocol == "grpc"';

describe('a metric of mixer for Prometheus', () => {
  it('becomes labels of the standard metric that measures the same', () => {
    const yaml =
      metric('1', { tenant: 'request.headers["x-tenant"] | "none"', response_code: 'response.code | 200' }) +
      rule('prom', 'm', HTTP);
    expect(telemetryOf(yaml)).toEqual([
      [
        'telemetry.istio.io/v1 istiod/mesh-default',
        {
          metrics: [
            {
              providers: [{ name: 'prometheus' }],
              overrides: [
                {
                  match: { metric: 'REQUEST_COUNT' },
                  tagOverrides: {
                    tenant: { value: "('x-tenant' in request.headers ? request.headers['x-tenant'] : 'none')" },
                  },
                },
              ],
            },
          ],
        },
      ],
    ]);
    expect(told(yaml)).toContain('renamed rule istio-system/r: metric istio_calls is istio_requests_total');
  });

  it.each([
    ['1', HTTP, 'REQUEST_COUNT'],
    ['request.size | 0', HTTP, 'REQUEST_SIZE'],
    ['response.size | 0', '', 'RESPONSE_SIZE'],
    ['response.duration | "0ms"', '', 'REQUEST_DURATION'],
    ['connection.sent.bytes | 0', 'context.protocol == "tcp"', 'TCP_SENT_BYTES'],
    ['1', 'context.protocol == "tcp" && ((connection.event | "na") == "open")', 'TCP_OPENED_CONNECTIONS'],
  ])('is known by what it measures: %s where %s', (value, match, name) => {
    const [[, spec] = []] = telemetryOf(metric(value, { a: 'request.method' }) + rule('prom', 'm', match));
    expect(spec).toMatchObject({ metrics: [{ overrides: [{ match: { metric: name } }] }] });
  });

  it('is written by the end that knows the other one, and that is told', () => {
    const yaml =
      metric('1', { from: 'source.workload.name | "unknown"', to: 'destination.labels["app"] | "unknown"' }) +
      rule('prom', 'm', HTTP);
    const [[, spec] = []] = telemetryOf(yaml);
    expect(spec).toMatchObject({
      metrics: [
        {
          overrides: [
            { match: { metric: 'REQUEST_COUNT', mode: 'SERVER' }, tagOverrides: { from: {} } },
            { match: { metric: 'REQUEST_COUNT', mode: 'CLIENT' }, tagOverrides: { to: {} } },
          ],
        },
      ],
    });
    expect(told(yaml).filter((line) => line.startsWith('one-side'))).toEqual([
      'one-side rule istio-system/r: from of metric istio_calls: only servers (reporter="destination") know it',
      'one-side rule istio-system/r: to of metric istio_calls: only clients (reporter="source") know it',
    ]);
  });

  it('has its mode where the rule is for one end, and labels of the other end are told', () => {
    const yaml =
      metric('1', { a: 'request.host', to: 'destination.name' }) +
      rule('prom', 'm', `context.reporter.kind == "inbound" && (${HTTP})`);
    expect(JSON.stringify(telemetryOf(yaml))).toContain('"mode":"SERVER"');
    expect(JSON.stringify(telemetryOf(yaml))).not.toContain('upstream_peer');
    expect(told(yaml)).toContainEqual(
      expect.stringMatching(/^not-converted rule istio-system\/r: to of metric istio_calls: only clients/),
    );
  });

  it.each([
    ['2', '', /none of the standard metrics measures that/],
    ['request.headers["x"] | "1"', '', /none of the standard metrics measures that/],
    ['1', 'request.method == "GET"', /it counts only some requests, and istio_requests_total counts all/],
    ['1', 'context.protocol == "tcp"', /none of the standard metrics/],
  ])('is left out, and told, where no standard metric is like it: %s where %s', (value, match, message) => {
    const yaml = metric(value, { a: 'request.method' }) + rule('prom', 'm', match);
    expect(telemetryOf(yaml)).toEqual([]);
    expect(told(yaml)).toContainEqual(
      expect.stringMatching(new RegExp(`^not-converted rule istio-system/r: metric istio_calls: ${message.source}`)),
    );
  });

  it('tells labels that cannot be said one by one', () => {
    const yaml = metric('1', { a: 'request.method', tier: 'source.labels["tier"]' }) + rule('prom', 'm');
    expect(JSON.stringify(telemetryOf(yaml))).toContain('"a"');
    expect(told(yaml)).toContainEqual(
      expect.stringMatching(/^not-converted .*: label tier of metric istio_calls: proxies have no attribute/),
    );
  });

  it('of the mesh itself is told to be renamed', () => {
    const own =
      metric('1', { reporter: '"a"' }, 'requests_total') +
      rule('prom', 'm').replace('istio-system', `istio-system${INSTALLED}`);
    expect(telemetryOf(own)).toEqual([]);
    expect(told(own)).toContainEqual(expect.stringMatching(/^renamed the mesh: .*istio_request_duration_milliseconds/));
  });
});
