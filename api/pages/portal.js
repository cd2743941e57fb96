// The demo portal's chat: sign in as the portal does, talk over AG-UI, show cards, approve a quote.
"use strict";
const api = "/api/v1";
const $ = (id) => document.getElementById(id);
let token = "", thread = "", attached = [];
// What was shown already, by the stored messages' ids, and what came live while a run was shown.
let known = new Set(), held = [], heard = 0, listening = null, billsAsked = 0;

function el(tag, text = "", cls = "") {
  const node = document.createElement(tag);
  node.textContent = text;
  if (cls) node.className = cls;
  return node;
}

function button(text, press, cls = "") {
  const made = el("button", text, cls);
  made.type = "button";
  made.onclick = press;
  return made;
}

function svg(tag, attributes) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
}

function row(...cells) {
  const line = el("tr");
  cells.forEach((cell, i) => line.append(el("td", cell, i && i === cells.length - 1 ? "amount" : "")));
  return line;
}

const plain = (name) => name.replaceAll("_", " ");
const signed = (money) => (money.amount_minor > 0 ? "+" : "") + money.display;
const day = (iso) => iso ? new Date(iso).toLocaleDateString(tongue, { day: "numeric", month: "short", timeZone: "UTC" }) : "";

async function call(path, options = {}) {
  const reply = await reach(api + path, { ...options, headers: { Authorization: `Bearer ${token}`, ...options.headers } });
  const body = await answerOf(reply);
  if (!reply.ok) throw refused(reply, body);
  return body;
}

// A file of ours, asked for with our token and used; where that fails it is said, and false.
async function fetched(address, use) {
  try {
    const reply = await fetch(address, { headers: { Authorization: `Bearer ${token}` } });
    if (!reply.ok) throw refused(reply, await answerOf(reply));
    await use(await reply.blob());
    return true;
  } catch (problem) {
    say(problem instanceof Refused ? problem.message : phrase("unheard.service"), "error");
    return false;
  }
}

// One sign-in after the other, so that whoever was chosen last is the one who is here.
let entering = Promise.resolve();
function signIn() {
  const who = $("face").value;
  $("log").ariaBusy = "true";
  entering = entering.then(() => enter(who));
}

async function enter(who) {
  if ($("face").value !== who) return; // another was chosen meanwhile
  $("log").ariaBusy = "true";
  try { await begin(who); } catch (problem) {
    say((problem instanceof Refused ? problem.message : phrase("unheard.service")) ?? "We can't be reached at the moment.", "error");
  }
  $("log").ariaBusy = "false";
}

async function begin(who) {
  await wordsLoaded;
  speak($("face").selectedOptions[0].dataset.language);
  const portal = await answerOf(await reach(`/demo/${who}/sign-in`, { method: "POST" }));
  const ours = await reach(`${api}/auth/token`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ token: portal.token }),
  });
  const session = await answerOf(ours);
  if (!ours.ok) throw refused(ours, session);
  token = session.token;
  attached = [];
  listening?.abort();
  [known, held, heard, listening] = [new Set(), [], 0, null];
  $("log").replaceChildren();
  $("company").textContent = $("face").selectedOptions[0].dataset.company;
  const earlier = sessionStorage.getItem(who);
  thread = earlier || `demo_${crypto.randomUUID()}`;
  sessionStorage.setItem(who, thread);
  const outcome = earlier ? await run({}, "connect") : await showBills();
  if (outcome?.lost) say(phrase("unheard.service"), "error");
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
  if (fresh.length) changed();
}

// Another tab or window of this browser may show the same bills and offers, in its own conversation.
const tabs = new BroadcastChannel("billing-changed");
tabs.onmessage = () => stale();
function stale() {
  if (!token) return;
  showBills().catch(() => {});
  closeEnded();
}

async function changed() {
  tabs.postMessage("changed");
  await refreshBills();
}

const refreshBills = () => showBills().catch((problem) => say(problem.message, "error"));

