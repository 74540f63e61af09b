import { describe, expect, it } from '@jest/globals';
import { otherManager } from '../../../../src/core/ownership/field-managers.ts';

const record = (manager: string, fieldsV1: object, more: object = {}) => ({ manager, fieldsV1, ...more });
const live = (...managedFields: object[]) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'a', managedFields },
});
const image = { 'f:spec': { 'f:containers': { 'k:{"name":"discovery"}': { '.': {}, 'f:image': {} } } } };

describe('The manager of a field', () => {
  it('is found by fields, items of merged lists and names with dots', () => {
    const ports = { 'f:spec': { 'f:ports': { 'k:{"port":80,"protocol":"TCP"}': { 'f:targetPort': {} } } } };
    const labels = { 'f:metadata': { 'f:labels': { 'f:example.com/a': {} } } };
    const object = live(record('images', image), record('ports', ports), record('labels', labels));
    expect(otherManager(object, 'spec.containers[discovery].image')).toBe('images');
    expect(otherManager(object, 'spec.ports[80/TCP].targetPort')).toBe('ports');
    expect(otherManager(object, 'metadata.labels.example.com/a')).toBe('labels');
    expect(otherManager(object, 'spec.containers[other].image')).toBeUndefined();
    expect(otherManager(object, 'spec.replicas')).toBeUndefined();
  });

  it('is who holds a list as a whole, for whatever is in it', () => {
    const object = live(record('fighter', { 'f:spec': { 'f:args': {} } }));
    expect(otherManager(object, 'spec.args[2]')).toBe('fighter');
    expect(otherManager(object, 'spec.argsOfOthers')).toBeUndefined();
  });

  it('is the one who set it last, never we, and named with the subresource', () => {
    const replicas = { 'f:spec': { 'f:replicas': {} } };
    const object = live(
      record('meshwright', replicas, { time: '2026-01-03T00:00:00Z' }),
      record('old', replicas, { time: '2026-01-01T00:00:00Z' }),
      record('kubectl', replicas, { time: '2026-01-02T00:00:00Z', subresource: 'scale' }),
    );
    expect(otherManager(object, 'spec.replicas')).toBe('kubectl (scale)');
  });
});
