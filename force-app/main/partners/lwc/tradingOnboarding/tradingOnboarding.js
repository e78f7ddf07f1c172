import { LightningElement, api } from 'lwc';
import getDraft from '@salesforce/apex/OnboardingController.getDraft';
import saveDraft from '@salesforce/apex/OnboardingController.saveDraft';
import submitRequest from '@salesforce/apex/OnboardingController.submitRequest';
import LOCALE from '@salesforce/i18n/locale';
import TIME_ZONE from '@salesforce/i18n/timeZone';
import { labelText } from 'c/labelText';
import { readableError } from 'c/readableError';
import { labels } from './labels';

const REVIEW = 'review';
const STEPS = ['company', 'contacts', 'identifiers', 'documents', 'routing', 'usage', REVIEW];

/**
 * Guides through what the Trading Grid needs to know of a partner. The draft is saved with every step, and once it has
 * a record with every field that is left, so that nothing is lost and the server's checks show at once.
 */
export default class TradingOnboarding extends LightningElement {
  @api accountId;
  /** Null for a new partner. */
  @api partnerId;

  labels = labels;
  step = STEPS[0];
  request;
  faults = [];
  choices = {};
  accountContacts = [];
  isChange = false;
  savedId;
  savedAt;
  /** Whether the faults are those of what stands in the form. */
  isChecked = false;
  isSaving = false;
  isSubmitting = false;
  errorMessage;
  /** Steps that were left once, and show everything that is wrong with them. */
  left = new Set();
  saving = Promise.resolve();
  shouldFocus = false;

  async connectedCallback() {
    try {
      const draft = await getDraft({ accountId: this.accountId, partnerId: this.partnerId ?? null });
      this.savedId = draft.partnerId;
      this.choices = draft.choices;
      this.accountContacts = draft.accountContacts;
      this.isChange = draft.isChange;
      this.faults = draft.faults;
      this.isChecked = true;
      const { step, ...request } = draft.request;
      this.request = request;
      if (draft.partnerId) {
        this.left = new Set(STEPS.filter((each) => each !== step));
        this.step = STEPS.includes(step) ? step : STEPS[0];
      }
    } catch (error) {
      this.errorMessage = readableError(error);
    }
  }

  renderedCallback() {
    if (this.shouldFocus) {
      this.shouldFocus = false;
      this.template.querySelector('h3')?.focus();
    }
  }

  get isLoading() {
    return !this.request && !this.errorMessage;
  }

  get title() {
    return this.isChange ? labelText(labels.titleChange, this.request?.company.name) : labels.titleNew;
  }

  get stepLabel() {
    return labels[this.step];
  }

  get canGoBack() {
    return this.step !== STEPS[0];
  }

  get isReview() {
    return this.step === REVIEW;
  }

  get isCompany() {
    return this.step === 'company';
  }

  get isContacts() {
    return this.step === 'contacts';
  }

  get isIdentifiers() {
    return this.step === 'identifiers';
  }

  get isDocuments() {
    return this.step === 'documents';
  }

  get isRouting() {
    return this.step === 'routing';
  }

  get isUsage() {
    return this.step === 'usage';
  }

  get value() {
    return this.request[this.step];
  }

  get stepFaults() {
    return this.faultsOf(this.step);
  }

  get showAll() {
    return this.left.has(this.step);
  }

  get savedText() {
    if (this.isSaving) {
      return labels.saving;
    }
    if (this.savedAt === undefined) {
      return this.savedId ? '' : labels.unsaved;
    }
    const time = new Intl.DateTimeFormat(LOCALE, { timeStyle: 'medium', timeZone: TIME_ZONE }).format(this.savedAt);
    return labelText(labels.saved, time);
  }

