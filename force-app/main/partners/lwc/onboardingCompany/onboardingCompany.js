import { OnboardingForm } from 'c/onboardingForm';
import { labels } from './labels';

/** Who the partner is, and in which standard it speaks. */
export default class OnboardingCompany extends OnboardingForm {
  labels = labels;
}
