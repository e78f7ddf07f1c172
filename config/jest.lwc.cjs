const { jestConfig } = require('@salesforce/sfdx-lwc-jest/config');

module.exports = { ...jestConfig, rootDir: '..', roots: ['<rootDir>/force-app'] };
