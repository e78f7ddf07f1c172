// Jest runs the same TypeScript that Node runs: types are stripped by Node itself, nothing is transpiled.
const { createHash } = require('node:crypto');
const { stripTypeScriptTypes } = require('node:module');

const strip = (source, file) => ({
  code: file.endsWith('.ts') ? stripTypeScriptTypes(source, { mode: 'strip', sourceUrl: file }) : source
});

module.exports = {
  process: strip,
  processAsync: async (source, file) => strip(source, file),
  getCacheKey: (source, file) =>
    createHash('sha1').update(process.version).update(file).update('\0').update(source).digest('hex')
};
