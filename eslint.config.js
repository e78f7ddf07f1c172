import js from '@eslint/js';
import lwc from '@salesforce/eslint-config-lwc/recommended.js';
import { defineConfig, globalIgnores } from 'eslint/config';
import jest from 'eslint-plugin-jest';
import globals from 'globals';
import ts from 'typescript-eslint';

const LWC = [
  'force-app/**/lwc/**/*.js',
  'test/local-org/src/ui/browser/shell/**/*.js',
  'test/local-org/src/ui/browser/components/**/*.js'
];
const TYPESCRIPT = ['middleware/**/*.ts', 'test/**/*.ts', 'scripts/**/*.ts'];
const PLAIN_NODE = ['*.js', 'config/**/*.{js,cjs}', 'tools/**/*.js', '**/bin/*.js'];
const BROWSER = ['test/local-org/src/ui/browser/{main,runtime/**/*,platform/**/*}.js'];
const only = (files, configs) => configs.flat(Infinity).map((config) => ({ ...config, files }));

export default defineConfig([
  globalIgnores(['**/node_modules/**', '.local/**', '.cache/**', '**/coverage/**']),
  ...only(LWC, lwc),
  {
    files: ['force-app/**/lwc/**/__tests__/**/*.js'],
    ...jest.configs['flat/recommended'],
    languageOptions: { globals: { ...globals.node, ...globals.jest } },
    rules: { ...jest.configs['flat/recommended'].rules, '@lwc/lwc/no-unexpected-wire-adapter-usages': 'off' }
  },
  { files: PLAIN_NODE, ...js.configs.recommended, languageOptions: { globals: globals.node } },
  { files: BROWSER, ...js.configs.recommended, languageOptions: { globals: globals.browser } },
  ...only(TYPESCRIPT, [js.configs.recommended, ...ts.configs.strictTypeChecked]),
  {
    files: TYPESCRIPT,
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/consistent-type-imports': 'error'
    }
  }
]);
