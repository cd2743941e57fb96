// The demo portal's chat: sign in as the portal does, talk over AG-UI, show cards, approve a quote.
"use strict";
const api = "/api/v1";
const $ = (id) => document.getElementById(id);
let token = "", thread = "", attached = [];
// What was shown already, by the stored messages' ids, and what came live while a run was shown.
let known = new Set(), held = [], heard = 0, listening = null;

function el(tag, text = "", cls = "") {
  const node = document.createElement(tag);
  node.textContent = text;
  if (cls) node.className = cls;
  return node;
}

function row(...cells) {
  const line = el("tr");
  cells.forEach((cell, i) => line.append(el("td", cell, i && i === cells.length - 1 ? "amount" : "")));
  return line;
}

const words = (name) => name.replaceAll("_", " ");
const signed = (money) => (money.amount_minor > 0 ? "+" : "") + money.display;
const day = (iso) => iso ? new Date(iso).toLocaleDateString(undefined, { day: "numeric", month: "short", timeZone: "UTC" }) : "";

async function call(path, options = {}) {
  const reply = await fetch(api + path, { ...options, headers: { Authorization: `Bearer ${token}`, ...options.headers } });
  const body = reply.status === 204 ? null : await reply.json();
  if (!reply.ok) throw new Error(body.detail || "Something went wrong.");
  return body;
}

async function signIn() {
  const who = $("face").value;
  const portal = await (await fetch(`/demo/${who}/sign-in`, { method: "POST" })).json();
  const ours = await fetch(`${api}/auth/token`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ token: portal.token }),
  });
  token = (await ours.json()).token;
  attached = [];
  listening?.abort();
  [known, held, heard, listening] = [new Set(), [], 0, null];
  $("log").replaceChildren();
  $("company").textContent = $("face").selectedOptions[0].dataset.company;
  const earlier = sessionStorage.getItem(who);
  thread = earlier || `demo_${crypto.randomUUID()}`;
  sessionStorage.setItem(who, thread);
  await (earlier ? run({}, "connect") : showBills());
  $("suggestions").hidden = $("log").childElementCount > 0;
}

// From the first message on the server says live what is new, whoever caused it.
function listen() {
  // Before its first message a conversation is not there.
  if (!known.size || (listening && !listening.signal.aborted)) return;
  const here = thread;
  listening = live({ url: () => `${api}/conversations/${encodeURIComponent(here)}/events`, token, after: heard, known, show: (message) => {
    if (here !== thread) return;
    held.push(message);
    if ($("log").ariaBusy !== "true") flush();
  } });
}

function flush() {
  const fresh = held.splice(0).filter((message) => !known.has(message.id));
  for (const message of fresh) {
    known.add(message.id);
    if (message.text) say(message.text, message.speaker === "customer" ? "mine" : "theirs");
    message.cards.forEach((each) => card(each.kind, each.data));
  }
  if (fresh.length) showBills().catch((problem) => say(problem.message, "error"));
}

async function showBills() {
  const { items, totals } = await call("/bills?owing_only=true");
  $("bills").replaceChildren(...items.map((bill) => {
    const line = row(bill.description, day(bill.due_on), bill.balance.display);
    line.firstChild.append(el("small", [bill.number, ...bill.flags.map(words)].join(" · ")));
    return line;
  }));
  $("totals").replaceChildren(...totals.map((sum) => row("Total", "", sum.display)));
  $("nothing").hidden = items.length > 0;
}

function show(node) {
  $("log").append(node);
  $("log").scrollTop = $("log").scrollHeight;
  return node;
}

function say(text, cls) {
  const bubble = el("p", text, `bubble ${cls}`);
  bubble.dir = "auto";
  return show(bubble);
}

