import { describe, expect, it } from '@jest/globals';
import { loadAll } from 'js-yaml';
import type { Manifest } from '../../../../src/api/manifest.ts';
import { commandLine } from '../../../support/command-line.ts';
import { REPORTED } from '../../../support/migration/reported.ts';

const EXAMPLE = ['migrate', 'convert', '-f', 'examples/migrate', '--root-namespace', 'istiod'];
const GONE =
  'apiVersion: authentication.istio.io/v1alpha1\nkind: Policy\nmetadata: {name: p, namespace: a}\nspec: {targets: [{name: gone}]}\n';

describe('meshwright migrate convert', () => {
  it('prints objects to apply, and on standard error what is otherwise than before', async () => {
    const { code, stdout, stderr } = await commandLine(EXAMPLE);
    expect(code).toBe(0);
    const objects = loadAll(stdout) as Manifest[];
    expect(objects.map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`)).toEqual([
      'AuthorizationPolicy bookinfo/allow-nothing',
      'AuthorizationPolicy bookinfo/nobody-deletes',
      'AuthorizationPolicy bookinfo/reader-reviews',
      'AuthorizationPolicy bookinfo/reviews-needs-token',
      'PeerAuthentication bookinfo/reviews',
      'RequestAuthentication bookinfo/reviews',
      'PeerAuthentication istiod/default',
    ]);
    expect(stderr).toMatch(/^to know:\n {2}Policy bookinfo\/reviews: an invalid token is refused/);
  });

  it('writes AuthorizationPolicies for pods of one revision where pilot still reads them', async () => {
    const { stdout } = await commandLine([...EXAMPLE, '--revision', 'canary']);
    const policies = (loadAll(stdout) as Manifest[]).filter(({ kind }) => kind === 'AuthorizationPolicy');
    expect(policies).toHaveLength(4);
    for (const { spec } of policies)
      expect(spec).toMatchObject({ selector: { matchLabels: { 'istio.io/rev': 'canary' } } });
  });

  it('ends with 1 where something could not be converted, and says what', async () => {
    const { code, stdout, stderr } = await commandLine(
      ['migrate', 'convert', '-f', '-', '--root-namespace', 'x'],
      GONE,
    );
    expect([code, stdout]).toEqual([1, '# nothing to convert\n']);
    expect(stderr).toMatch(
      /^not converted:\n {2}Policy a\/p: Service gone was not read, or selects no pods\nto know:\n/,
    );
  });

  it('says what the mesh config of the target needs', async () => {
    const { code, stdout, stderr } = await commandLine(
      ['migrate', 'convert', '-f', '-', '--root-namespace', 'x'],
      `{apiVersion: v1, kind: List, items: ${JSON.stringify(REPORTED)}}`,
    );
    expect([code, (loadAll(stdout) as Manifest[]).map(({ kind }) => kind)]).toEqual([0, ['Telemetry', 'Telemetry']]);
    expect(stderr).toMatch(/\nfor the mesh config of the target:\n {2}extensionProviders:\n {4}- name: slow-shop\n/);
  });

  it('prints one list as JSON', async () => {
    const { kind, items } = JSON.parse((await commandLine([...EXAMPLE, '-o', 'json'])).stdout) as {
      kind: string;
      items: unknown[];
    };
    expect([kind, items.length]).toEqual(['List', 7]);
  });

  it('asks for the namespace of the new istiod', async () => {
    const { code, stderr } = await commandLine(['migrate', 'convert', '-f', 'examples/migrate']);
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/required option '--root-namespace <name>' not specified/),
    ]);
  });
});
