// What the page says, in the customer's language: the server's own sentences, loaded once.
"use strict";
let sentences = { en: {} }, tongue = "en";
const wordsLoaded = fetch("/assets/words.json").then((reply) => reply.json()).then((all) => { sentences = all; });

// The sentence with its values put in; null where there is none.
function phrase(key, values = {}) {
  const found = sentences[tongue]?.[key] ?? sentences.en[key];
  if (found === undefined) return null;
  const text = typeof found === "string" ? found : found[Number(values.count) === 1 ? "one" : "other"];
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

// A name of the wire (a state, a flag, a category) as people read it.
const named = (group, name) => phrase(`${group}.${name}`) ?? String(name).replaceAll("_", " ");

// Speak a language from now on, as far as it is one of ours; what stands fixed on the page follows.
function speak(language) {
  const base = String(language || "en").split(/[-_]/)[0].toLowerCase();
  tongue = sentences[base] ? base : "en";
  document.documentElement.lang = tongue;
  for (const node of document.querySelectorAll("[data-word]")) node.textContent = phrase(node.dataset.word) ?? node.textContent;
  for (const node of document.querySelectorAll("[data-word-label]")) {
    const text = phrase(node.dataset.wordLabel);
    if (text === null) continue;
    node.setAttribute("aria-label", text);
    if (node.placeholder) node.placeholder = text;
  }
}
