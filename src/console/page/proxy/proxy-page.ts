import { amountOf } from '../../../core/model/wording.ts';
import type { ProxyReport } from '../../contract.ts';
import { crumbs } from '../crumbs.ts';
import { html, type Html } from '../html.ts';
import { brief } from '../words.ts';
import { bootstrap, configuration } from './configuration.ts';
import { proxiesIn, proxiesOf, proxyAt } from './links.ts';
import { ports } from './ports.ts';
import { redirection } from './redirection.ts';

/** One proxy: what listens in its pod, how traffic gets there, and what Envoy was told. */
export function proxyPage(mesh: string, report: ProxyReport): Html {
  const { namespace, pod } = report;
  return html`${crumbs(
      mesh,
      html`<a href="${proxiesOf(mesh)}">Proxies</a> <a href="${proxiesIn(mesh, namespace)}">${namespace}</a>`,
    )}
    <div class="title"><h1>${pod}</h1></div>
    ${facts(report)} ${untold(report)}
    <section class="panel" aria-labelledby="traffic-title">
      <h2 id="traffic-title">How traffic goes through the pod</h2>
      ${redirection(report)}
    </section>
    ${ports(report)} ${annotations(report)} ${bootstrap(report)} ${configuration(proxyAt(mesh, report), report)}
    ${commands(report)}`;
}

const fact = (name: string, value: Html | string | undefined): Html | false =>
  value !== undefined &&
  html`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`;

const facts = ({ version, role, workload, controlPlane, configuration: told }: ProxyReport): Html =>
  html`<dl class="facts">
    ${fact('Istio', version)} ${fact('Runs as', role === 'router' ? 'gateway' : 'sidecar')} ${fact('Of', workload)}
    ${fact('Asks pilot in', controlPlane)} ${told !== undefined && fact('Knows', counted(told.counts))}
  </dl>`;

const counted = ({ clusters, listeners, routes }: NonNullable<ProxyReport['configuration']>['counts']): string =>
  [amountOf(clusters, 'cluster'), amountOf(listeners, 'listener'), amountOf(routes, 'route')].join(', ');

/** A reason may quote what somebody has written. */
const LONGEST_REASON = 500;

const NAMES = { pod: 'Of the pod', configuration: 'Of what Envoy says' } as const;

/** What the page cannot say, first: it is not to be taken for what is not there. */
const untold = ({ untold: why }: ProxyReport): Html =>
  html`${(['pod', 'configuration'] as const).map(
    (what) =>
      why[what] !== undefined &&
      html`<div class="notice odd">
        <p><span class="reason">${NAMES[what]} nothing is shown:</span> ${brief(why[what], LONGEST_REASON)}.</p>
      </div>`,
  )}`;

function annotations({ annotations: all }: ProxyReport): Html | false {
  const pairs = Object.entries(all);
  if (pairs.length === 0) return false;
  return html`<details class="panel">
    <summary>
      ${pairs.length === 1 ? 'Annotation' : 'Annotations'} of Istio <span class="quiet">${pairs.length}</span>
    </summary>
    <dl class="pairs">
      ${pairs.map(
        ([name, value]) =>
          html`<div>
            <dt class="code">${name}</dt>
            <dd class="code">${value}</dd>
          </div>`,
      )}
    </dl>
  </details>`;
}

const QUESTIONS = ['ports', 'iptables', 'bootstrap', 'config', 'endpoints'];

/** The same from a command line, with the rights of who types it. */
const commands = ({ namespace, pod, untold: why }: ProxyReport): Html =>
  html`<details class="panel" ${why.configuration !== undefined && html`open`}>
    <summary>From the command line</summary>
    <pre tabindex="0" aria-label="Commands">
${QUESTIONS.map((question) => `meshwright proxy ${question} ${pod} -n ${namespace}\n`)}</pre>
  </details>`;
