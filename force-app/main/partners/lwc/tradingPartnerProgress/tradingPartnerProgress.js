import { LightningElement, api, wire } from 'lwc';
import { getRecord, notifyRecordUpdateAvailable } from 'lightning/uiRecordApi';
import PARTNER_OBJECT from '@salesforce/schema/Trading_Partner__c';
import CHANGED_FIELD from '@salesforce/schema/Trading_Partner__c.LastModifiedDate';
import approveRequest from '@salesforce/apex/OnboardingController.approveRequest';
import discardDraft from '@salesforce/apex/OnboardingController.discardDraft';
import getPartner from '@salesforce/apex/OnboardingController.getPartner';
import rejectRequest from '@salesforce/apex/OnboardingController.rejectRequest';
import resumePartner from '@salesforce/apex/OnboardingController.resumePartner';
import sendAgain from '@salesforce/apex/OnboardingController.sendAgain';
import suspendPartner from '@salesforce/apex/OnboardingController.suspendPartner';
import withdrawRequest from '@salesforce/apex/OnboardingController.withdrawRequest';
import TIME_ZONE from '@salesforce/i18n/timeZone';
import { labelText } from 'c/labelText';
import { readableError } from 'c/readableError';
import { labels } from './labels';

/** Others work on the request: the page looks for what they did. */
const MOVING = new Set(['Submitted', 'Approved', 'In Progress']);
const OPEN = new Set([null, undefined, 'Draft', 'Failed', 'Rejected', 'Done']);
const BADGES = {
  Active: 'slds-theme_success',
  Suspended: 'slds-theme_warning',
  Rejected: 'slds-theme_error',
  Failed: 'slds-theme_error',
  Submitted: 'slds-theme_info',
  Approved: 'slds-theme_info',
  Provisioning: 'slds-theme_info'
};
const STEP_ICONS = {
  Done: ['utility:success', 'success'],
  Skipped: ['utility:skip', undefined],
  Failed: ['utility:error', 'error'],
  'In Progress': ['utility:spinner', undefined]
};

/** A partner's way onto the Trading Grid: each step with its time and reason, and what this person can do next. */
export default class TradingPartnerProgress extends LightningElement {
  @api recordId;
  /** Stands inside another component, which says whose partner it is. */
  @api embedded = false;

  labels = labels;
  timeZone = TIME_ZONE;
  partner;
  errorMessage;
  isBusy = false;
  isEditing = false;
  /** `reject` or `suspend` while its reason is asked for. */
  asking;
  reason = '';

  /** The record was changed elsewhere on the page, by its form for example. */
  @wire(getRecord, { recordId: '$recordId', fields: [CHANGED_FIELD] })
  handleRecord({ data }) {
    if (data && this.partner && !this.isEditing) {
      this.load();
    }
  }

  connectedCallback() {
    this.handleVisibility = () => this.schedule(0);
    document.addEventListener('visibilitychange', this.handleVisibility);
    this.load();
  }

  disconnectedCallback() {
    document.removeEventListener('visibilitychange', this.handleVisibility);
    clearTimeout(this.timer);
  }

  /** Reads the partner again. */
  @api
  refresh() {
    return this.load();
  }

  get frameClass() {
    return this.embedded ? 'frame' : 'slds-card frame';
  }

  get url() {
    return `/lightning/r/${PARTNER_OBJECT.objectApiName}/${this.recordId}/view`;
  }

  get isLoading() {
    return !this.partner && !this.errorMessage;
  }

  get isShown() {
    return this.partner && !this.isEditing;
  }

  get facts() {
    const { role, usage, gridId, requestStatusLabel } = this.partner;
    return [
      [labels.role, role],
      [labels.traffic, usage],
      [labels.request, requestStatusLabel],
      [labels.gridId, gridId]
    ]
      .filter(([, value]) => value)
      .map(([label, value]) => ({ label, value }));
  }

  get badgeClass() {
    return `slds-m-left_x-small ${BADGES[this.partner.status] ?? ''}`;
  }

  /** What everybody should know first. */
  get notice() {
    const { status, requestStatus, suspendedReason, reason, submittedBy, isOwnRequest, isChange } = this.partner;
    if (requestStatus === 'Failed') {
      return { theme: 'slds-theme_error', icon: 'utility:error', text: labelText(labels.failed, reason) };
    }
    if (requestStatus === 'Rejected') {
      return { theme: 'slds-theme_error', icon: 'utility:error', text: labelText(labels.rejected, reason) };
    }
    if (requestStatus === 'Submitted') {
      const text = isOwnRequest ? labels.own : labelText(labels.waiting, submittedBy);
      return { theme: 'slds-theme_info', icon: 'utility:clock', text };
    }
    if (status === 'Suspended') {
      const text = [labelText(labels.suspended, suspendedReason), reason].filter(Boolean).join(' ');
      return { theme: 'slds-theme_warning', icon: 'utility:warning', text };
    }
    if (reason) {
      return { theme: 'slds-theme_warning', icon: 'utility:warning', text: reason };
    }
    return requestStatus === 'Draft' && !isChange
      ? { theme: 'slds-theme_info', icon: 'utility:edit', text: labels.draft }
      : undefined;
  }

