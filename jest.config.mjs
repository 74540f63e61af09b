// ESM needs NODE_OPTIONS=--experimental-vm-modules (set by the npm scripts). Types are checked by `npm run check`.
const transform = { '^.+\\.ts$': ['ts-jest', { useESM: true, diagnostics: false }] };
const project = (displayName, extra = {}) => ({
  displayName,
  testMatch: [`<rootDir>/test/${displayName}/**/*.test.ts`],
  extensionsToTreatAsEsm: ['.ts'],
  transform,
  ...extra,
});

export default {
  projects: [project('unit'), project('integration')],
};
