import { describe, expect, it } from '@jest/globals';
import { objectReport } from '../../../../src/console/facts/object-report.ts';

const ID = 'v1/Secret/istio-system/kiali';
const secret = (passphrase: string) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'kiali', namespace: 'istio-system' },
  data: { passphrase },
});

describe('the report of an object', () => {
  it('says that a secret differs, and nothing of what is in it', () => {
    const report = objectReport(ID, secret('d2FudGVk'), secret('bGl2ZQ=='));
    expect(report.difference).toEqual(
      expect.arrayContaining(["-  passphrase: '*** (live)'", "+  passphrase: '*** (wanted)'"]),
    );
    expect(JSON.stringify(report)).not.toMatch(/d2FudGVk|bGl2ZQ/);
  });

  it('says nothing of what only the cluster has, or writes in its own way', () => {
    const wanted = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'pilot' },
      spec: {
        template: { spec: { containers: [{ name: 'a', image: 'a:1', resources: { requests: { cpu: '1000m' } } }] } },
      },
    };
    const live = structuredClone(wanted) as typeof wanted & { metadata: object };
    Object.assign(live.metadata, { uid: '1', managedFields: [{ manager: 'somebody' }] });
    Object.assign(live.spec.template.spec.containers[0]!, {
      imagePullPolicy: 'Always',
      resources: { requests: { cpu: '1' } },
    });
    expect(objectReport('x', wanted, live).difference).toEqual([]);
    live.spec.template.spec.containers[0]!.image = 'a:2';
    const lines = objectReport('x', wanted, live).difference.filter((line) => /^[-+]/.test(line));
    expect(lines).toEqual(
      ['-          image: a:2', '+          image: a:1'].map((line) => line.replace(/^(.) +/, '$1          ')),
    );
    expect(JSON.stringify(objectReport('x', wanted, live).live)).not.toContain('managedFields');
  });

  it('has no difference where one of both is missing', () => {
    expect(objectReport(ID, secret('eA=='), undefined)).toMatchObject({ id: ID, difference: [] });
    expect(objectReport(ID, undefined, secret('eA=='))).not.toHaveProperty('wanted');
  });
});
