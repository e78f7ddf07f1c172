import { z } from 'zod';
import { type Action, type ActionContext, type ActionOutcome, GridError } from '../outbound/action.ts';
import type { Cartographer } from './cartographer.ts';
import type { Community } from './community.ts';
import type { Gateway, ProvisioningRequest } from './gateway.ts';

const identifier = z.object({ qualifier: z.string().min(1), id: z.string().min(1) });

/** What the CRM sends to have a partner set up, or changed once it is. */
export const onboardingPayload = z.object({
  companyName: z.string().min(1),
  /** What the partner is to us. */
  role: z.enum(['buyer', 'supplier', 'carrier']),
  /** The partner's key in the CRM. */
  externalKey: z.string().min(1),
  /** The partner's key on the network, once it has one: what is known of it there is changed then. */
  partnerId: z.string().min(1).optional(),
  identifiers: z.array(identifier).min(1),
  standard: z.enum(['X12', 'EDIFACT']).optional(),
  version: z.string().optional(),
  documentTypes: z.array(z.string().min(1)).min(1),
  usage: z.enum(['test', 'production']).default('test'),
  contact: z.record(z.string(), z.unknown()).optional(),
  routing: z.record(z.string(), z.unknown()).optional()
});
export type OnboardingPayload = z.infer<typeof onboardingPayload>;

/** Steps in their order; each is told to the CRM with its state, the time of it, and why. */
export const ONBOARDING_STEPS = ['directory', 'crossReferences', 'partner', 'relationship'] as const;
type Step = (typeof ONBOARDING_STEPS)[number];
type StepState = 'done' | 'skipped' | 'in-progress' | 'failed';

const progressSchema = z.object({
  steps: z.record(
    z.string(),
    z.object({ state: z.string(), detail: z.string().nullable(), at: z.string().optional() })
  ),
  partnerRequest: z.string().optional(),
  partnerId: z.string().optional(),
  relationshipRequest: z.string().optional(),
  relationshipId: z.string().optional()
});
type Progress = z.infer<typeof progressSchema>;

export interface OnboardingParts {
  gateway: Gateway;
  /** Where the customer has it; the steps are skipped without. */
  community?: Community | undefined;
  cartographer?: Cartographer | undefined;
  /** Before a request that people work on is asked about again. */
  waitSeconds: number;
}

class Refused extends Error {}

/**
 * Sets a partner up on the network: looks whether the company is there, writes its addresses into the cross reference,
 * has it made, and has the exchange opened. Every step may be done again.
 */
export class Onboarding implements Action {
  readonly #parts: OnboardingParts;

  constructor(parts: OnboardingParts) {
    this.#parts = parts;
  }

  async perform(context: ActionContext): Promise<ActionOutcome> {
    const parsed = onboardingPayload.safeParse(context.payload);
    if (!parsed.success) return { state: 'failed', reason: z.prettifyError(parsed.error), result: null };
    const progress: Progress = context.progress === null ? { steps: {} } : progressSchema.parse(context.progress);
    try {
      await this.#directory(parsed.data, progress, context);
      await this.#crossReferences(parsed.data, progress, context);
      const waiting =
        (await this.#partner(parsed.data, progress, context)) ??
        (await this.#relationship(parsed.data, progress, context));
      if (waiting !== null) return this.#inProgress(progress, waiting);
      return { state: 'done', externalReference: progress.partnerId ?? null, result: progress };
    } catch (error) {
      if (!isRefusal(error)) throw error;
      setStep(progress, nextStep(progress), 'failed', error.message);
      return { state: 'failed', reason: error.message, result: progress };
    }
  }

  #inProgress(progress: Progress, step: Step): ActionOutcome {
    const reason = step === 'partner' ? 'Trading Grid sets the partner up.' : 'Trading Grid opens the exchange.';
    if (progress.steps[step]?.state !== 'in-progress') setStep(progress, step, 'in-progress', reason);
    return {
      state: 'in-progress',
      externalReference: progress.partnerId ?? progress.partnerRequest ?? null,
      progress,
      waitSeconds: this.#parts.waitSeconds,
      reason
    };
  }

  async #finish(
    progress: Progress,
    step: Step,
    detail: string | null,
    context: ActionContext,
    state: StepState = 'done'
  ): Promise<void> {
    setStep(progress, step, state, detail);
    await context.save(progress);
  }

