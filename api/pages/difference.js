// The card of a bill's difference: every step from the old sum to the new one, as words and as bars.
"use strict";
const WIDE = 120; // of a bar's drawing, in its own units

function differenceCard(d) {
  const table = el("table", "", "card bill_diff");
  table.append(el("caption", d.against ? phrase("card.compared", { bill: d.bill.number, other: d.against.number }) : d.bill.number));
  const steps = stepsOf(d);
  const scale = scaleOf(steps);
  for (const { words, money, from, to, kind } of steps) {
    const line = row(words, kind === "sum" ? money.display : signed(money));
    const drawing = el("td", "", "bar");
    drawing.append(bar(scale, from, to, kind));
    line.insertBefore(drawing, line.lastChild);
    table.append(line);
  }
  const last = row(phrase("card.difference"), "", signed(d.difference));
  table.append(last);
  show(table);
}

// The old sum, each change (what quantity did and what the price did apart), the new sum.
function stepsOf(d) {
  let at = d.from.amount_minor;
  const steps = d.against ? [{ words: d.against.number, money: d.from, from: 0, to: at, kind: "sum" }] : [];
  for (const [words, money] of d.parts.flatMap(causes)) {
    steps.push({ words, money, from: at, to: at + money.amount_minor, kind: money.amount_minor < 0 ? "less" : "more" });
    at += money.amount_minor;
  }
  return [...steps, { words: d.bill.number, money: d.to, from: 0, to: d.to.amount_minor, kind: "sum" }];
}

function causes({ description, change, effect }) {
  if (!change.amount_minor) return [];
  if (!effect?.by_quantity.amount_minor || !effect.by_price.amount_minor) return [[description, change]];
  return [[`${description} (${phrase("card.by_quantity")})`, effect.by_quantity], [`${description} (${phrase("card.by_price")})`, effect.by_price]];
}

// Where only a little of a large sum changed, the bars begin near it, so that the change is seen.
function scaleOf(steps) {
  const ends = steps.flatMap(({ from, to, kind }) => (kind === "sum" ? [to] : [from, to]));
  const low = Math.min(...ends), high = Math.max(...ends);
  const begin = low > 0 ? Math.max(0, low - 2 * (high - low)) : low;
  return { begin, unit: WIDE / (high - begin || 1) };
}

function bar({ begin, unit }, from, to, kind) {
  const left = Math.max(begin, Math.min(from, to)), right = Math.max(from, to, begin);
  const drawing = svg("svg", { viewBox: `0 0 ${WIDE} 12`, "aria-hidden": "true", class: kind });
  drawing.append(svg("rect", { x: (left - begin) * unit, y: 1, width: Math.max(1, (right - left) * unit), height: 10 }));
  return drawing;
}
