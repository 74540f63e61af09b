import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Registry, RegistryError } from '../../../../src/cli/images/registry.ts';

const DIGEST = `sha256:${'0'.repeat(64)}`;
const LOGIN = Buffer.from('me:secret').toString('base64');

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A registry on this machine, and the host that references to its images begin with. */
async function registry(answer: Answer): Promise<{ host: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers.authorization ?? 'anybody'}`);
    answer(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  stops.push(() => server.close());
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

const found: Answer = (_, response) => response.writeHead(200, { 'docker-content-digest': DIGEST }).end();

/** Gives tokens, and digests only for them, as Docker Hub does. */
const withTokens: Answer = (request, response) => {
  if (request.url?.startsWith('/token') === true) response.end(JSON.stringify({ token: 'for-a-minute' }));
  else if (request.headers.authorization === 'Bearer for-a-minute') found(request, response);
  else {
    const realm = `http://${request.headers.host}/token`;
    const challenge = `Bearer realm="${realm}",service="registry",scope="repository:istio/pilot:pull"`;
    response.writeHead(401, { 'www-authenticate': challenge }).end();
  }
};

describe('the digest of an image', () => {
  it('is that of its tag, without a login where none is asked for', async () => {
    const { host, asked } = await registry(found);
    expect(await new Registry({}).digestOf(`${host}/istio/pilot:1.4.10`)).toBe(DIGEST);
    expect(asked).toEqual(['HEAD /v2/istio/pilot/manifests/1.4.10 anybody']);
  });

  it('is asked for with a token, which a login gets from the service of the registry', async () => {
    const { host, asked } = await registry(withTokens);
    expect(await new Registry({ [host]: LOGIN }).digestOf(`${host}/istio/pilot:1.4.10`)).toBe(DIGEST);
    expect(asked[1]).toBe(`GET /token?service=registry&scope=repository%3Aistio%2Fpilot%3Apull Basic ${LOGIN}`);
  });

  it('is given for a login alone where the registry wants no token', async () => {
    const basic: Answer = (request, response) => {
      if (request.headers.authorization === `Basic ${LOGIN}`) found(request, response);
      else response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end();
    };
    const { host } = await registry(basic);
    expect(await new Registry({ [host]: LOGIN }).digestOf(`${host}/a:1`)).toBe(DIGEST);
    await expect(new Registry({}).digestOf(`${host}/a:1`)).rejects.toThrow('wants a login; use docker login');
  });

  it('never costs a password that travels in the clear', async () => {
    const { host, asked } = await registry((_, response) =>
      response.writeHead(401, { 'www-authenticate': 'Bearer realm="http://elsewhere.example/token"' }).end(),
    );
    await expect(new Registry({ [host]: LOGIN }).digestOf(`${host}/a:1`)).rejects.toThrow(
      'it wants a login over http://',
    );
    expect(asked).toHaveLength(1);
  });

  it.each([
    [404, 'its registry has no such image'],
    [429, 'its registry has been asked too often; try again later'],
    [500, 'its registry answers 500, without a digest'],
  ])('is missing with the reason when the registry answers %i', async (code, says) => {
    const { host } = await registry((_, response) => response.writeHead(code).end());
    await expect(new Registry({}).digestOf(`${host}/a:1`)).rejects.toEqual(new RegistryError(`${host}/a:1`, says));
  });

  it('is missing with the reason when nobody answers', async () => {
    const { host } = await registry(found);
    for (const stop of stops.splice(0)) stop();
    await expect(new Registry({}).digestOf(`${host}/a:1`)).rejects.toThrow(
      /^127\.0\.0\.1:\d+\/a:1: its registry cannot be asked: .*ECONNREFUSED/,
    );
  });
});
