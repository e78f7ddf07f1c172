import { LightningElement } from 'lwc';
import act from '@salesforce/apex/GridSetupController.act';
import getOverview from '@salesforce/apex/GridSetupController.getOverview';
import { readableError } from 'c/readableError';
import { actionTexts, labels, stateTexts } from './labels';

const ICONS = {
  ok: { icon: 'utility:success', variant: 'success' },
  warning: { icon: 'utility:warning', variant: 'warning' },
  error: { icon: 'utility:error', variant: 'error' },
  todo: { icon: 'utility:record', variant: '' }
};

/** What an admin sets up once, and how the connector is now; each with what to do where it is not well. */
export default class GridSetup extends LightningElement {
  labels = labels;
  overview;
  errorMessage;
  isActing = false;

  connectedCallback() {
    this.read();
  }

  get isLoading() {
    return !this.overview && !this.errorMessage;
  }

  get sections() {
    const { setup, health } = this.overview ?? { setup: [], health: [] };
    const shown = (checks) =>
      checks.map((check) => ({
        ...check,
        ...ICONS[check.state],
        stateText: stateTexts[check.state],
        actionText: actionTexts[check.action]
      }));
    return [
      { title: labels.setup, checks: shown(setup) },
      { title: labels.health, checks: shown(health) }
    ].filter(({ checks }) => checks.length > 0);
  }

  handleRefresh() {
    return this.read();
  }

  async handleAction(event) {
    this.isActing = true;
    try {
      await act({ action: event.target.dataset.action });
      await this.read();
    } catch (error) {
      this.errorMessage = readableError(error);
    } finally {
      this.isActing = false;
    }
  }

  async read() {
    try {
      this.overview = await getOverview();
      this.errorMessage = undefined;
    } catch (error) {
      this.errorMessage = readableError(error);
    }
  }
}