  /** The list of steps, with the state of each. */
  get path() {
    return STEPS.map((name, index) => {
      const isCurrent = name === this.step;
      const isWrong = name !== REVIEW && this.isRefused(name);
      const isDone = name !== REVIEW && !isWrong && Boolean(this.savedId);
      const shownWrong = isWrong && this.left.has(name);
      return {
        name,
        label: labels[name],
        current: isCurrent ? 'step' : undefined,
        itemClass: `item${isCurrent ? ' current' : ''}`,
        number: index + 1,
        icon: shownWrong ? 'utility:warning' : isDone ? 'utility:success' : undefined,
        variant: shownWrong ? 'warning' : 'success',
        state: shownWrong ? labels.open : isDone ? labels.done : undefined
      };
    });
  }

  /** Everything that keeps the request from being submitted, with the step where it is put right. */
  get openFaults() {
    return this.faults
      .filter(({ isWarning }) => !isWarning)
      .map(({ step, row, message }, index) => ({
        key: index,
        step,
        text: labelText(labels.row, labels[step] + (row === null || row === undefined ? '' : ` ${row + 1}`), message)
      }));
  }

  get hasOpenFaults() {
    return this.openFaults.length > 0;
  }

  get cannotSubmit() {
    return this.hasOpenFaults || this.isSubmitting || !this.isChecked;
  }

  handleValue(event) {
    this.request = { ...this.request, [this.step]: event.detail };
    this.isChecked = false;
  }

  /** Checks and keeps what was entered; before the first step there is no record that could keep it. */
  async handleLeave() {
    if (this.savedId) {
      await this.save();
    }
  }

  async handleNext() {
    this.leave();
    const saved = await this.save();
    if (!saved) {
      return;
    }
    if (this.isRefused(this.step)) {
      this.focusFault();
      return;
    }
    this.go(STEPS[STEPS.indexOf(this.step) + 1]);
  }

  async handleBack() {
    this.leave();
    if (await this.save()) {
      this.go(STEPS[STEPS.indexOf(this.step) - 1]);
    }
  }

  async handleStep(event) {
    const { step } = event.currentTarget.dataset;
    this.leave();
    if (step !== this.step && (await this.save())) {
      this.go(step);
    }
  }

  async handleClose() {
    if (await this.save()) {
      this.close();
    }
  }

  async handleSubmit() {
    this.isSubmitting = true;
    try {
      if (await this.save()) {
        await submitRequest({ partnerId: this.savedId });
        this.close();
      }
    } catch (error) {
      this.errorMessage = readableError(error);
    } finally {
      this.isSubmitting = false;
    }
  }

  go(step) {
    this.step = step;
    this.shouldFocus = true;
    // Where the wizard goes on after a break.
    this.save();
  }

  leave() {
    this.left = new Set(this.left).add(this.step);
  }

  close() {
    this.dispatchEvent(new CustomEvent('close', { detail: { partnerId: this.savedId } }));
  }

  /** The step draws its faults first, so the focus follows a moment later. */
  async focusFault() {
    await Promise.resolve();
    this.template.querySelector('[data-step-form]')?.focusFault();
  }

  isRefused(step) {
    return this.faultsOf(step).some(({ isWarning }) => !isWarning);
  }

  faultsOf(step) {
    return this.faults.filter((fault) => fault.step === step);
  }

  /** One after the other, since the first makes the record. @returns whether it was saved */
  save() {
    this.saving = this.saving.then(() => this.saveNow());
    return this.saving;
  }

  async saveNow() {
    const { request } = this;
    this.isSaving = true;
    try {
      const saved = await saveDraft({
        accountId: this.accountId,
        partnerId: this.savedId ?? null,
        request: JSON.stringify({ ...request, step: this.step })
      });
      this.savedId = saved.partnerId;
      this.savedAt = new Date();
      this.faults = saved.faults;
      this.isChecked = request === this.request;
      this.errorMessage = undefined;
      return true;
    } catch (error) {
      this.errorMessage = readableError(error);
      return false;
    } finally {
      this.isSaving = false;
    }
  }
}
