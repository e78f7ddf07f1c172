import { OnboardingForm } from 'c/onboardingForm';
import { labels } from './labels';

const EXPLANATIONS = { Test: labels.testText, Production: labels.liveText };

/** Whether the partner begins with tests or with live traffic. */
export default class OnboardingUsage extends OnboardingForm {
  labels = labels;

  get options() {
    return (this.choices.usage ?? []).map((option) => ({
      ...option,
      id: `usage-${option.value}`,
      textId: `usage-text-${option.value}`,
      text: EXPLANATIONS[option.value],
      checked: option.value === this.value
    }));
  }

  get fault() {
    return this.showAll ? this.faults.find(({ isWarning }) => !isWarning)?.message : undefined;
  }

  handleChoose({ currentTarget: { value } }) {
    this.tell(value);
    this.dispatchEvent(new CustomEvent('leave'));
  }
}
