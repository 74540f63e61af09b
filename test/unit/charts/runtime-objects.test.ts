import { describe, expect, it } from '@jest/globals';
import { RELEASES, RUNTIME_OBJECTS, runtimeObjectsOf, render } from '../../../charts/index.ts';
import type { MeshInstallSpec } from '../../../src/api/spec/index.ts';
import { identityOf } from '../../../src/core/model/object-id.ts';
import { operatorRoles } from '../../support/cluster-access.ts';
import { meshOf } from '../../support/mesh.ts';

/** Identities of what programs keep, and of what is rendered of the same table. */
function keepers(spec: Partial<MeshInstallSpec>, kubernetes: string): { programs: string[]; operator: string[] } {
  const mesh = meshOf(spec, kubernetes);
  const table = new Set(RUNTIME_OBJECTS.map(identityOf));
  const rendered = render(mesh).map(identityOf);
  return { programs: runtimeObjectsOf(mesh).map(identityOf), operator: rendered.filter((id) => table.has(id)) };
}

const GALLEY = ['admissionregistration.k8s.io/ValidatingWebhookConfiguration//istio-galley'];
const VALIDATES_NOTHING = { mesh: { configValidation: false } };
const NO_GALLEY = { mesh: { useMCP: false }, components: { galley: { enabled: false } } };

describe('the configuration of galley’s webhooks', () => {
  it.each(RELEASES)('of %s is galley’s on Kubernetes 1.21 and ours on 1.22', (version) => {
    expect(keepers({ version }, '1.21')).toEqual({ programs: GALLEY, operator: [] });
    expect(keepers({ version }, '1.22')).toEqual({ programs: [], operator: GALLEY });
  });

  it('is nobody’s without validation, but that galley 1.0 keeps one without webhooks', () => {
    for (const version of ['1.1.17', '1.2.10', '1.3.8', '1.4.10'])
      expect(keepers({ version, ...VALIDATES_NOTHING }, '1.21')).toEqual({ programs: [], operator: [] });
    expect(keepers({ version: '1.0.9', ...VALIDATES_NOTHING }, '1.21').programs).toEqual(GALLEY);
    expect(keepers({ version: '1.0.9', ...VALIDATES_NOTHING }, '1.22')).toEqual({ programs: [], operator: [] });
  });

  it.each(['1.21', '1.22'])('is nobody’s without galley on Kubernetes %s', (kubernetes) => {
    expect(keepers(NO_GALLEY, kubernetes)).toEqual({ programs: [], operator: [] });
  });
});

describe('what programs make by themselves', () => {
  it.each(RUNTIME_OBJECTS)('may be followed and deleted by the operator: $kind $name', async ({ apiVersion, kind }) => {
    const rules = (await operatorRoles()).flatMap((role) => role.rules);
    const group = apiVersion.split('/', 1)[0]!;
    const its = rules.filter(
      ({ apiGroups = [], resources = [], resourceNames }) =>
        apiGroups.includes(group) && resources.includes(`${kind.toLowerCase()}s`) && resourceNames === undefined,
    );
    const verbs = its.flatMap((rule) => rule.verbs);
    const may = (verb: string): boolean => verbs.includes(verb) || verbs.includes('*');
    expect(['get', 'list', 'watch', 'patch', 'delete'].every(may)).toBe(true);
  });
});
