// Offers to pay: a box says only what the server said. What was not heard is looked up, never guessed.
"use strict";
const quoteAt = (id) => `/quotes/${encodeURIComponent(id)}`;

// How an offer stands: an open one whose time is over is expired.
const standing = (quote) => quote.status === "open" && new Date(quote.expires_at) <= new Date() ? "expired" : quote.status;

function offer(interrupt) {
  const quote = interrupt.metadata.billing.quote;
  for (const same of document.querySelectorAll(`fieldset[data-quote="${CSS.escape(quote.id)}"]:enabled`)) same.remove();
  const box = el("fieldset", "", "quote");
  box.dataset.quote = quote.id;
  // An offer that pays nothing says in the server's own words what will happen.
  box.append(el("legend", quote.act ? quote.act.summary : phrase("card.offer", { amount: quote.total.display, method: quote.method.label })));
  for (const line of quote.lines) box.append(el("p", `${line.bill_number}, ${line.description}: ${line.amount.display}`));
  if (quote.fee?.amount_minor) box.append(el("p", `${phrase("card.fee")}: ${quote.fee.display}`, "fee"));
  // What leaves the account in all, wherever it is more than one sum.
  if (quote.fee?.amount_minor || quote.lines.length > 1) box.append(el("p", `${phrase("card.total")}: ${quote.total.display}`, "total"));
  for (const [label, approved] of [["card.approve", true], ["card.not_now", false]]) {
    box.append(button(phrase(label), () => decide(box, quote.id, approved), approved ? "approve" : ""));
  }
  box.tabIndex = -1;
  show(box).focus({ preventScroll: true });
  closeEnded(box);
}

async function decide(box, id, approved) {
  const here = thread;
  box.disabled = true;
  box.dataset.done = phrase("card.sending");
  const outcome = await run({ resume: [{ interruptId: id, status: "resolved", payload: { approved } }] });
  if (here !== thread) return;
  try {
    if (outcome.lost) await lookUp(box, id, approved);
    else if (outcome.code === null) box.dataset.done = phrase(approved ? "card.approved" : "card.declined");
    else stand(box, standing(await call(quoteAt(id))));
  } catch (problem) {
    box.dataset.done = phrase("card.looking");
    say(problem.message, "error");
  }
  $("message").focus();
}

function stand(box, status) {
  box.disabled = status !== "open";
  if (status === "open") delete box.dataset.done;
  else box.dataset.done = phrase(`card.${status}`);
}

// The answer was lost: wait for the line, then show what the store says, as a reload would.
async function lookUp(box, id, approved) {
  const here = thread;
  box.dataset.done = phrase("card.looking");
  say(phrase(approved ? "unheard.approval" : "unheard.message"), "error");
  try {
    const quote = await untilHeard(async () => {
      const found = await call(quoteAt(id));
      // Approving again charges nothing: it repeats the answer and keeps it in the conversation.
      if (approved && found.status === "approved") await repeated(id);
      if ((await run({}, "connect")).lost) throw new Lost();
      return found;
    }, () => here === thread);
    const status = quote && standing(quote);
    if (status === "open") say(phrase("unheard.still_open"), "theirs");
    if (status === "expired" || status === "superseded") say(phrase(`quote.${status}`), "theirs");
  } finally {
    if (here === thread) $("log").ariaBusy = "false";
  }
}

async function repeated(id) {
  const reply = await reach(`${api}${quoteAt(id)}/approve`, { method: "POST", headers: { Authorization: `Bearer ${token}` } });
  const body = await answerOf(reply);
  if (!body?.payments && [429, 503].includes(reply.status)) throw new Lost();
}

// Only what the server says is no longer open is closed; of what it does not say, nothing is known.
async function closeEnded(but) {
  for (const box of document.querySelectorAll("fieldset[data-quote]:enabled")) {
    if (box === but) continue;
    try {
      const status = standing(await call(quoteAt(box.dataset.quote)));
      if (status !== "open" && !box.disabled) stand(box, status);
    } catch { /* a press on it will say what the server says */ }
  }
}
