/** Every command that asks a cluster, and a command line of it that is right but for the cluster. */
export const CLUSTER_COMMANDS: Readonly<Record<string, string>> = {
  check: 'check',
  diff: 'diff mesh',
  plan: 'plan mesh',
  preflight: 'preflight mesh',
  status: 'status mesh',
  'certificates check': 'certificates check mesh',
  'certificates renew': 'certificates renew mesh --yes',
  'certificates rotate': 'certificates rotate mesh',
  approve: 'approve mesh',
  pause: 'pause mesh',
  resume: 'resume mesh',
  adopt: 'adopt --dry-run -f examples/demo.yaml',
  'convert-mixer': 'convert-mixer',
  'migrate assess': 'migrate assess',
  'migrate convert': 'migrate convert --root-namespace istiod',
  'migrate values': 'migrate values',
  'migrate plan': 'migrate plan',
  'migrate status': 'migrate status',
  'proxy status': 'proxy status mesh',
  'proxy endpoints': 'proxy endpoints nobody',
  'proxy ports': 'proxy ports nobody',
  'proxy bootstrap': 'proxy bootstrap nobody',
  'proxy config': 'proxy config nobody',
  'proxy iptables': 'proxy iptables nobody',
  images: 'images mesh',
  'kube-inject': 'kube-inject mesh -f examples/demo.yaml',
  console: 'console mesh',
  dashboard: 'dashboard grafana mesh',
  bundle: 'bundle mesh --to -',
  uninstall: 'uninstall mesh --yes',
  run: 'run',
};

/** The code of a failure that no file and no word of the command line is to blame for. */
export const failureCodeOf = (name: string): number => (name === 'diff' ? 2 : 1);

/** One line, which is no trace of a stack. */
export const ONE_LINE = /^error: [^\n]+\n$/;
