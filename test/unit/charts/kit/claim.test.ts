import { describe, expect, it } from '@jest/globals';
import { claimOf, dataVolume } from '../../../../charts/kit/claim.ts';
import { meshOf } from '../../../support/mesh.ts';

const settings = { enabled: true, storageClassName: '', accessMode: 'ReadWriteOnce' as const, size: '5Gi' };
const claim = (more: Partial<typeof settings> = {}) =>
  claimOf(meshOf({ namespace: 'mesh-one' }), { ...settings, ...more }, 'data-of-it', { app: 'it' });

describe('the claim of an add-on', () => {
  it('asks for as much as the settings say, and leaves the class to the cluster', () => {
    expect(claim()).toEqual([
      {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: { name: 'data-of-it', namespace: 'mesh-one', labels: { app: 'it' } },
        spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '5Gi' } } },
      },
    ]);
  });

  it('names the class that the settings name', () => {
    expect(claim({ storageClassName: 'fast' })).toMatchObject([{ spec: { storageClassName: 'fast' } }]);
  });

  it('is there only where data is to outlive the pod', () => {
    expect(claim({ enabled: false })).toEqual([]);
    expect(dataVolume({ ...settings, enabled: false }, 'data-of-it')).toEqual({ name: 'data', emptyDir: {} });
    expect(dataVolume(settings, 'data-of-it')).toEqual({
      name: 'data',
      persistentVolumeClaim: { claimName: 'data-of-it' },
    });
  });
});
