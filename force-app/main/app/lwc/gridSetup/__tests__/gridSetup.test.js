import { createElement } from 'lwc';
import act from '@salesforce/apex/GridSetupController.act';
import getOverview from '@salesforce/apex/GridSetupController.getOverview';
import GridSetup from 'c/gridSetup';

jest.mock('@salesforce/apex/GridSetupController.getOverview', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/GridSetupController.act', () => ({ default: jest.fn() }), { virtual: true });

// eslint-disable-next-line @lwc/lwc/no-async-operation
const settle = () => new Promise((resolve) => setTimeout(resolve));

async function show() {
  const element = createElement('c-grid-setup', { is: GridSetup });
  document.body.appendChild(element);
  await settle();
  return element;
}

describe('c-grid-setup', () => {
  afterEach(() => {
    document.body.replaceChildren();
    jest.clearAllMocks();
  });

  it('shows each check with its state, and does what one offers', async () => {
    getOverview.mockResolvedValue({
      setup: [{ name: 'Jobs', state: 'todo', detail: 'metrics', remedy: 'Start them.', action: 'start-jobs' }],
      health: [{ name: 'Ingest', state: 'ok', detail: 'running' }]
    });
    act.mockResolvedValue(null);
    const element = await show();
    const states = [...element.shadowRoot.querySelectorAll('li')].map(({ dataset }) => [dataset.check, dataset.state]);
    expect(states).toEqual([
      ['Jobs', 'todo'],
      ['Ingest', 'ok']
    ]);
    element.shadowRoot.querySelector('lightning-button').click();
    await settle();
    expect(act).toHaveBeenCalledWith({ action: 'start-jobs' });
    expect(getOverview).toHaveBeenCalledTimes(2);
  });

  it('tells who may not see it', async () => {
    getOverview.mockRejectedValue({ body: { message: 'Ask your admin.' } });
    const element = await show();
    expect(element.shadowRoot.querySelector('[role="alert"]').textContent).toBe('Ask your admin.');
  });
});