async function showBills() {
  const mine = ++billsAsked;
  const { items, totals } = await call("/bills?owing_only=true");
  if (mine !== billsAsked) return; // a later question knows more
  $("bills").replaceChildren(...items.map((bill) => {
    const line = row(bill.description, day(bill.due_on), bill.balance.display);
    line.firstChild.append(el("small", [bill.number, ...bill.flags.map((flag) => named("flag", flag))].join(" · ")));
    return line;
  }));
  $("totals").replaceChildren(...totals.map((sum) => row(phrase("card.total"), "", sum.display)));
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
  bill: (d) => [`${d.number}, ${d.description}`, [...d.lines.map((l) => [l.description, l.amount.display]), [phrase("card.to_pay"), d.balance.display]]],
  bill_list: (d) => [phrase("card.bills"), [...d.bills.map((b) => [b.description, day(b.due_on), b.balance.display]), ...d.totals.map((t) => [phrase("card.total"), "", t.display])]],
  receipt: (d) => [phrase("card.receipt", d), [[phrase("card.bill", { bill: d.bill_number }), d.method?.label ?? "", d.amount.display],
    ...(d.fee?.amount_minor ? [[phrase("card.fee"), "", d.fee.display], [phrase("card.total"), "", d.total.display]] : [])]],
  payments: (d) => [phrase("card.payments"), d.payments.map((p) => [phrase("card.bill", { bill: p.bill_number }), p.by_hand === "reversed" ? named("state", p.by_hand) : p.refunded?.amount_minor ? phrase("card.refunded", { amount: p.refunded.display }) : named("state", p.state), p.amount.display])],
  methods: (d) => [phrase("card.methods"), d.methods.map((m) => [m.label, m.expired ? phrase("card.method_expired") : m.is_default ? phrase("card.method_usual") : ""])],
  upgrade: (d) => [plain(d.feature ?? d.metric), [[d.current_plan.name, phrase(d.included ? "card.included" : "card.not_included")],
    ...(d.offer ? [[phrase("card.plan_now", { plan: d.offer.plan.name }), d.offer.due_now.display], [phrase("card.plan_then", { interval: named("interval", d.offer.interval) }), d.offer.price.display]] : [])]],
  usage: (d) => [phrase("card.usage"), d.usage.map((u) => [plain(u.metric), phrase(u.unlimited ? "card.unlimited" : "card.used", { used: u.used, included: u.included ?? "-" })])],
  ticket: (d) => [phrase("card.ticket", d), [[phrase("card.about", { category: named("category", d.category) }), named("ticket_state", d.status)], [phrase("card.priority"), named("priority", d.priority)]]],
};

function card(kind, data) {
  if (kind === "receipt" || kind === "payments") closeEnded();
  if (kind === "invoice_fields") return documentCard(data);
  if (kind === "bill_diff") return differenceCard(data);
  if (kind === "page") return page(data, "", data.kind);
  if (kind === "methods") over("add_method");
  if (kind === "method_removal") return removal(data);
  if (kind === "article") return article(data);
  for (const id of kind === "receipt" ? [data.payment_id] : (data.payments ?? []).map((p) => p.id)) over(id);
  const waiting = kind === "payments" ? data.payments.filter((p) => p.action) : [];
  if (!cards[kind]) return;
  const [heading, lines] = cards[kind](data);
  if (waiting.length < 1 || lines.length > 1) {
    const table = el("table", "", `card ${kind}`);
    table.append(el("caption", heading), ...lines.map((line) => row(...line)));
    show(table);
  }
  if (kind === "receipt" && data.pdf) download(data);
  for (const p of waiting) page(p.action, phrase("card.payment_of", { amount: p.amount.display, bill: p.bill_number }), p.id);
}

