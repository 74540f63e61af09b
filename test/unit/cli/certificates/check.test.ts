import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { load } from 'js-yaml';
import { commandLine } from '../../../support/command-line.ts';
import { oddCertificate, rsaKey } from '../../../support/x509.ts';

const DAY_MS = 86_400_000;
const lifetime = { notBefore: new Date(Date.now() - DAY_MS), notAfter: new Date(Date.now() + 1000 * DAY_MS) };
const folder = mkdtempSync(join(tmpdir(), 'certificates-'));
const key = rsaKey();
const root = await oddCertificate({ name: 'corporate', key, ...lifetime });
const FILES: Readonly<Record<string, string>> = {
  'ca-cert.pem': root,
  'ca-key.pem': key.export({ type: 'pkcs8', format: 'pem' }).toString(),
  'root-cert.pem': root,
  'cert-chain.pem': root,
};

afterAll(() => rmSync(folder, { recursive: true }));

/** A folder with these files. */
function folderOf(files: Readonly<Record<string, string>>): string {
  const path = mkdtempSync(join(folder, 'ca-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text);
  return path;
}

describe('meshwright certificates check --from', () => {
  it('says what an authority is, and ends with 0 when citadel can sign with it', async () => {
    const from = folderOf(FILES);
    const { code, stdout, stderr } = await commandLine(['certificates', 'check', '--from', from]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^✔ authority {2}.*: the root "O=corporate" ends in 999 days, on /);
  });

  it('names file, fault and remedy, and ends with 1 when it cannot', async () => {
    const { 'ca-key.pem': _, ...others } = FILES;
    const from = folderOf({ ...others, 'tls.key': 'x' });
    const { code, stdout } = await commandLine(['certificates', 'check', '--from', from, '-o', 'json']);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toEqual({
      ok: false,
      checks: [
        {
          check: 'ca-key.pem',
          state: 'failed',
          message: 'ca-key.pem is missing (there is tls.key)',
          remedy: 'give the private key of ca-cert.pem that name',
        },
      ],
    });
  });

  it('is called wrongly for a folder that is not there, and for a mesh and a folder', async () => {
    expect(await commandLine(['certificates', 'check', '--from', '/nowhere'])).toMatchObject({ code: 2 });
    const both = await commandLine(['certificates', 'check', 'mesh', '--from', folder]);
    expect([both.code, both.stderr]).toEqual([2, expect.stringContaining('not both')]);
  });
});

describe('meshwright certificates plug-in', () => {
  it('prints the Secret cacerts for kubectl, and beside it what to do', async () => {
    const from = folderOf(FILES);
    const { code, stdout, stderr } = await commandLine(['certificates', 'plug-in', '--from', from, '-n', 'mesh-a']);
    const secret = load(stdout) as { metadata: object; data: Record<string, string> };
    expect([code, secret.metadata]).toEqual([0, { name: 'cacerts', namespace: 'mesh-a' }]);
    const texts = Object.entries(secret.data).map(([name, text]) => [name, Buffer.from(text, 'base64').toString()]);
    expect(Object.fromEntries(texts)).toEqual(FILES);
    expect(stderr).toMatch(/selfSigned to false/);
  });

  it('prints no key of an authority that does not work', async () => {
    const from = folderOf({ ...FILES, 'cert-chain.pem': 'DER' });
    const { code, stdout, stderr } = await commandLine(['certificates', 'plug-in', '--from', from]);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^✗ cert-chain.pem {2}cert-chain.pem holds no certificate in PEM form/);
    expect(stderr).not.toContain('PRIVATE KEY');
  });
});