// Each kind of card: its heading and its rows; the last cell of a row is its amount.
const cards = {
  bill: (d) => [`${d.number}, ${d.description}`, [...d.lines.map((l) => [l.description, l.amount.display]), ["To pay", d.balance.display]]],
  bill_list: (d) => ["Bills", [...d.bills.map((b) => [b.description, day(b.due_on), b.balance.display]), ...d.totals.map((t) => ["Total", "", t.display])]],
  bill_diff: (d) => [`${d.bill.number} compared with ${d.against?.number ?? "nothing"}`,
    [...d.parts.filter((p) => p.change.amount_minor).map((p) => [p.description, signed(p.change)]), ["Difference", signed(d.difference)]]],
  receipt: (d) => [`Receipt ${d.number}`, [[`Bill ${d.bill_number}`, d.method?.label ?? "", d.amount.display]]],
  payments: (d) => ["Payments", d.payments.map((p) => [`Bill ${p.bill_number}`, words(p.state), p.amount.display])],
  methods: (d) => ["Payment methods", d.methods.map((m) => [m.label, m.expired ? "expired" : m.is_default ? "usual one" : ""])],
  invoice_fields: (d) => ["Uploaded invoice", [...["seller_name", "invoice_number", "due_date", "total_amount", "currency"]
    .filter((name) => d.fields[name]).map((name) => [words(name), d.fields[name]]), ...(d.verdict ? [["verdict", words(d.verdict)]] : [])]],
  upgrade: (d) => [words(d.feature ?? d.metric), [[d.current_plan.name, d.included ? "included" : "not included"],
    ...(d.offer ? [[`${d.offer.plan.name}, now`, d.offer.due_now.display], [`then every ${d.offer.interval}`, d.offer.price.display]] : [])]],
  usage: (d) => ["Usage", d.usage.map((u) => [words(u.metric), u.unlimited ? `${u.used}, unlimited` : `${u.used} of ${u.included ?? "-"}`])],
  ticket: (d) => [`Ticket ${d.id}`, [[`About: ${words(d.category)}`, d.status], ["Priority", d.priority]]],
};

function card(kind, data) {
  if (kind === "receipt" || kind === "payments") closeOffers();
  if (kind === "page") return page(data, "", data.kind);
  if (kind === "methods") over("add_method");
  if (kind === "method_removal") return removal(data);
  for (const id of kind === "receipt" ? [data.payment_id] : (data.payments ?? []).map((p) => p.id)) over(id);
  const waiting = kind === "payments" ? data.payments.filter((p) => p.action) : [];
  if (!cards[kind]) return;
  const [heading, lines] = cards[kind](data);
  if (waiting.length < 1 || lines.length > 1) {
    const table = el("table", "", `card ${kind}`);
    table.append(el("caption", heading), ...lines.map((line) => row(...line)));
    show(table);
  }
  for (const p of waiting) page(p.action, `${p.amount.display} for bill ${p.bill_number}`, p.id);
}

// A page of the payment provider's: only ever opened by the customer's own press, in a new tab.
function safe(address) {
  try {
    const url = new URL(address);
    return url.protocol === "https:" || (url.protocol === "http:" && ["127.0.0.1", "localhost"].includes(url.hostname));
  } catch { return false; }
}

function page(action, what = "", payment = "") {
  if (!safe(action.url)) return;
  const box = el("div", "", "page-card");
  box.dataset.payment = payment;
  if (what) box.append(el("p", what));
  const link = el("a", action.label, "open-page");
  Object.assign(link, { href: action.url, target: "_blank", rel: "noopener noreferrer" });
  box.append(new Date(action.expires_at) > new Date() ? link : el("p", "This page has expired."));
  box.append(el("small", "Opens in a new tab"));
  show(box);
}

function over(payment) {
  for (const box of document.querySelectorAll(`.page-card[data-payment="${CSS.escape(payment)}"]`)) {
    if (box.contains(document.activeElement)) $("message").focus({ preventScroll: true });
    box.remove();
  }
}

function removal({ method, label }) {
  closeOffers();
  const box = el("fieldset", "", "quote");
  box.append(el("legend", method.label));
  const press = async (work, done) => {
    box.disabled = true;
    try { await work(); box.dataset.done = done; } catch (problem) { say(problem.message, "error"); }
    $("message").focus();
  };
  for (const [text, cls, done, work] of [[label, "remove", "Removed", () => call(`/methods/${encodeURIComponent(method.id)}`, { method: "DELETE" })], ["Keep it", "", "Kept", async () => {}]]) {
    const button = el("button", text, cls);
    button.type = "button";
    button.onclick = () => press(work, done);
    box.append(button);
  }
  show(box);
}

