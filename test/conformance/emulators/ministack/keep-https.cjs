/**
 * Required by the Node.js of each function. ministack replaces `https.request` by one that sends what goes to loopback
 * to itself, as plain HTTP. The simulated clouds are on loopback, and nobody but them may answer a token request: their
 * certificates are checked. So this one property stays as Node.js made it.
 */
const https = require('node:https');

Object.defineProperty(https, 'request', { value: https.request, writable: false });
