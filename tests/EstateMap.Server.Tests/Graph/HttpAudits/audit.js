// node audit.js URL: runs every audit and writes [{id, name, status, reason}] to standard output.
import { auditServer } from 'graphql-http';

const results = await auditServer({ url: process.argv[2], fetchFn: fetch });
console.log(JSON.stringify(results.map(({ id, name, status, ...rest }) => ({ id, name, status, reason: rest.reason ?? '' }))));
