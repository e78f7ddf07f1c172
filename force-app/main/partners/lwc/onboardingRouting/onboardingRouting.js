import { OnboardingForm } from 'c/onboardingForm';
import { labels } from './labels';

/** How the partner is reached. */
export default class OnboardingRouting extends OnboardingForm {
  labels = labels;

  get needsAddress() {
    return Boolean(this.value.protocol) && this.value.protocol !== 'Mailbox';
  }
}
