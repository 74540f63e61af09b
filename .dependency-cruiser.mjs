/**
 * The arrows of ARCHITECTURE.md, as rules: a layer imports only what stands before it. Types count as imports, because
 * a type is knowledge too. test/unit/architecture.test.ts proves that each rule catches what it forbids.
 */

/** Every folder or file of ours that a module may import, beside its own; anything else of ours is forbidden. */
const LAYERS = [
  // What a user may write and what we answer: everybody reads it, so it knows nobody.
  { layer: 'src/api', imports: [] },
  // Decisions: the same input gives the same answer, whatever runs around it.
  { layer: 'src/core', imports: ['src/api'] },
  // What a mesh has to change on its way to istiod: values in, values out, like core, which it asks about proxies.
  { layer: 'src/migration', imports: ['src/core', 'src/api'] },
  // A controller for any key: it has never heard of meshes or Kubernetes, and is tested with numbers.
  { layer: 'src/runtime', imports: [] },
  // Speaks to an apiserver. It borrows clock and back-off, and decides nothing about meshes.
  { layer: 'src/kube', imports: ['src/runtime', 'src/core', 'src/api'] },
  // Carries decisions out.
  { layer: 'src/engine', imports: ['src/kube', 'src/runtime', 'src/core', 'src/api'] },
  // Composes everything; charts through their one door.
  {
    layer: 'src/operator',
    imports: ['src/engine', 'src/kube', 'src/runtime', 'src/core', 'src/api', 'charts/index.ts'],
  },
  // Reads what a proxy says of itself: parsers of documents that nobody has checked, so that they can be tested with any.
  { layer: 'src/proxy', imports: ['src/api'] },
  // What monitoring sees: reads what the operator tells, and changes nothing.
  {
    layer: 'src/server',
    imports: ['src/operator', 'src/runtime', 'src/core', 'src/api', 'src/config.ts', 'src/listen.ts'],
  },
  // What people look at: shows what the operator and proxies tell, and changes nothing. It asks the cluster who looks.
  {
    layer: 'src/console',
    imports: [
      'src/operator',
      'src/proxy',
      'src/kube',
      'src/runtime',
      'src/core',
      'src/api',
      'src/config.ts',
      'src/listen.ts',
      'charts/index.ts',
    ],
  },
  // What people type: may start the operator, and prints with what the operator decides with. The demonstration brings
  // its own cluster.
  {
    layer: 'src/cli',
    imports: [
      'src/server',
      'src/console',
      'src/operator',
      'src/engine',
      'src/proxy',
      'src/migration',
      'src/kube',
      'src/runtime',
      'src/core',
      'src/api',
      'src/config.ts',
      'src/listen.ts',
      'src/log.ts',
      'charts/index.ts',
      'devcluster/index.ts',
    ],
  },
  // Flags and log: made from plain values by the command line, known to nobody below it. A wrong flag is an error of
  // the kind that the API has for what people write.
  { layer: 'src/config.ts', imports: ['src/api'] },
  { layer: 'src/log.ts', imports: ['src/api', 'src/config.ts'] },
  // Servers that listen at an address of a flag.
  { layer: 'src/listen.ts', imports: ['src/api', 'src/config.ts'] },
  // The composition root: hands the process's own things to the command line.
  { layer: 'src/main.ts', imports: ['src/cli'] },
  // A spec goes in, objects come out: no cluster, no clock, no operator, so that they can be read and tested alone.
  { layer: 'charts', imports: ['src/api'], except: 'charts/main.ts' },
  // Writes what the operator would apply, and so asks where the operator decides: waves, and what is kept.
  { layer: 'charts/main.ts', imports: ['charts', 'src/core', 'src/api'] },
  // A Kubernetes to try things on. It knows the names of the API, never how the operator works: a stand-in that knew
  // would agree with our mistakes.
  { layer: 'devcluster', imports: ['src/kube', 'src/runtime', 'src/api'] },
  // Generators, set-up and the demonstration stand above everything; but charts have the same door for them, and one
  // more for those who ask for every kind that there is.
  {
    layer: 'scripts',
    imports: ['src', 'devcluster', 'charts/index.ts', 'charts/every-kind.ts', 'charts/operator/index.ts'],
  },
  // Measures the whole, and so may use the whole.
  { layer: 'bench', imports: ['src', 'devcluster/index.ts', 'charts/index.ts'] },
  // Breaks what can break around the whole, and borrows from what measures it.
  { layer: 'chaos', imports: ['src', 'bench', 'devcluster/index.ts', 'charts/index.ts'] },
];

