import { describe, expect, it } from '@jest/globals';
import { isCredential, maskedObject, maskedPair, maskedText, maskedValue } from '../../../../src/core/drift/masking.ts';

const secret = (data: Record<string, string>) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'kiali' },
  data,
});
const pod = (value: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'grafana' },
  spec: {
    containers: [
      {
        name: 'grafana',
        env: [
          { name: 'GF_SECURITY_ADMIN_PASSWORD', value },
          { name: 'GF_PATHS_DATA', value: '/data' },
        ],
      },
    ],
  },
});

describe('masking', () => {
  it('shows which values of a Secret differ, and none of them', () => {
    const [live, wanted] = maskedPair(secret({ user: 'YQ==', pass: 'Yg==' }), secret({ user: 'YQ==', pass: 'Yw==' }));
    expect([live['data'], wanted['data']]).toEqual([
      { user: '***', pass: '*** (live)' },
      { user: '***', pass: '*** (wanted)' },
    ]);
    expect(JSON.stringify([live, wanted])).not.toMatch(/Y[gw]==/);
  });

  it('hides variables that are called like credentials, and no others', () => {
    expect(maskedObject(pod('admin'))).toEqual(pod('***'));
    expect(maskedPair(pod('a'), pod('b'))).toEqual([pod('*** (live)'), pod('*** (wanted)')]);
  });

  it.each([
    ['accessToken: abc', 'accessToken: ***'],
    ['"password" : "abc", "user": "me"', '"password" : "***", "user": "me"'],
    ['--token=abc --port=80', '--token=*** --port=80'],
    ['Authorization: Bearer abc.def', 'Authorization: Bearer ***'],
    ['a\n-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----\nb', 'a\n*** private key\nb'],
    ['tokenAudience: istio-ca, secretName: x', 'tokenAudience: istio-ca, secretName: x'],
    ['token: {}', 'token: {}'],
    ['passwd=abc', 'passwd=***'],
    ['apikey=abc api_key=abc api-key=abc', 'apikey=*** api_key=*** api-key=***'],
  ])('hides in a text what is called like a credential: %j', (text, masked) => {
    expect(maskedText(text)).toBe(masked);
  });

  it('hides fields of that name, and says where lines of two texts differ', () => {
    const map = (token: string) => ({
      ...{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'istio' } },
      data: { mesh: `a: 1\naccessToken: ${token}` },
      spec: { adminPassword: token, tokenAudience: 'istio-ca' },
    });
    const [live, wanted] = maskedPair(map('x'), map('y'));
    expect([live['data'], wanted['data']]).toEqual([
      { mesh: 'a: 1\naccessToken: *** (live)' },
      { mesh: 'a: 1\naccessToken: *** (wanted)' },
    ]);
    expect(maskedObject(map('x'))['spec']).toEqual({ adminPassword: '***', tokenAudience: 'istio-ca' });
  });

  it.each([
    ...['API_KEY', 'lightstep-access-token', 'adminPassword', 'CLIENT_SECRET', 'tls.privateKey'],
    ...['passwd', 'apikey', 'accesskey', 'ACCESS_KEY', 'access-key', 'PRIVATE_KEY', 'private-key'],
  ])('takes %s for a credential', (name) => expect(isCredential(name)).toBe(true));

  it.each(['passwd', 'adminPassword', 'apiKey', 'api-key', 'secret_key', 'accesskey', 'privateKey'])(
    'hides a field %s, be it a text or a number, and shows a switch',
    (name) => {
      expect(maskedValue(name, 'abc')).toBe('***');
      expect(maskedValue(name, 1234)).toBe('***');
      expect(maskedValue(name, true)).toBe(true);
    },
  );

  it.each(['PILOT_TRACE_SAMPLING', 'POD_NAME', 'monkey'])('does not take %s for one', (name) =>
    expect(isCredential(name)).toBe(false),
  );
});

describe('masking of two states', () => {
  const config = (spec: object) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'istio' }, spec });
  const masked = (live: object, wanted: object) => maskedPair(config(live), config(wanted)).map(({ spec }) => spec);
  const token = (value: string, name = 'TOKEN') => ({ name, value });

  it('compares variables by their names, wherever they are in their list', () => {
    const [a, b] = [token('a'), token('b', 'API_KEY')];
    expect(masked({ env: [a, b] }, { env: [b, a] })).toEqual([
      { env: [token('***'), token('***', 'API_KEY')] },
      { env: [token('***', 'API_KEY'), token('***')] },
    ]);
    expect(masked({ env: [a] }, { env: [b] })[0]).toEqual({ env: [token('*** (live)')] });
  });

  it('compares what has no name by its place', () => {
    expect(masked({ args: ['--token=a', '--token=b'] }, { args: ['--token=a', '--token=c'] })).toEqual([
      { args: ['--token=***', '--token=*** (live)'] },
      { args: ['--token=***', '--token=*** (wanted)'] },
    ]);
  });

  it('says that a value differs where the other state has none of its kind', () => {
    expect(masked({ env: [token('a')] }, {})[0]).toEqual({ env: [token('*** (live)')] });
    expect(masked({ args: '--token=a' }, { args: 1 })[0]).toEqual({ args: '--token=*** (live)' });
    expect(masked({ password: 'a' }, { password: 1 })).toEqual([
      { password: '*** (live)' },
      { password: '*** (wanted)' },
    ]);
  });

  it('shows the value of what has no name, or none that promises a credential', () => {
    const env = [{ value: 'a' }, { name: 5, value: 'b' }, { name: 'POD', value: 'c' }];
    expect(masked({ env }, { env })).toEqual([{ env }, { env }]);
  });

  it('says which private keys differ', () => {
    const key = (text: string) => `-----BEGIN PRIVATE KEY-----${text}-----END PRIVATE KEY-----`;
    expect(masked({ a: key('x'), b: key('z') }, { a: key('y'), b: key('z') })).toEqual([
      { a: '*** (live) private key', b: '*** private key' },
      { a: '*** (wanted) private key', b: '*** private key' },
    ]);
  });

  it('hides what a Secret was written with, too, and adds no data to one that has none', () => {
    const { data: _, ...empty } = secret({});
    const written = { ...empty, stringData: { user: 'me' } };
    expect(maskedObject(written)).toEqual({ ...empty, stringData: { user: '***' } });
    expect(Object.keys(maskedObject(empty))).toEqual(Object.keys(empty));
    expect(maskedPair(secret({ user: 'YQ==' }), empty)[0]['data']).toEqual({ user: '*** (live)' });
  });
});
