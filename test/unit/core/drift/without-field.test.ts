import { describe, expect, it } from '@jest/globals';
import { firstDrift } from '../../../../src/core/drift/drift.ts';
import { withoutField } from '../../../../src/core/drift/without-field.ts';

const WANTED = {
  metadata: { labels: { 'example.com/a': 'b' } },
  spec: { replicas: 1, args: ['x', 'y'], containers: [{ name: 'a', image: 'i', args: ['z'] }, { name: 'b' }] },
};

describe('What is wanted without one field', () => {
  it.each<[string, object]>([
    ['spec.replicas', { ...WANTED, spec: { ...WANTED.spec, replicas: 2 } }],
    ['spec.args[1]', { ...WANTED, spec: { ...WANTED.spec, args: ['x', 'q'] } }],
    [
      'spec.containers[a].image',
      { ...WANTED, spec: { ...WANTED.spec, containers: [{ name: 'a', image: 'j', args: ['z'] }, { name: 'b' }] } },
    ],
    ['spec.containers[b].name', { ...WANTED, spec: { ...WANTED.spec, containers: [WANTED.spec.containers[0]] } }],
    ['metadata.labels.example.com/a', { ...WANTED, metadata: { labels: {} } }],
  ])('has no drift left at %s', (_path, live) => {
    const drift = firstDrift(WANTED, live)!;
    expect(firstDrift(withoutField(WANTED, drift.path), live)).toBeUndefined();
  });

  it('keeps everything else', () => {
    expect(withoutField(WANTED, 'spec.containers[a].image')).toEqual({
      ...WANTED,
      spec: { ...WANTED.spec, containers: [{ name: 'a', args: ['z'] }, { name: 'b' }] },
    });
    expect(withoutField(WANTED, 'spec.args[1]').spec).toEqual({ replicas: 1, containers: WANTED.spec.containers });
  });
});
