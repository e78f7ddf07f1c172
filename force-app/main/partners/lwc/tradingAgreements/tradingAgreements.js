import { LightningElement, api } from 'lwc';
import { NavigationMixin } from 'lightning/navigation';
import { encodeDefaultFieldValues } from 'lightning/pageReferenceUtils';
import ACCOUNT_FIELD from '@salesforce/schema/Trading_Agreement__c.Account__c';
import AGREEMENT_OBJECT from '@salesforce/schema/Trading_Agreement__c';
import getAgreements from '@salesforce/apex/AgreementController.getAgreements';
import refreshAgreements from '@salesforce/apex/AgreementController.refreshAgreements';
import renewAgreement from '@salesforce/apex/AgreementController.renewAgreement';
import setStatus from '@salesforce/apex/AgreementController.setStatus';
import { labelText } from 'c/labelText';
import { readableError } from 'c/readableError';
import { labels } from './labels';

const BADGES = {
  Active: 'slds-theme_success',
  Expiring: 'slds-theme_warning',
  Expired: 'slds-theme_error',
  Suspended: 'slds-theme_error',
  Terminated: 'slds-theme_error'
};
const NOT_IN_FORCE = new Set(['Expired', 'Suspended', 'Terminated']);
/** So often the page looks for the answer of the Trading Grid. */
const LOOKS = 12;

/** The account's agreements: status, days left, links and milestones, and what the account team does about them. */
export default class TradingAgreements extends NavigationMixin(LightningElement) {
  @api recordId;

  labels = labels;
  page;
  errorMessage;
  expanded = new Set();
  renewing;
  newEnd;
  isBusy = false;
  looksLeft = 0;

  connectedCallback() {
    this.load();
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
  }

  get isLoading() {
    return !this.page && !this.errorMessage;
  }

  get isEmpty() {
    return this.page?.agreements.length === 0;
  }

  get hasAgreements() {
    return this.page?.agreements.length > 0;
  }

  get mayEdit() {
    return this.page?.mayEdit;
  }

  get mayCreate() {
    return this.page?.mayCreate;
  }

  get isOnGrid() {
    return this.page?.isOnGrid;
  }

  get isSending() {
    return Boolean(this.page?.agreements.some(({ syncStatus }) => syncStatus === 'Sending'));
  }

  /** When the Trading Grid told anything last. */
  get lastAnswer() {
    return this.page?.agreements
      .map(({ synchronisedAt }) => synchronisedAt ?? '')
      .sort()
      .at(-1);
  }

  get isAsking() {
    return this.looksLeft > 0;
  }

  get rows() {
    return this.page.agreements.map((agreement) => {
      const { id, name, status, syncStatus, syncReason, isRequired } = agreement;
      const expanded = this.expanded.has(id);
      const stops = isRequired && NOT_IN_FORCE.has(status);
      return {
        ...agreement,
        expanded,
        expandedText: String(expanded),
        detailsKey: `${id}-details`,
        url: `/lightning/r/${AGREEMENT_OBJECT.objectApiName}/${id}/view`,
        toggleIcon: expanded ? 'utility:chevrondown' : 'utility:chevronright',
        toggleLabel: labelText(labels.details, name),
        linkLabel: labelText(labels.open, name),
        badgeClass: BADGES[status],
        documents: agreement.documentTypes || labels.all,
        days: this.daysText(agreement),
        isSending: syncStatus === 'Sending',
        syncText: this.syncText(syncStatus, syncReason),
        syncClass: syncStatus === 'Failed' ? 'slds-text-color_error' : 'slds-text-color_weak',
        isForInformation: !isRequired,
        stops,
        isRenewing: this.renewing === id,
        newEndLabel: labelText(labels.newEnd, name),
        actionsLabel: `${labels.actions}: ${name}`,
        actions: this.actionsOf(agreement)
      };
    });
  }

