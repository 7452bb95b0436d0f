// node audit.js URL: runs every audit and writes [{name, status, reason}] to standard output.
import { auditServer } from 'graphql-http';

const results = await auditServer({ url: process.argv[2], fetchFn: fetch });
console.log(JSON.stringify(results.map(({ name, status, ...rest }) => ({ name, status, reason: rest.reason ?? '' }))));
