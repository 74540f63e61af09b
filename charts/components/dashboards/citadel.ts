import type { Dashboard, DashboardContext } from './model.ts';
import { graph, number } from './panels.ts';
import { orZero, sumRate } from './promql.ts';
import { resourcesRow, versions } from './resources.ts';

const PROGRAM = { job: 'citadel', pod: 'istio-citadel-.*', container: 'citadel' };
const DAY = 86_400;

const SINCE_START = {
  unit: 'short',
  description: 'Counted since citadel started; the series appears with the first.',
} as const;

/** Citadel: does it sign, does it fail, and how long does the root last. */
export function citadelDashboard(context: DashboardContext): Dashboard {
  const { window } = context;
  const total = (metric: string) => orZero(`sum(${metric}{job="citadel"})`);
  const secrets = (what: string) => total(`citadel_secret_controller_${what}_count`);
  return {
    uid: 'istio-citadel-dashboard',
    rows: [
      {
        title: '',
        columns: 2,
        panels: [
          number('Root Certificate Expires In', 'min(citadel_server_root_cert_expiry_timestamp) - time()', {
            unit: 's',
            height: 5,
            decimals: 0,
            thresholds: { at: [30 * DAY, 90 * DAY], good: 'high' },
          }),
          versions('Citadel Versions', 'citadel'),
        ],
      },
      resourcesRow(PROGRAM, context),
      {
        title: 'Signing Requests',
        columns: 2,
        panels: [
          graph('CSR Requests', [{ expr: sumRate('citadel_server_csr_count', window), legend: 'requests' }], {
            unit: 'ops',
          }),
          graph(
            'Certificates Issued',
            [{ expr: sumRate('citadel_server_success_cert_issuance_count', window), legend: 'certificates' }],
            { unit: 'ops' },
          ),
        ],
      },
      {
        title: 'Errors',
        columns: 3,
        panels: [
          graph(
            'CSR Creation Errors',
            [
              { expr: secrets('csr_err'), legend: 'creating' },
              { expr: secrets('csr_sign_err'), legend: 'signing for Secrets' },
              { expr: total('citadel_server_csr_sign_err_count'), legend: 'signing over gRPC' },
            ],
            SINCE_START,
          ),
          graph(
            'CSR Parse Errors',
            [{ expr: total('citadel_server_csr_parsing_err_count'), legend: 'errors' }],
            SINCE_START,
          ),
          graph(
            'Authentication Failures',
            [
              { expr: total('citadel_server_authentication_failure_count'), legend: 'authentication' },
              { expr: total('citadel_server_id_extraction_err_count'), legend: 'identity' },
            ],
            SINCE_START,
          ),
        ],
      },
      {
        title: 'Secret Controller',
        columns: 3,
        panels: [
          graph(
            'Service Account Secrets Created (due to SA creation)',
            [{ expr: secrets('svc_acc_created_cert') }],
            SINCE_START,
          ),
          graph(
            'Service Account Secrets Deleted (due to SA deletion)',
            [{ expr: secrets('svc_acc_deleted_cert') }],
            SINCE_START,
          ),
          graph(
            'Service Account Secrets Recreated (due to errant deletion)',
            [{ expr: secrets('secret_deleted_cert') }],
            SINCE_START,
          ),
        ],
      },
    ],
  };
}
