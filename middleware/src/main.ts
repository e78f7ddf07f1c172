import { Command } from 'commander';
import { serve } from './serve.ts';

const { config } = new Command('trading-grid-middleware')
  .description('Takes Trading Grid documents, translates them, and publishes them to Salesforce.')
  .option('--config <file>', 'configuration file; TGRID_CONFIG names it as well', process.env['TGRID_CONFIG'])
  .parse()
  .opts<{ config?: string }>();

await serve(config ?? 'tgrid.json');
