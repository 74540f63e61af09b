import { describe, expect, it } from '@jest/globals';
import {
  fieldsOf,
  splitByObject,
  splitByPaths,
  unionOf,
  type FieldSet,
} from '../../../../src/core/ownership/field-set.ts';

const service = {
  metadata: { labels: { app: 'x' } },
  spec: { type: 'ClusterIP', ports: [{ port: 80, name: 'http' }, { port: 443 }], list: ['a', 'b'] },
};
const port = (number: number): string => `k:{"port":${number},"protocol":"TCP"}`;

describe('the union of two sets', () => {
  it('has the fields of both, at every depth', () => {
    const a: FieldSet = { 'f:spec': { 'f:type': {}, 'f:ports': { [port(80)]: { '.': {} } } } };
    const b: FieldSet = { 'f:spec': { 'f:ports': { [port(80)]: { 'f:name': {} } } }, 'f:data': {} };
    expect(unionOf(a, b)).toEqual({
      'f:spec': { 'f:type': {}, 'f:ports': { [port(80)]: { '.': {}, 'f:name': {} } } },
      'f:data': {},
    });
  });

  it('keeps a map that one has as a whole and the other in part', () => {
    expect(unionOf({ 'f:a': {} }, { 'f:a': { 'f:b': {} } })).toEqual({ 'f:a': { '.': {}, 'f:b': {} } });
    expect(unionOf({ 'f:a': {} }, { 'f:a': {} })).toEqual({ 'f:a': {} });
  });
});

describe('a set beside an object', () => {
  it('is split into what the object says and what it does not', () => {
    const set: FieldSet = {
      'f:metadata': { 'f:labels': { '.': {}, 'f:app': {}, 'f:chart': {} } },
      'f:spec': {
        'f:type': {},
        'f:sessionAffinity': {},
        'f:ports': { [port(80)]: { '.': {}, 'f:port': {}, 'f:nodePort': {} }, [port(90)]: { '.': {}, 'f:port': {} } },
        'f:list': { 'v:"a"': {}, 'v:"z"': {} },
      },
    };
    expect(splitByObject(set, service)).toEqual({
      inside: {
        'f:metadata': { 'f:labels': { '.': {}, 'f:app': {} } },
        'f:spec': { 'f:type': {}, 'f:ports': { [port(80)]: { '.': {}, 'f:port': {} } }, 'f:list': { 'v:"a"': {} } },
      },
      outside: {
        'f:metadata': { 'f:labels': { 'f:chart': {} } },
        'f:spec': {
          'f:sessionAffinity': {},
          'f:ports': { [port(80)]: { 'f:nodePort': {} }, [port(90)]: { '.': {}, 'f:port': {} } },
          'f:list': { 'v:"z"': {} },
        },
      },
    });
  });
});

describe('a set beside paths', () => {
  it('is split at them, with * for any item and everything below a path', () => {
    const set: FieldSet = {
      'f:spec': { 'f:template': { 'f:spec': {} }, 'f:ports': { [port(80)]: { 'f:nodePort': {}, 'f:name': {} } } },
    };
    expect(
      splitByPaths(set, [
        ['f:spec', 'f:template'],
        ['f:spec', 'f:ports', '*', 'f:nodePort'],
      ]),
    ).toEqual({
      inside: { 'f:spec': { 'f:template': { 'f:spec': {} }, 'f:ports': { [port(80)]: { 'f:nodePort': {} } } } },
      outside: { 'f:spec': { 'f:ports': { [port(80)]: { 'f:name': {} } } } },
    });
  });
});

describe('the fields of a set', () => {
  it('are named as people write them and as JSON pointers, where the object has them', () => {
    const set: FieldSet = {
      'f:metadata': { 'f:labels': { '.': {}, 'f:app': {}, 'f:gone/away': {} } },
      'f:spec': { 'f:ports': { [port(80)]: { 'f:name': {} }, [port(443)]: { '.': {}, 'f:port': {} } } },
    };
    expect(fieldsOf(set, service)).toEqual([
      { path: 'metadata.labels.app', pointer: '/metadata/labels/app' },
      { path: 'spec.ports[80/TCP].name', pointer: '/spec/ports/0/name' },
      { path: 'spec.ports[443/TCP]', pointer: '/spec/ports/1' },
    ]);
  });
});
