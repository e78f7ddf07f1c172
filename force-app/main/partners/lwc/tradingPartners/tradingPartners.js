import { LightningElement, api } from 'lwc';
import getPartners from '@salesforce/apex/OnboardingController.getPartners';
import { readableError } from 'c/readableError';
import { labels } from './labels';

/** The account's trading partners with their way onto the Trading Grid, and the wizard that onboards one more. */
export default class TradingPartners extends LightningElement {
  @api recordId;

  labels = labels;
  partners;
  mayCreate = false;
  isOnboarding = false;
  errorMessage;

  connectedCallback() {
    this.load();
  }

  get isLoading() {
    return !this.partners && !this.errorMessage;
  }

  get isEmpty() {
    return this.partners?.length === 0 && !this.isOnboarding;
  }

  get canOnboard() {
    return this.mayCreate && !this.isOnboarding;
  }

  handleOnboard() {
    this.isOnboarding = true;
  }

  async handleClosed() {
    this.isOnboarding = false;
    await this.load();
  }

  async load() {
    try {
      const { partners, mayCreate } = await getPartners({ accountId: this.recordId });
      this.partners = partners;
      this.mayCreate = mayCreate;
      this.errorMessage = undefined;
    } catch (error) {
      this.errorMessage = readableError(error);
    }
  }
}