  async #directory({ companyName }: OnboardingPayload, progress: Progress, context: ActionContext): Promise<void> {
    const { community } = this.#parts;
    if (progress.steps['directory']) return;
    if (!community) {
      await this.#finish(progress, 'directory', 'No directory is set up for this company.', context, 'skipped');
      return;
    }
    const [found] = await community.partnersNamed(companyName);
    const detail = found
      ? `On the network already as ${found.companyId ?? found.companyName ?? companyName}.`
      : 'New to the network.';
    await this.#finish(progress, 'directory', detail, context);
  }

  async #crossReferences(payload: OnboardingPayload, progress: Progress, context: ActionContext): Promise<void> {
    const { cartographer } = this.#parts;
    if (progress.steps['crossReferences']) return;
    if (!cartographer) {
      await this.#finish(progress, 'crossReferences', 'No cross references are set up.', context, 'skipped');
      return;
    }
    const { companyName, externalKey, standard = 'X12', version = '' } = payload;
    const route = typeof payload.routing?.['route'] === 'string' ? payload.routing['route'] : '';
    for (const [index, { qualifier, id }] of payload.identifiers.entries()) {
      const key = index === 0 ? externalKey : `${externalKey}-${index + 1}`;
      await cartographer.put(key, { qualifier, id, standard, version, route, externalKey, companyName });
    }
    const count = payload.identifiers.length;
    await this.#finish(progress, 'crossReferences', count === 1 ? '1 address' : `${count} addresses`, context);
  }

  /** @returns the step that is waited for */
  async #partner(payload: OnboardingPayload, progress: Progress, context: ActionContext): Promise<Step | null> {
    if (progress.steps['partner']?.state === 'done') return null;
    const { gateway } = this.#parts;
    const { companyName, role, externalKey, identifiers, standard, version, contact, routing } = payload;
    const partner = { companyName, role, externalKey, identifiers, standard, version, contact, routing };
    const key = `${context.message.messageKey}:partner`;
    const request = await this.#request(progress.partnerRequest, key, context, () =>
      payload.partnerId === undefined
        ? gateway.createPartner(partner, key)
        : gateway.updatePartner(payload.partnerId, partner, key)
    );
    progress.partnerRequest = request.id;
    if (!isDone(request)) return 'partner';
    progress.partnerId = request.result?.partnerId ?? payload.partnerId;
    await this.#finish(progress, 'partner', progress.partnerId ?? null, context);
    return null;
  }

  async #relationship(payload: OnboardingPayload, progress: Progress, context: ActionContext): Promise<Step | null> {
    const { gateway } = this.#parts;
    const { documentTypes, usage } = payload;
    const key = `${context.message.messageKey}:relationship`;
    const wanted = { partnerId: progress.partnerId, documentTypes, usage };
    const request = await this.#request(progress.relationshipRequest, key, context, () =>
      gateway.createRelationship(wanted, key)
    );
    progress.relationshipRequest = request.id;
    if (!isDone(request)) return 'relationship';
    progress.relationshipId = request.result?.relationshipId;
    await this.#finish(progress, 'relationship', progress.relationshipId ?? null, context);
    return null;
  }

  /** Asks how a request is, looks one up whose answer was lost, or makes it. */
  async #request(
    known: string | undefined,
    key: string,
    { uncertain }: ActionContext,
    make: () => Promise<ProvisioningRequest>
  ): Promise<ProvisioningRequest> {
    const { gateway } = this.#parts;
    if (known !== undefined) return gateway.getRequest(known);
    return (uncertain ? await gateway.findRequest(key) : undefined) ?? (await make());
  }
}

const isRefusal = (error: unknown): error is Error =>
  error instanceof Refused || (error instanceof GridError && error.failure === 'permanent');

function setStep(progress: Progress, step: Step, state: StepState, detail: string | null): void {
  progress.steps[step] = { state, detail, at: new Date().toISOString() };
}

/** The step that is worked on: the first that is not behind us. */
const nextStep = ({ steps }: Progress): Step =>
  ONBOARDING_STEPS.find((step) => !['done', 'skipped'].includes(steps[step]?.state ?? '')) ?? 'relationship';

/** @throws Refused when it was refused */
function isDone({ status, error }: ProvisioningRequest): boolean {
  if (status === 'failed') throw new Refused(error?.message ?? 'Trading Grid refused without a reason.');
  return status === 'done';
}
