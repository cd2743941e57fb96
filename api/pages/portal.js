// The demo portal's chat: sign in as the portal does, talk over AG-UI, show cards, approve a quote.
"use strict";
const api = "/api/v1";
const $ = (id) => document.getElementById(id);
let token = "", thread = "", attached = [];

function el(tag, text = "", cls = "") {
  const node = document.createElement(tag);
  node.textContent = text;
  if (cls) node.className = cls;
  return node;
}

async function call(path, options = {}) {
  const headers = { Authorization: `Bearer ${token}`, ...(options.headers || {}) };
  const reply = await fetch(api + path, { ...options, headers });
  const body = await reply.json();
  if (!reply.ok && reply.status !== 402) throw new Error(body.detail || "Something went wrong.");
  return body;
}

async function signIn() {
  const portal = await (await fetch(`/demo/${$("face").value}/sign-in`, { method: "POST" })).json();
  const ours = await fetch(`${api}/auth/token`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ token: portal.token }),
  });
  token = (await ours.json()).token;
  thread = `demo_${crypto.randomUUID()}`;
  attached = [];
  $("log").replaceChildren();
  $("company").textContent = $("face").selectedOptions[0].textContent.split(", ").slice(1).join(", ");
  await showBills();
}

async function showBills() {
  const { items, totals } = await call("/bills?owing_only=true");
  $("bills").replaceChildren(...items.map((bill) => {
    const row = el("tr");
    const flags = bill.flags.length ? ` (${bill.flags.join(", ").replaceAll("_", " ")})` : "";
    row.append(el("td", bill.number), el("td", bill.description + flags), el("td", bill.due_on),
      el("td", bill.balance.display, "amount"));
    return row;
  }));
  $("totals").replaceChildren(...totals.map((sum) => {
    const row = el("tr"), label = el("td", "Total");
    label.colSpan = 3;
    row.append(label, el("td", sum.display, "amount"));
    return row;
  }));
}

function say(text, cls) {
  const bubble = el("p", text, `bubble ${cls}`);
  bubble.dir = "auto";
  $("log").append(bubble);
  bubble.scrollIntoView({ block: "nearest" });
  return bubble;
}

const rows = {
  bill: (d) => [[`${d.number} ${d.description}`, d.balance.display], ...d.lines.map((l) => [l.description, l.amount.display])],
  bill_list: (d) => [...d.bills.map((b) => [`${b.number} ${b.description}, due ${b.due_on}`, b.balance.display]),
    ...d.totals.map((t) => ["Total", t.display])],
  bill_diff: (d) => [...d.parts.filter((p) => p.change.amount_minor).map((p) => [p.description + (p.note ? ` (${p.note})` : ""), p.change.display]),
    ["Difference", d.difference.display]],
  receipt: (d) => [[`Receipt ${d.number} for ${d.bill_number}`, d.amount.display]],
  payments: (d) => d.payments.map((p) => [`${p.bill_number} ${p.state}`, p.amount.display]),
  invoice_fields: (d) => Object.entries(d.fields).filter(([, v]) => typeof v === "string").map(([k, v]) => [k.replaceAll("_", " "), v]),
  upgrade: (d) => [[d.feature.replaceAll("_", " "), d.included ? "included" : "not included"],
    ...(d.offer ? [[`${d.offer.plan.name}, now`, d.offer.due_now.display], [`then per ${d.offer.interval}`, d.offer.price.display]] : [])],
  usage: (d) => d.usage.map((u) => [u.metric.replaceAll("_", " "), u.unlimited ? `${u.used}` : `${u.used} of ${u.included ?? "-"}`]),
  ticket: (d) => [[`Ticket ${d.id}`, d.priority], [d.category.replaceAll("_", " "), d.status]],
};

function card(kind, data) {
  if (!rows[kind]) return;
  const table = el("table", "", "card");
  for (const [left, right] of rows[kind](data)) {
    const row = el("tr");
    row.append(el("td", left), el("td", right, "amount"));
    table.append(row);
  }
  $("log").append(table);
  table.scrollIntoView({ block: "nearest" });
}

function offer(interrupt) {
  const quote = interrupt.metadata.billing.quote;
  const box = el("fieldset", "", "quote");
  box.append(el("legend", `Pay ${quote.total.display} with ${quote.method.label}`));
  for (const line of quote.lines) box.append(el("p", `${line.bill_number} ${line.description}: ${line.amount.display}`));
  for (const [label, approved] of [["Approve payment", true], ["Not now", false]]) {
    const button = el("button", label, approved ? "approve" : "");
    button.type = "button";
    button.onclick = () => {
      box.disabled = true;
      run({ resume: [{ interruptId: interrupt.id, status: "resolved", payload: { approved } }] });
    };
    box.append(button);
  }
  $("log").append(box);
  box.scrollIntoView({ block: "nearest" });
}

async function run(input) {
  const body = { threadId: thread, runId: crypto.randomUUID(), messages: [], state: {}, tools: [], context: [], forwardedProps: { attachments: attached }, ...input };
  attached = [];
  let bubble = null, ended = false;
  const events = {
    TEXT_MESSAGE_START: () => { bubble = say("", "theirs"); },
    TEXT_MESSAGE_CONTENT: (e) => { bubble.textContent += e.delta; bubble.scrollIntoView({ block: "nearest" }); },
    ACTIVITY_SNAPSHOT: (e) => card(e.activityType.replace("billing.", ""), e.content),
    RUN_ERROR: (e) => { ended = true; say(e.message, "error"); },
    RUN_FINISHED: (e) => { ended = true; (e.outcome?.interrupts || []).forEach(offer); },
  };
  try {
    const reply = await fetch(`${api}/chat/stream`, {
      method: "POST",
      headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!reply.ok) throw new Error((await reply.json()).detail);
    const reader = reply.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (let part; !(part = await reader.read()).done;) {
      const frames = (rest + part.value).split("\n\n");
      rest = frames.pop();
      for (const frame of frames) {
        if (!frame.startsWith("data: ")) continue;
        const event = JSON.parse(frame.slice(6));
        events[event.type]?.(event);
      }
    }
    if (!ended) throw new Error("The answer was cut off. Nothing is repeated by itself; please look at your bills.");
  } catch (problem) {
    say(problem.message, "error");
  }
  await showBills();
}

async function send(text) {
  say(text, "mine");
  await run({ messages: [{ id: `m_${crypto.randomUUID()}`, role: "user", content: text }] });
}

async function attach(file) {
  const form = new FormData();
  form.append("file", file);
  say(`Uploading ${file.name}…`, "mine");
  try {
    attached = [(await call("/uploads", { method: "POST", body: form })).id];
    await send("What is this invoice?");
  } catch (problem) {
    say(problem.message, "error");
  }
}

if ($("face")) {
  $("face").onchange = signIn;
  $("composer").onsubmit = (event) => {
    event.preventDefault();
    const text = $("message").value.trim();
    $("message").value = "";
    if (text) send(text);
  };
  $("file").onchange = (event) => { if (event.target.files[0]) attach(event.target.files[0]); event.target.value = ""; };
  $("suggestions").onclick = (event) => { if (event.target.tagName === "BUTTON") send(event.target.textContent); };
  signIn();
}
