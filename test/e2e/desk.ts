import type { Page } from 'playwright-core';

/**
 * Fills in a form of the simulator's desk and sends it.
 *
 * @param fields by label; of a choice the text, or the beginning of it
 * @returns what the page says then
 */
export async function actAtDesk(
  page: Page,
  address: string,
  card: string,
  fields: Record<string, string | number | boolean>,
  button: string
): Promise<string> {
  await page.goto(`${address}/desk`);
  const section = page.locator('section', { has: page.getByRole('heading', { name: card }) });
  for (const [name, value] of Object.entries(fields)) {
    const named = { name, exact: true };
    if (typeof value === 'boolean') await section.getByRole('checkbox', named).setChecked(value);
    else if (typeof value === 'number') await section.getByRole('spinbutton', named).fill(String(value));
    else {
      const choice = section.getByRole('combobox', named);
      const option = choice.locator('option').filter({ hasText: value }).first();
      await choice.selectOption((await option.getAttribute('value')) ?? '');
    }
  }
  await section.getByRole('button', { name: button, exact: true }).click();
  return page.getByRole('status').innerText();
}