/** Rooms within a layer, each of which imports only those before it: what a room asks, it must not answer. */
const ROOMS = {
  'src/core': [
    'model',
    'certificates',
    'drift',
    'readiness',
    'ownership',
    'deletion',
    'rotation',
    'data-plane',
    'upgrade',
    'pass',
    'status',
    'mixer',
  ],
  'src/operator': ['caches', 'pass', 'steps', 'deletion', 'reconcile', 'manager'],
  'src/console': ['browser', 'facts', 'page', 'access', 'cluster', 'server'],
};

const escaped = (path) => path.replaceAll('.', String.raw`\.`);
const at = (path) => (path.endsWith('.ts') ? `^${escaped(path)}$` : `^${escaped(path)}/`);

/** Modules of ours: what the layer rules are about. */
const OURS = '^(src|charts|devcluster|scripts|bench|chaos)/';

const layerRule = ({ layer, imports, except }) => ({
  name: `layer:${layer}`,
  severity: 'error',
  comment: `${layer} may import of ours only ${[layer, ...imports].join(', ')}.`,
  from: { path: at(layer), ...(except !== undefined && { pathNot: at(except) }) },
  to: { path: OURS, pathNot: [layer, ...imports].map(at) },
});

const roomRules = ([layer, rooms]) =>
  rooms.slice(0, -1).map((room, i) => ({
    name: `rooms:${layer}`,
    severity: 'error',
    comment: `${layer}/${room} may import of its layer only the rooms before it.`,
    from: { path: at(`${layer}/${room}`) },
    to: { path: rooms.slice(i + 1).map((later) => at(`${layer}/${later}`)) },
  }));

/** A package by name, wherever npm put it. */
const packages = (...names) => names.map((name) => `(^|/)node_modules/${name}/`);