function closeOffers() {
  document.querySelectorAll("fieldset.quote:enabled").forEach((box) => { box.disabled = true; });
}

function offer(interrupt) {
  closeOffers();
  const quote = interrupt.metadata.billing.quote;
  const box = el("fieldset", "", "quote");
  box.append(el("legend", `Pay ${quote.total.display} with ${quote.method.label}`));
  for (const line of quote.lines) box.append(el("p", `${line.bill_number}, ${line.description}: ${line.amount.display}`));
  for (const [label, done, approved] of [["Approve payment", "Approved", true], ["Not now", "Declined", false]]) {
    const button = el("button", label, approved ? "approve" : "");
    button.type = "button";
    button.onclick = async () => {
      box.disabled = true;
      box.dataset.done = done;
      await run({ resume: [{ interruptId: interrupt.id, status: "resolved", payload: { approved } }] });
      $("message").focus();
    };
    box.append(button);
  }
  box.tabIndex = -1;
  show(box).focus({ preventScroll: true });
}

async function run(input, door = "stream") {
  const body = { threadId: thread, runId: crypto.randomUUID(), messages: [], state: {}, tools: [], context: [], forwardedProps: { attachments: attached }, ...input };
  attached = [];
  let bubble = null, ended = false;
  const acts = []; // what asks for a press comes below the words that say what it does
  const asks = (kind, data) => ["page", "method_removal"].includes(kind) || (kind === "payments" && data.payments.some((p) => p.action));
  const finish = () => { ended = true; acts.splice(0).forEach((each) => card(...each)); };
  const events = {
    TEXT_MESSAGE_START: () => { bubble = say("", "theirs"); },
    TEXT_MESSAGE_CONTENT: (e) => { bubble.textContent += e.delta; show(bubble); },
    ACTIVITY_SNAPSHOT: (e) => {
      const kind = e.activityType.replace("billing.", "");
      if (asks(kind, e.content)) acts.push([kind, e.content]); else card(kind, e.content);
    },
    MESSAGES_SNAPSHOT: (e) => e.messages.forEach((m) => m.role === "activity"
      ? card(m.activityType.replace("billing.", ""), m.content) : say(m.content, m.role === "user" ? "mine" : "theirs")),
    CUSTOM: (e) => {
      if (e.name !== "billing.shown") return;
      e.value.ids.forEach((id) => known.add(id));
      heard = Math.max(heard, e.value.seq ?? 0);
    },
    RUN_ERROR: (e) => { finish(); say(e.message, "error"); },
    RUN_FINISHED: (e) => { finish(); (e.outcome?.interrupts || []).forEach(offer); },
  };
  $("log").ariaBusy = "true";
  try {
    const reply = await fetch(`${api}/chat/${door}`, {
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
  await showBills().catch((problem) => say(problem.message, "error"));
  $("log").ariaBusy = "false";
  flush();
  listen();
}

async function send(text) {
  $("suggestions").hidden = true;
  say(text, "mine");
  await run({ messages: [{ id: `m_${crypto.randomUUID()}`, role: "user", content: text }] });
}

async function attach(file) {
  const form = new FormData();
  form.append("file", file);
  try {
    attached = [(await call("/uploads", { method: "POST", body: form })).id];
    await send(`What is this invoice? (${file.name})`);
  } catch (problem) {
    say(problem.message, "error");
  }
}

if ($("face")) {
  $("face").onchange = signIn;
  $("composer").onsubmit = (event) => {
    event.preventDefault();
    const text = $("message").value.trim();
    if (!text || $("log").ariaBusy === "true") return;
    $("message").value = "";
    send(text);
  };
  $("file").onchange = (event) => { if (event.target.files[0]) attach(event.target.files[0]); event.target.value = ""; };
  $("suggestions").onclick = (event) => { if (event.target.tagName === "BUTTON") send(event.target.textContent); };
  signIn();
}
