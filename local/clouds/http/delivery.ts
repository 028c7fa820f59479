import type { ServerResponse } from 'node:http';
import type { Fault } from '../faults.ts';
import type { WireReply } from './wire.ts';

const MEBIBYTE = 1_048_576;

const writeHead = (response: ServerResponse, reply: WireReply, length: number): void => {
  response.writeHead(reply.status, { ...reply.headers, 'Content-Length': String(length) });
};

const sendWhole = (response: ServerResponse, reply: WireReply): void => {
  const body = Buffer.from(reply.body);
  writeHead(response, reply, body.length);
  response.end(body);
};

const sendHalf = (response: ServerResponse, reply: WireReply): void => {
  const body = Buffer.from(reply.body);
  writeHead(response, reply, body.length);
  response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.destroy());
};

const drip = (response: ServerResponse, reply: WireReply, msPerByte: number): void => {
  const body = Buffer.from(reply.body);
  let sent = 0;
  writeHead(response, reply, body.length);
  response.flushHeaders();
  const timer = setInterval(() => {
    response.write(body.subarray(sent, sent + 1));
    sent += 1;
    if (sent < body.length) return;
    clearInterval(timer);
    response.end();
  }, msPerByte);
  response.once('close', () => clearInterval(timer));
};

/** Lets an answer out, or fails to, as the fault wants it. The response's own `close` event tells when it is over. */
export const deliver = (response: ServerResponse, reply: WireReply, fault: Fault | undefined): void => {
  switch (fault?.kind) {
    case 'hang':
      return;
    case 'drop':
    case 'drop-after':
      response.destroy();
      return;
    case 'status':
      sendWhole(response, { status: fault.status, headers: fault.headers ?? {}, body: fault.body ?? '' });
      return;
    case 'truncated':
      if (fault.ends === 'connection') sendHalf(response, reply);
      else sendWhole(response, { ...reply, body: reply.body.slice(0, Math.floor(reply.body.length / 2)) });
      return;
    case 'slow':
      drip(response, reply, fault.msPerByte);
      return;
    case 'huge':
      sendWhole(response, { ...reply, body: ' '.repeat(fault.bytes ?? MEBIBYTE) + reply.body });
      return;
    default:
      sendWhole(response, reply);
  }
};
