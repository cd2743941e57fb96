// Asking the server: a refusal is said in the customer's words, a dead line is told apart from it.
"use strict";

// No whole answer came: what was asked may have happened all the same.
class Lost extends Error {}

class Refused extends Error {
  constructor(status, code, text) { super(text); Object.assign(this, { status, code }); }
}

function refused(reply, body) {
  const code = body?.code ?? "internal_error";
  const count = Number(reply.headers.get("Retry-After")) || 5;
  return new Refused(reply.status, code, sentenceOf(code, { count }) ?? body?.detail ?? sentenceOf("internal_error"));
}

const sentenceOf = (code, values = {}) => phrase(code === "internal_error" ? "error.internal" : `error.${code}`, values);

async function reach(address, options) {
  let reply;
  try { reply = await fetch(address, options); } catch { throw new Lost(phrase("unheard.service")); }
  // Somebody between us and the server answers for it: it did not say this.
  const ours = (reply.headers.get("Content-Type") ?? "").match(/json|event-stream/) || reply.status === 204;
  if (!ours) throw new Lost(phrase("unheard.service"));
  return reply;
}

async function answerOf(reply) {
  try { return reply.status === 204 ? null : await reply.json(); } catch { throw new Lost(phrase("unheard.service")); }
}

// Ask until there is an answer; null when it is not wanted any more.
async function untilHeard(ask, wanted) {
  for (let pause = 500; wanted(); pause = Math.min(pause * 2, 8000)) {
    await new Promise((wake) => setTimeout(wake, pause));
    try { return await ask(); } catch (problem) {
      if (!(problem instanceof Lost || [429, 503].includes(problem.status))) throw problem;
    }
  }
  return null;
}
