import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { globSync, readFileSync } from 'node:fs';
import {
  importMesh,
  injected,
  injectionSettings,
  mirrored,
  RELEASES,
  resolve,
  settingsOf,
  specFromValues,
} from '../../../charts/index.ts';
import { InputError } from '../../../src/api/errors.ts';
import { helmDocuments } from '../../../src/cli/import/helm-yaml.ts';
import { anyDisturbed, anyValue, runs } from '../../support/hostile.ts';
import { meshOf } from '../../support/mesh.ts';

const RUNS = runs(300);

/** Whatever comes of it, it can be written down; or it is refused in words. */
function attempt(act: () => unknown): void {
  try {
    JSON.stringify(act());
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    expect(error.message).toMatch(/\w/);
  }
}

const EXAMPLES = globSync('examples/import/*.yaml').map((file) => helmDocuments(readFileSync(file, 'utf8'), file));
const KEYS = (JSON.parse(readFileSync('test/fixtures/chart-values.json', 'utf8')) as [string, unknown][]).map(([key]) =>
  key.split(' '),
);

type Tree = Record<string, unknown>;

function put(tree: Tree, [key = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) {
    tree[key] = value;
    return;
  }
  const below = tree[key];
  const isMap = typeof below === 'object' && below !== null && !Array.isArray(below);
  const inner = (isMap ? structuredClone(below) : {}) as Tree;
  tree[key] = inner;
  put(inner, rest, value);
}

/** Values at keys of the charts, some of them at a key above. */
const anyValues = fc
  .array(fc.tuple(fc.constantFrom(...KEYS), fc.nat(3), anyValue()), { maxLength: 8 })
  .map((leaves) => {
    const tree: Tree = {};
    for (const [path, cut, value] of leaves) put(tree, cut === 0 && path.length > 1 ? path.slice(0, -1) : path, value);
    return tree;
  });

describe('what other installers were given', () => {
  it('becomes a MeshInstall or is refused, whatever a document is', () => {
    fc.assert(
      fc.property(anyDisturbed(EXAMPLES), fc.boolean(), (content, says) => {
        const documents = [content].flat().map((each) => ({ source: 'a.yaml', content: each }));
        const read = (text: string): unknown => helmDocuments(text, 'a.yaml')[0];
        attempt(() => resolve(importMesh({ documents, settings: [] }, says ? { version: '1.4.10' } : {}, read).spec));
      }),
      RUNS,
    );
  });

  it('becomes a MeshInstall or is refused, whatever stands at the keys of the charts', () => {
    fc.assert(
      fc.property(anyValues, fc.constantFrom(...RELEASES), (values, version) =>
        attempt(() => resolve(specFromValues(values, { version, profile: 'default' }).spec)),
      ),
      RUNS,
    );
  });

  it('becomes a MeshInstall or is refused, whatever --set says', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        'a',
        '.',
        '=',
        '[0]',
        '[999]',
        '[1000]',
        ',',
        '{',
        '}',
        '\\',
        'pilot',
        'true',
        '__proto__',
        'global.tag',
      ),
      fc.string({ maxLength: 3 }),
    );
    const texts = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(texts, fc.boolean(), (text, isText) =>
        attempt(() =>
          importMesh({ documents: [], settings: settingsOf(text, isText) }, { version: '1.4.10' }, () => null),
        ),
      ),
      RUNS,
    );
  });
});

const TEMPLATE = {
  metadata: {
    labels: { app: 'a' },
    annotations: {
      'sidecar.istio.io/inject': 'true',
      'sidecar.istio.io/proxyCPU': '1',
      'sidecar.istio.io/logLevel': 'debug',
      'sidecar.istio.io/userVolume': '[]',
      'sidecar.istio.io/interceptionMode': 'TPROXY',
      'sidecar.istio.io/rewriteAppHTTPProbers': 'false',
      'status.sidecar.istio.io/port': '15020',
      'traffic.sidecar.istio.io/includeInboundPorts': '80',
    },
  },
  spec: {
    hostNetwork: false,
    initContainers: [{ name: 'i' }],
    containers: [{ name: 'a', ports: [{ containerPort: 80 }], readinessProbe: { httpGet: { port: 80 } } }],
    volumes: [{ name: 'v', emptyDir: {} }],
  },
};
const POD = { apiVersion: 'v1', kind: 'Pod', ...TEMPLATE };
const DEPLOYMENT = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'a' }, spec: { template: TEMPLATE } };
const LIST = { apiVersion: 'v1', kind: 'List', items: [POD, DEPLOYMENT] };
const SETTINGS = ['1.0.9', '1.1.17', '1.2.10', '1.3.8', '1.4.10'].map((version) =>
  injectionSettings(meshOf({ version })),
);

describe('a manifest to be injected', () => {
  it('is injected, left alone or refused, whatever it is', () => {
    fc.assert(
      fc.property(anyDisturbed([POD, DEPLOYMENT, LIST]), fc.constantFrom(...SETTINGS), (document, settings) =>
        attempt(() => injected(document, settings)),
      ),
      RUNS,
    );
  });
});

describe('mirrors', () => {
  it('give a reference for any reference', () => {
    fc.assert(
      fc.property(fc.string(), fc.dictionary(fc.string(), fc.string()), (reference, mirrors) => {
        expect(typeof mirrored(reference, mirrors)).toBe('string');
      }),
      RUNS,
    );
  });
});