  get noticeClass() {
    return `slds-scoped-notification slds-media slds-media_center slds-m-bottom_small ${this.notice.theme}`;
  }

  get request() {
    return this.partner.requestStatus && this.partner.requestStatus !== 'Done' ? this.partner.request : undefined;
  }

  get requestTitle() {
    return this.partner.isChange ? labels.changeOpen : labels.requestOpen;
  }

  get steps() {
    return this.partner.steps.map((step) => {
      const [icon, variant] = STEP_ICONS[step.status] ?? [];
      return {
        ...step,
        icon,
        variant,
        at: step.completedAt ?? step.startedAt,
        itemClass: step.status === 'Failed' ? 'step failed' : 'step'
      };
    });
  }

  get hasSteps() {
    return this.partner.steps.length > 0;
  }

  get noSteps() {
    return !this.hasSteps && this.partner.status === 'Active';
  }

  get editLabel() {
    const { requestStatus, mayEdit, isChange } = this.partner;
    if (!mayEdit || !OPEN.has(requestStatus)) {
      return undefined;
    }
    if (requestStatus === 'Failed' || requestStatus === 'Rejected') {
      return labels.correct;
    }
    if (requestStatus === 'Draft' || !isChange) {
      return labels.goOn;
    }
    return labels.change;
  }

  get canDiscard() {
    const { requestStatus, mayEdit, isChange } = this.partner;
    return mayEdit && isChange && requestStatus === 'Draft';
  }

  get canWithdraw() {
    return this.partner.mayEdit && this.partner.requestStatus === 'Submitted';
  }

  get canSuspend() {
    return this.partner.mayEdit && this.partner.status === 'Active';
  }

  get canResume() {
    return this.partner.mayEdit && this.partner.status === 'Suspended';
  }

  get reasonLabel() {
    return this.asking === 'reject' ? labels.rejectReason : labels.suspendReason;
  }

  get reasonButton() {
    return this.asking === 'reject' ? labels.reject : labels.suspend;
  }

  handleEdit() {
    this.isEditing = true;
    clearTimeout(this.timer);
  }

  async handleClosed() {
    this.isEditing = false;
    await this.load();
    this.tell();
  }

  handleApprove() {
    return this.act(approveRequest);
  }

  handleWithdraw() {
    return this.act(withdrawRequest);
  }

  handleDiscard() {
    return this.act(discardDraft);
  }

  handleSendAgain() {
    return this.act(sendAgain);
  }

  handleResume() {
    return this.act(resumePartner);
  }

  handleAsk(event) {
    this.asking = event.currentTarget.dataset.ask;
    this.reason = '';
  }

  handleReason(event) {
    this.reason = event.detail.value;
  }

  handleCancel() {
    this.asking = undefined;
  }

  async handleReasonGiven() {
    const field = this.template.querySelector('lightning-textarea');
    if (this.reason.trim() === '') {
      field.setCustomValidity(labels.reasonHelp);
      field.reportValidity();
      field.focus();
      return;
    }
    const { reason } = this;
    const call = this.asking === 'reject' ? rejectRequest : suspendPartner;
    if (await this.act(({ partnerId }) => call({ partnerId, reason }))) {
      this.asking = undefined;
    }
  }

  /** @returns whether it worked */
  async act(call) {
    this.isBusy = true;
    try {
      await call({ partnerId: this.recordId });
      await this.load();
      this.tell();
      return true;
    } catch (error) {
      this.errorMessage = readableError(error);
      return false;
    } finally {
      this.isBusy = false;
    }
  }

  /** Others on the page show the partner as well. */
  tell() {
    notifyRecordUpdateAvailable([{ recordId: this.recordId }]);
    this.dispatchEvent(new CustomEvent('partnerchange'));
  }

  async load() {
    try {
      const before = this.partner;
      this.partner = await getPartner({ partnerId: this.recordId });
      this.errorMessage = undefined;
      const { status, requestStatus } = this.partner;
      if (before && (before.status !== status || before.requestStatus !== requestStatus)) {
        this.tell();
      }
    } catch (error) {
      this.errorMessage = readableError(error);
    }
    this.schedule();
  }

  /** One timer at a time, and none while nobody looks or nothing moves. */
  schedule(seconds = this.partner?.refreshSeconds ?? 5) {
    clearTimeout(this.timer);
    const moves = MOVING.has(this.partner?.requestStatus) && !this.isEditing;
    if (this.isConnected && moves && document.visibilityState !== 'hidden') {
      // eslint-disable-next-line @lwc/lwc/no-async-operation
      this.timer = setTimeout(() => this.load(), seconds * 1000);
    }
  }
}
