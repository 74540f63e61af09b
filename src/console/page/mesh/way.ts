import type { MeshInstallStatus, StepStatus } from '../../../api/status.ts';
import { milliseconds } from '../../../core/model/duration.ts';
import type { MeshDetail } from '../../contract.ts';
import { html, NOTHING, type Html } from '../html.ts';
import { ago, left, since, type Tone } from '../words.ts';

type Plan = NonNullable<MeshInstallStatus['plan']>;
type Waits = NonNullable<MeshInstallStatus['waitingFor']>;
type Failure = NonNullable<MeshInstallStatus['failure']>;

/** What is under way: stops, the steps of the hop that goes on, gates with their deadlines, and what failed. */
export function way({ status, gateTimeout }: MeshDetail): Html {
  const { plan, failure, waitingFor = [] } = status;
  if (plan === undefined && failure === undefined && waitingFor.length === 0) return NOTHING;
  return html`<h2 id="way-title">${headingOf(plan, failure)}</h2>
    ${failure !== undefined && failureNotice(failure)}
    ${plan !== undefined && html`${plan.from !== undefined && stops(plan)}${steps(plan.steps ?? [], waitingFor, gateTimeout)}`}
    ${plan?.steps === undefined && waits(waitingFor, gateTimeout)}`;
}

function headingOf(plan: Plan | undefined, failure: Failure | undefined): string {
  if (failure !== undefined) return `Istio ${failure.from} to ${failure.to} has failed`;
  const target = plan?.path.at(-1);
  if (plan === undefined || target === undefined) return 'What is waited for';
  if (plan.from === undefined) return `Installing Istio ${target}`;
  return plan.from === target ? `Changing Istio ${target}` : `On the way from Istio ${plan.from} to ${target}`;
}

const OUTCOMES: Readonly<Record<Failure['outcome'], string>> = {
  Paused: 'It is left as it is until the spec is edited.',
  RollingBack: 'It is going back.',
  RolledBack: 'It has gone back.',
  RollbackFailed: 'Going back has failed, too.',
};

const failureNotice = ({ step, component, message, startedAt, outcome, ...failure }: Failure): Html =>
  html`<div class="notice bad">
    <p class="reason">
      ${component ?? step} did not come up
      <span class="when">begun ${ago(startedAt)}</span>
    </p>
    <p>${message}</p>
    <p><strong>${outcome}.</strong> ${OUTCOMES[outcome]}</p>
    ${failure.rollbackMessage !== undefined && html`<p>${failure.rollbackStep}: ${failure.rollbackMessage}</p>`}
  </div>`;

function stops({ from, path, startedAt, reachedAt }: Plan): Html {
  const begun = startedAt ?? reachedAt;
  const stop = (version: string, kind: string, said: Html): Html =>
    html`<li class="${kind}"><span class="dot"></span><span class="version">${version}</span> ${said}</li>`;
  return html`<ol class="stops" aria-label="Stops">
    ${from !== undefined && stop(from, 'done', html`<span class="quiet">where it starts</span>`)}
    ${path.map((version, i) => {
      if (i > 0) return stop(version, 'ahead', html`<span class="quiet">later</span>`);
      const word = startedAt === undefined ? 'not begun' : 'under way';
      return stop(version, 'current', html`<span class="quiet">${word} ${begun !== undefined && since(begun)}</span>`);
    })}
  </ol>`;
}

const TONES: Readonly<Record<StepStatus['state'], Tone>> = {
  Pending: 'idle',
  Running: 'busy',
  Done: 'good',
  Failed: 'bad',
};

const steps = (all: readonly StepStatus[], waiting: Waits, gateTimeout: string | undefined): Html =>
  html`<ol class="steps" aria-label="Steps">
    ${all.map((step) =>
      stepItem(
        step,
        waiting.find(({ part }) => part === step.name),
        gateTimeout,
      ),
    )}
  </ol>`;

function stepItem(step: StepStatus, wait: Waits[number] | undefined, gateTimeout: string | undefined): Html {
  const { name, state, message, components = [], needs = [], workloads = [] } = step;
  const others = components.filter((component) => component !== name);
  return html`<li class="step ${TONES[state]}">
    <span class="dot"></span>
    <div>
      <p class="step-name">
        <strong>${name}</strong> <span class="state">${state}</span>
        ${step.since !== undefined && html`<span class="when">${since(step.since)}</span>`}
      </p>
      ${others.length > 0 && html`<p class="quiet">${others.join(', ')}</p>`}
      ${state === 'Pending' && needs.length > 0 && html`<p class="quiet">after ${needs.join(', ')}</p>`}
      ${workloads
        .filter(({ replicas, minReady }) => minReady < replicas)
        .map(
          ({ name: workload, replicas, minReady }) =>
            html`<p class="quiet">${workload}: ${minReady} of ${replicas} stay ready</p>`,
        )}
      ${wait === undefined ? message !== undefined && html`<p>${message}</p>` : gate(wait, gateTimeout)}
    </div>
  </li>`;
}

/** A gate that is waited for: what it is, what is missing, and how long that may take. */
function gate({ gate: what, message, notBegun, since: began }: Waits[number], gateTimeout: string | undefined): Html {
  const limit = gateTimeout === undefined ? undefined : Date.parse(began) + milliseconds(gateTimeout);
  const deadline = limit === undefined || Number.isNaN(limit) ? undefined : new Date(limit).toISOString();
  return html`<p class="gate">
      ${notBegun === true ? 'Not begun: ' : 'Waiting for '}${what}
      ${deadline !== undefined && html`<span class="when">${left(deadline)}</span>`}
    </p>
    <p>${message}</p>`;
}

const waits = (all: Waits, gateTimeout: string | undefined): Html =>
  html`<ul class="steps">
    ${all.map(
      (wait) =>
        html`<li class="step busy">
          <span class="dot"></span>
          <div>
            <p class="step-name"><strong>${wait.part}</strong> <span class="when">${since(wait.since)}</span></p>
            ${gate(wait, gateTimeout)}
          </div>
        </li>`,
    )}
  </ul>`;
