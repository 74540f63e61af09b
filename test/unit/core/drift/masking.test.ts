import { describe, expect, it } from '@jest/globals';
import { isCredential, maskedObject, maskedPair, maskedText } from '../../../../src/core/drift/masking.ts';

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

  it.each(['API_KEY', 'lightstep-access-token', 'adminPassword', 'CLIENT_SECRET', 'tls.privateKey'])(
    'takes %s for a credential',
    (name) => expect(isCredential(name)).toBe(true),
  );

  it.each(['PILOT_TRACE_SAMPLING', 'POD_NAME', 'monkey'])('does not take %s for one', (name) =>
    expect(isCredential(name)).toBe(false),
  );
});
