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
  const body = await reply.json();
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
  $("log").replaceChildren();
  $("company").textContent = $("face").selectedOptions[0].dataset.company;
  const known = sessionStorage.getItem(who);
  thread = known || `demo_${crypto.randomUUID()}`;
  sessionStorage.setItem(who, thread);
  await (known ? run({}, "connect") : showBills());
  $("suggestions").hidden = $("log").childElementCount > 0;
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
  invoice_fields: (d) => ["Uploaded invoice", [...["seller_name", "invoice_number", "due_date", "total_amount", "currency"]
    .filter((name) => d.fields[name]).map((name) => [words(name), d.fields[name]]), ...(d.verdict ? [["verdict", words(d.verdict)]] : [])]],
  upgrade: (d) => [words(d.feature ?? d.metric), [[d.current_plan.name, d.included ? "included" : "not included"],
    ...(d.offer ? [[`${d.offer.plan.name}, now`, d.offer.due_now.display], [`then every ${d.offer.interval}`, d.offer.price.display]] : [])]],
  usage: (d) => ["Usage", d.usage.map((u) => [words(u.metric), u.unlimited ? `${u.used}, unlimited` : `${u.used} of ${u.included ?? "-"}`])],
  ticket: (d) => [`Ticket ${d.id}`, [[`About: ${words(d.category)}`, d.status], ["Priority", d.priority]]],
};

function card(kind, data) {
  if (kind === "receipt" || kind === "payments") closeOffers();
  if (!cards[kind]) return;
  const [heading, lines] = cards[kind](data);
  const table = el("table", "", `card ${kind}`);
  table.append(el("caption", heading), ...lines.map((line) => row(...line)));
  show(table);
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
  const events = {
    TEXT_MESSAGE_START: () => { bubble = say("", "theirs"); },
    TEXT_MESSAGE_CONTENT: (e) => { bubble.textContent += e.delta; show(bubble); },
    ACTIVITY_SNAPSHOT: (e) => card(e.activityType.replace("billing.", ""), e.content),
    MESSAGES_SNAPSHOT: (e) => e.messages.forEach((m) => m.role === "activity"
      ? card(m.activityType.replace("billing.", ""), m.content) : say(m.content, m.role === "user" ? "mine" : "theirs")),
    RUN_ERROR: (e) => { ended = true; say(e.message, "error"); },
    RUN_FINISHED: (e) => { ended = true; (e.outcome?.interrupts || []).forEach(offer); },
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