  daysText({ daysLeft }) {
    if (daysLeft === null || daysLeft === undefined) {
      return labels.never;
    }
    if (daysLeft === 0) {
      return labels.today;
    }
    return daysLeft > 0 ? labelText(labels.left, daysLeft) : labelText(labels.ago, -daysLeft);
  }

  syncText(status, reason) {
    switch (status) {
      case 'Sending':
        return labels.sending;
      case 'Failed':
        return labelText(labels.failed, reason);
      case 'Synchronised':
        return labels.synchronised;
      default:
        return labels.local;
    }
  }

  actionsOf({ status }) {
    if (!this.page.mayEdit || status === 'Terminated') {
      return undefined;
    }
    const isStopped = status === 'Suspended' || status === 'Draft';
    return [
      ...(status === 'Expired' ? [] : [isStopped ? ['Active', labels.activate] : ['Suspended', labels.suspend]]),
      ['renew', labels.renew],
      ['edit', labels.edit]
    ].map(([value, label]) => ({ value, label }));
  }

  handleToggle(event) {
    const { id } = event.currentTarget.dataset;
    const expanded = new Set(this.expanded);
    if (!expanded.delete(id)) {
      expanded.add(id);
    }
    this.expanded = expanded;
  }

  handleAction(event) {
    const { id } = event.currentTarget.dataset;
    const { value } = event.detail;
    if (value === 'renew') {
      this.renewing = id;
      this.newEnd = undefined;
      return undefined;
    }
    if (value === 'edit') {
      return this[NavigationMixin.Navigate]({
        type: 'standard__recordPage',
        attributes: { recordId: id, objectApiName: AGREEMENT_OBJECT.objectApiName, actionName: 'edit' }
      });
    }
    return this.act(() => setStatus({ agreementId: id, status: value }));
  }

  handleNewEnd(event) {
    this.newEnd = event.detail.value;
  }

  handleCancel() {
    this.renewing = undefined;
  }

  async handleRenew() {
    const field = this.template.querySelector('[data-new-end]');
    if (!field.reportValidity() || !this.newEnd) {
      field.focus();
      return;
    }
    const agreementId = this.renewing;
    if (await this.act(() => renewAgreement({ agreementId, validTo: this.newEnd }))) {
      this.renewing = undefined;
    }
  }

  handleNew() {
    this[NavigationMixin.Navigate]({
      type: 'standard__objectPage',
      attributes: { objectApiName: AGREEMENT_OBJECT.objectApiName, actionName: 'new' },
      state: { defaultFieldValues: encodeDefaultFieldValues({ [ACCOUNT_FIELD.fieldApiName]: this.recordId }) }
    });
  }

  handleRefresh() {
    const before = this.lastAnswer;
    return this.act(
      () => refreshAgreements({ accountId: this.recordId }),
      () => this.lastAnswer !== before
    );
  }

  handleMilestone() {
    return this.lookFor(() => !this.isSending);
  }

  /** @returns whether it worked */
  async act(call, isAnswered = () => !this.isSending) {
    this.isBusy = true;
    try {
      await call();
      await this.lookFor(isAnswered);
      return true;
    } catch (error) {
      this.errorMessage = readableError(error);
      return false;
    } finally {
      this.isBusy = false;
    }
  }

  /** Looks for what the Trading Grid answers, for a while. */
  lookFor(isAnswered) {
    this.isAnswered = isAnswered;
    this.looksLeft = LOOKS;
    return this.load();
  }

  async load() {
    try {
      this.page = await getAgreements({ accountId: this.recordId });
      this.errorMessage = undefined;
    } catch (error) {
      this.errorMessage = readableError(error);
    }
    clearTimeout(this.timer);
    if (this.looksLeft > 0 && this.isAnswered()) {
      this.looksLeft = 0;
    }
    if (this.isConnected && this.looksLeft > 0) {
      // eslint-disable-next-line @lwc/lwc/no-async-operation
      this.timer = setTimeout(() => this.look(), (this.page?.refreshSeconds ?? 5) * 1000);
    }
  }

  async look() {
    this.looksLeft -= 1;
    await this.load();
  }
}
