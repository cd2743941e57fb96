// The card of an uploaded document: what was read, where on the page it stands, and its correction.
"use strict";
const READ = ["seller_name", "buyer_name", "invoice_number", "account_number", "issue_date", "due_date", "net_amount", "tax_amount", "total_amount", "currency"];
const DAYS = ["issue_date", "due_date"];
const AMOUNTS = ["net_amount", "tax_amount", "total_amount"];
const SURE = 0.8; // below this a value is shown with the wish to look at it
const uploadAt = (id) => `/uploads/${encodeURIComponent(id)}`;

function documentCard(upload) {
  const box = el("section", "", "card invoice_fields");
  box.ariaLabel = phrase("card.invoice");
  fill(box, upload);
  show(box);
}

function fill(box, upload) {
  const table = el("table");
  table.append(el("caption", phrase("card.invoice")), ...READ.filter((name) => upload.fields[name]).map((name) => readRow(upload, name)));
  if (upload.category) table.append(row(named("field", "category"), named("expense", upload.category)));
  if (upload.verdict) table.append(row(named("field", "verdict"), named("verdict", upload.verdict)));
  const acts = el("p", "", "acts");
  if (upload.state === "read") acts.append(button(phrase("card.correct"), () => correcting(box, upload)));
  box.replaceChildren(table, acts, ...(upload.page_images ?? []).map((page) => pageOf(upload, page)));
}

function readRow(upload, name) {
  const line = row(named("field", name), DAYS.includes(name) ? dayInFull(upload.fields[name]) : upload.fields[name]);
  line.dataset.field = name;
  const changed = upload.changed?.[name];
  const sure = upload.fields.fields?.[name]?.confidence ?? 1;
  const note = changed ? phrase(`card.${changed === "customer" ? "corrected" : "learned"}`) : sure < SURE ? phrase("card.unsure") : "";
  if (note) line.lastChild.append(el("small", note));
  return line;
}

function dayInFull(iso) {
  return new Date(iso).toLocaleDateString(tongue, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
}

// A form in the table's place; what is left empty is a value that the document does not say.
function correcting(box, upload) {
  const form = el("form", "", "correct");
  for (const name of READ) {
    const label = el("label", named("field", name));
    const input = el("input");
    Object.assign(input, { name, value: upload.fields[name] ?? "", type: DAYS.includes(name) ? "date" : "text", maxLength: 200, inputMode: AMOUNTS.includes(name) ? "decimal" : "" });
    label.append(input);
    form.append(label);
  }
  const save = el("button", phrase("card.save"), "approve");
  const back = button(phrase("card.keep"), () => { fill(box, upload); $("message").focus(); });
  const acts = el("p", "", "acts");
  acts.append(save, back);
  form.append(acts);
  form.onsubmit = async (event) => {
    event.preventDefault();
    const fields = {};
    for (const input of form.querySelectorAll("input")) {
      const said = input.value.trim() || null;
      if (said !== (upload.fields[input.name] ?? null)) fields[input.name] = said;
    }
    if (!Object.keys(fields).length) return back.onclick();
    save.disabled = true;
    try {
      const options = { method: "PATCH", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ fields }) };
      fill(box, await call(uploadAt(upload.id), options));
      $("message").focus();
    } catch (problem) {
      save.disabled = false;
      say(problem.message, "error");
    }
  };
  box.replaceChildren(form);
  form.querySelector("input").focus();
}

// The page's picture, fetched with our token when somebody wants to see it, and boxes on the values.
function pageOf(upload, page) {
  const details = el("details");
  details.append(el("summary", phrase("card.page_shown", { page: page.page })));
  details.addEventListener("toggle", async () => {
    if (!details.open || details.querySelector("svg")) return;
    const address = `${api}${uploadAt(upload.id)}/pages/${Number(page.page)}.png`;
    const draw = async (file) => details.append(drawn(await createImageBitmap(file), page, upload));
    if (!(await fetched(address, draw))) details.open = false;
  });
  return details;
}

// Boxes and picture on one canvas' worth of space; a box says by its title what stands in it.
function drawn(picture, { boxes }, upload) {
  const { width, height } = picture;
  const frame = el("div", "", "page-picture");
  const canvas = el("canvas");
  Object.assign(canvas, { width, height });
  canvas.getContext("2d").drawImage(picture, 0, 0);
  const shapes = svg("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": phrase("card.invoice") });
  for (const { field, bbox: [left, top, right, bottom] } of boxes) {
    const shape = svg("rect", { x: left * width - 3, y: top * height - 3, width: (right - left) * width + 6, height: (bottom - top) * height + 6 });
    const title = svg("title", {});
    title.textContent = [named("field", field), upload.fields[field]].filter(Boolean).join(": ");
    shape.append(title);
    shapes.append(shape);
  }
  frame.append(canvas, shapes);
  return frame;
}