// The receipt's own page: asked for with our token, so it is fetched and then saved.
function download({ pdf, number }) {
  if (!pdf.startsWith(`${api}/receipts/`)) return;
  const save = (file) => {
    const link = el("a");
    Object.assign(link, { href: URL.createObjectURL(file), download: `${number}.pdf` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  };
  show(button(`${phrase("card.receipt_pdf")}: ${number}`, () => fetched(pdf, save), "pdf"));
}

// A help article, quoted. Its link is the company's own; whatever is not https is no link.
function article({ title, snippet, url, language }) {
  const box = el("figure", "", "card article");
  const quote = el("blockquote", snippet);
  quote.lang = language;
  box.append(el("figcaption", phrase("card.article", { title })), quote);
  if (url?.startsWith("https://")) {
    const link = el("a", phrase("card.article_open"), "open-article");
    Object.assign(link, { href: url, target: "_blank", rel: "noopener noreferrer" });
    box.append(link, el("small", phrase("card.new_tab")));
  }
  show(box);
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
  box.append(new Date(action.expires_at) > new Date() ? link : el("p", phrase("card.page_expired")));
  box.append(el("small", phrase("card.new_tab")));
  show(box);
}

function over(payment) {
  for (const box of document.querySelectorAll(`.page-card[data-payment="${CSS.escape(payment)}"]`)) {
    if (box.contains(document.activeElement)) $("message").focus({ preventScroll: true });
    box.remove();
  }
}

function removal({ method, label }) {
  const box = el("fieldset", "", "quote");
  box.append(el("legend", method.label));
  const press = async (work, done) => {
    box.disabled = true;
    try { await work(); box.dataset.done = done; } catch (problem) { say(problem.message, "error"); }
    $("message").focus();
  };
  for (const [text, cls, done, work] of [[label, "remove", phrase("card.removed"), () => call(`/methods/${encodeURIComponent(method.id)}`, { method: "DELETE" })], [phrase("card.keep"), "", phrase("card.kept"), async () => {}]]) {
    box.append(button(text, () => press(work, done), cls));
  }
  show(box);
}

// One run of the conversation. `lost`: no whole answer came; `code`: why the server refused, or null.
async function run(input, door = "stream") {
  const outcome = { lost: false, code: null };
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
    MESSAGES_SNAPSHOT: (e) => { $("log").replaceChildren(); e.messages.forEach((m) => m.role === "activity"
      ? card(m.activityType.replace("billing.", ""), m.content) : say(m.content, m.role === "user" ? "mine" : "theirs")); },
    CUSTOM: (e) => {
      if (e.name !== "billing.shown") return;
      e.value.ids.forEach((id) => known.add(id));
      heard = Math.max(heard, e.value.seq ?? 0);
      if (e.value.language) speak(e.value.language);
    },
    RUN_ERROR: (e) => { finish(); outcome.code = e.code ?? "internal_error"; say(sentenceOf(outcome.code) ?? e.message, "error"); },
    RUN_FINISHED: (e) => { finish(); (e.outcome?.interrupts || []).forEach(offer); },
  };
  $("log").ariaBusy = "true";
  try {
    const reply = await reach(`${api}/chat/${door}`, {
      method: "POST",
      headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!reply.ok) throw refused(reply, await answerOf(reply));
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
    outcome.lost = !ended;
  } catch (problem) {
    if (problem instanceof Refused) say(problem.message, "error");
    outcome.code = problem.code ?? null;
    outcome.lost = !(problem instanceof Refused) && !ended;
  }
  if (outcome.lost) return outcome; // whoever asked looks it up; until then the log stays busy
  await changed();
  closeEnded(); // an offer may have been declined by words
  $("log").ariaBusy = "false";
  flush();
  listen();
  return outcome;
}

async function send(text) {
  $("suggestions").hidden = true;
  say(text, "mine");
  const here = thread;
  const outcome = await run({ messages: [{ id: `m_${crypto.randomUUID()}`, role: "user", content: text }] });
  if (!outcome.lost || here !== thread) return;
  say(phrase("unheard.message"), "error");
  try {
    await untilHeard(async () => { if ((await run({}, "connect")).lost) throw new Lost(); }, () => here === thread);
    if (here === thread) say(phrase("unheard.again"), "theirs");
  } finally {
    if (here === thread) $("log").ariaBusy = "false";
  }
}

async function attach(file) {
  const form = new FormData();
  form.append("file", file);
  try {
    attached = [(await call("/uploads", { method: "POST", body: form })).id];
    await send(phrase("card.question", { file: file.name }));
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
  // Back from another tab, as from the bank's page: the bills may stand otherwise.
  document.addEventListener("visibilitychange", () => { if (!document.hidden) stale(); });
  window.addEventListener("focus", stale);
  signIn();
}
