// ESM needs NODE_OPTIONS=--experimental-vm-modules (`npm test` sets it). Types are checked by `npm run check`.
const transform = { '^.+\\.ts$': ['ts-jest', { useESM: true, diagnostics: false }] };
const project = (displayName) => ({
  displayName,
  testMatch: [`<rootDir>/test/${displayName}/**/*.test.ts`],
  extensionsToTreatAsEsm: ['.ts'],
  transform,
});

export default {
  // unit: one module, no network. property: the same, over generated input. integration: a real apiserver.
  projects: ['unit', 'property', 'integration'].map(project),
};
