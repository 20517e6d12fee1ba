// Completes what is typed, and answers while it is typed: never needed, since every page works whole
// without it. It reads what this server gives to everybody, and nothing else.
"use strict";

// Where this server lies, below whatever path a proxy has put it: this file knows its own place.
const root = new URL(document.currentScript.src).pathname.replace(/\/static\/[^/]*$/, "");
const PAUSE = 180; // milliseconds without a key before anything is asked
const box = document.querySelector("#alongside-q");
if (box) {
  complete(box);
  if (document.querySelector("#alongside-answer")) answerWhileTyping(box);
}
const unready = document.querySelector("#alongside-unready");
if (unready) tryAgain(unready);

// Calls `act` with a text once no key was pressed for a while; what came before it is cancelled.
function afterPause(act) {
  let timer, running;
  return (...of) => {
    clearTimeout(timer);
    running?.abort();
    running = new AbortController();
    const { signal } = running;
    timer = setTimeout(() => act(signal, ...of).catch((error) => {
      if (error.name !== "AbortError") console.info(error); // the page goes on without
    }), PAUSE);
  };
}

// A combobox with a list, as the ARIA Authoring Practices Guide describes it.
function complete(input) {
  const list = document.createElement("ul");
  list.id = "alongside-suggestions";
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Suggestions");
  input.parentElement.append(list);
  const state = { role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" };
  for (const [name, value] of Object.entries(state)) input.setAttribute(name, value);
  let options = [], at = -1;

  const show = (suggestions) => {
    options = suggestions.map(option);
    list.replaceChildren(...options);
    list.hidden = options.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    point(-1);
  };
  const option = (suggestion, number) => {
    const item = document.createElement("li");
    item.id = `alongside-suggestion-${number}`;
    item.setAttribute("role", "option");
    const text = document.createElement("bdi");
    text.textContent = suggestion.text;
    const kind = document.createElement("span");
    kind.textContent = suggestion.kind;
    item.append(text, " ", kind);
    item.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
    item.addEventListener("click", () => choose(suggestion));
    item.choose = () => choose(suggestion);
    return item;
  };
  const point = (to) => {
    options[at]?.removeAttribute("aria-selected");
    at = to;
    options[at]?.setAttribute("aria-selected", "true");
    options[at]?.scrollIntoView({ block: "nearest" });
    if (at < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", options[at].id);
  };
  const choose = ({ text, url }) => {
    show([]);
    if (url && new URL(url, location).origin === location.origin) return location.assign(url);
    input.value = text;
    input.form.requestSubmit();
  };
  const ask = afterPause(async (signal, typed) => {
    if (!typed) return show([]);
    const response = await fetch(`${root}/api/v1/suggest?${new URLSearchParams({ q: typed })}`, { signal });
    const body = response.ok ? await response.json() : { suggestions: [] };
    if (document.activeElement === input && input.value.trim() === typed) show(body.suggestions);
  });

  input.addEventListener("input", () => {
    if (!input.value.trim()) show([]);
    ask(input.value.trim());
  });
  input.addEventListener("blur", () => show([]));
  input.addEventListener("keydown", (event) => {
    const last = options.length - 1;
    const moves = { ArrowDown: at < last ? at + 1 : -1, ArrowUp: at < 0 ? last : at - 1 };
    if (last < 0 || event.isComposing) return;
    if (event.key in moves) point(moves[event.key]);
    else if (event.key === "Enter" && at >= 0) options[at].choose();
    else if (event.key === "Escape") show([]);
    else return;
    event.preventDefault();
  });
}

// Puts the answer to what is typed in place of the one before: while the box has the focus and the
// pointer is elsewhere, so that nothing moves under a hand.
function answerWhileTyping(input) {
  const answer = document.querySelector("#alongside-answer");
  const count = document.querySelector("#alongside-count");
  const views = document.querySelector("#alongside-views");
  const mayChange = (typed) =>
    document.activeElement === input && input.value.trim() === typed && !answer.matches(":hover");
  const ask = afterPause(async (signal, typed) => {
    if (!typed || !mayChange(typed)) return;
    const url = `${location.pathname}?${new URLSearchParams(new FormData(input.form))}`;
    const response = await fetch(url, { signal, headers: { Accept: "text/html" } });
    if (!response.ok) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const parts = [answer, views, count].map((part) => page.getElementById(part.id));
    if (!parts.every(Boolean) || !mayChange(typed)) return;
    const open = document.querySelector("#alongside-narrow")?.open;
    answer.replaceChildren(...parts[0].childNodes);
    views.replaceChildren(...parts[1].childNodes);
    count.textContent = parts[2].textContent;
    const narrow = document.querySelector("#alongside-narrow");
    if (narrow) narrow.open = Boolean(open);
    document.title = page.title;
    history.replaceState(null, "", url);
  });
  input.addEventListener("input", () => ask(input.value.trim()));
}

// Loads the page again once there is an index to answer from.
function tryAgain(part) {
  const wait = Number(part.dataset.wait) * 1000;
  part.querySelector("[hidden]").hidden = false;
  setInterval(async () => {
    const response = await fetch(`${root}/health/ready`).catch(() => null);
    if (response?.ok) location.reload();
  }, wait);
}