export default {
  forbidden: [
    ...LAYERS.map(layerRule),
    ...Object.entries(ROOMS).flatMap(roomRules),
    {
      name: 'client-in-one-place',
      severity: 'error',
      comment:
        'Only src/kube speaks to an apiserver: when a client library breaks or changes, one folder is repaired. The ' +
        'embedded cluster and the support of tests may look at what we did with eyes that are not ours.',
      from: { pathNot: ['^src/kube/', '^test/support/', '^devcluster/'] },
      to: { path: packages('@kubernetes/client-node', 'undici') },
    },
    {
      name: 'cdk8s-in-one-place',
      severity: 'error',
      comment: 'Only charts know cdk8s: the operator sees plain objects, and cdk8s can be replaced.',
      from: { pathNot: '^charts/' },
      to: { path: packages('cdk8s', 'cdk8s-plus-[0-9]+', 'constructs') },
    },
    {
      name: 'cdk8s-runs-at-synth-only',
      severity: 'error',
      comment: 'Loading cdk8s costs start-up time and memory: components use its types, only synth runs it.',
      from: { path: '^charts/', pathNot: ['^charts/synth\\.ts$'] },
      to: { path: packages('cdk8s', 'cdk8s-plus-[0-9]+', 'constructs'), dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'metrics-in-one-place',
      severity: 'error',
      comment: 'Only src/server knows the library of the metrics: what is measured tells of itself in plain values.',
      from: { pathNot: '^src/server/' },
      to: { path: packages('prom-client') },
    },
    {
      name: 'metrics-for-the-operator-only',
      severity: 'error',
      comment: 'Collecting metrics costs start-up time: commands other than `run` must not load the server.',
      from: { path: '^src/', pathNot: ['^src/server/', '^src/cli/run\\.ts$'] },
      to: { path: '^src/server/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'pages-in-one-place',
      severity: 'error',
      comment:
        'Only the console serves pages, and only who shows it loads that: other commands start without a web framework.',
      from: { path: '^src/', pathNot: ['^src/console/', '^src/cli/operator/console\\.ts$'] },
      to: {
        path: ['^src/console/', ...packages('hono', '@hono/node-server', 'idiomorph')],
        pathNot: ['^src/console/contract\\.ts$'],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'browsers-stand-alone',
      severity: 'error',
      comment: 'What runs in a browser is bundled by itself: it knows nothing of the operator but what it is told.',
      from: { path: '^src/console/browser/' },
      to: { path: OURS, pathNot: '^src/console/browser/' },
    },
    {
      name: 'nobody-imports-browsers',
      severity: 'error',
      comment: 'There is no document where the operator runs.',
      from: { pathNot: '^src/console/browser/' },
      to: { path: '^src/console/browser/' },
    },
    {
      name: 'pure-pages',
      severity: 'error',
      comment: 'Pages follow from facts and the time that they are given: the same text for everybody who looks.',
      from: { path: '^src/console/(facts|page)/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'pure-api-and-core',
      severity: 'error',
      comment:
        'No files, network or processes where decisions are made. Digests and certificates in core are computations.',
      from: { path: '^src/(api|core|proxy|migration)/' },
      to: { dependencyTypes: ['core'], pathNot: ['^(node:)?util$', '^(node:)?crypto$'] },
    },
    {
      name: 'no-crypto-in-api',
      severity: 'error',
      comment: 'The API describes; it computes nothing that needs cryptography.',
      from: { path: '^src/api/' },
      to: { dependencyTypes: ['core'], path: '^(node:)?crypto$' },
    },
    {
      name: 'pure-charts',
      severity: 'error',
      comment:
        'Charts read no file and no environment: same spec, same objects. Exceptions: checksums are computations, and ' +
        'synth is the program around the charts which reads and writes files.',
      from: { path: '^charts/', pathNot: ['^charts/(main|synth)\\.ts$'] },
      to: { dependencyTypes: ['core'], pathNot: ['^(node:)?util$', '^(node:)?crypto$'] },
    },
    {
      name: 'rendering-knows-no-import',
      severity: 'error',
      comment:
        'What others wrote becomes a spec first: what is rendered depends on the spec alone. Only the door leads to ' +
        'the readers of foreign documents.',
      from: { path: '^charts/', pathNot: ['^charts/import/', '^charts/index\\.ts$'] },
      to: { path: '^charts/import/' },
    },
    {
      name: 'nothing-imports-tests',
      severity: 'error',
      comment: 'What ships must not need what proves it. What compares injection only proves, too.',
      from: { pathNot: ['^test/', '^scripts/parity-injection\\.ts$'] },
      to: { path: '^test/' },
    },
    {
      name: 'nothing-imports-programs',
      severity: 'error',
      comment: 'Entry points run when they are imported; the code behind them can be imported instead.',
      from: {},
      to: {
        path: ['^src/main\\.ts$', '^charts/main\\.ts$', '^devcluster/(cli|daemon)\\.ts$'],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'Files that need each other are one file, or lack a third that both may need.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-drawer-of-odds-and-ends',
      severity: 'error',
      comment: 'A file is named after what it knows; a name that fits everything collects everything.',
      from: {},
      to: { path: '(^|/)(utils?|helpers?|common|misc)(/|\\.[a-z]+$)', pathNot: 'node_modules/' },
    },
    {
      name: 'everything-resolves',
      severity: 'error',
      comment: 'An import that leads nowhere, or to a package that package.json does not name.',
      from: {},
      to: { dependencyTypes: ['unknown', 'undetermined', 'npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'no-development-package-in-what-ships',
      severity: 'error',
      comment: 'The image is built without development packages.',
      from: { path: '^(src|charts)/' },
      to: { dependencyTypes: ['npm-dev'] },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
    detectProcessBuiltinModuleCalls: true,
  },
};
