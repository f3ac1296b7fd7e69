"use strict";
// The reader's behaviour. Positions are code points of the source: the page holds each of them once, in order,
// in the text nodes of .text that do not stand in an .aside.
for (const reader of document.querySelectorAll(".reader")) {
  const text = reader.querySelector(".text");
  const place = reader.querySelector(".place");
  const narrow = matchMedia("(max-width: 56rem)");

  /** [text node, position of its first character, its length] of all the source, in order. */
  function pieces() {
    const walker = document.createTreeWalker(text, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) =>
      node.nodeType === Node.TEXT_NODE ? NodeFilter.FILTER_ACCEPT
        : node.classList.contains("aside") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_SKIP);
    const found = [];
    for (let at = 0; walker.nextNode();) {
      const length = [...walker.currentNode.data].length;
      found.push([walker.currentNode, at, length]);
      at += length;
    }
    return found;
  }

  /** Index in the UTF-16 string of its nth code point. */
  const unit = (string, n) => [...string].slice(0, n).join("").length;

  const closeSheet = () => reader.querySelector(".sheet:popover-open")?.hidePopover();
  // A browser does this itself, unless a script of the page around takes the key, as Sphinx's does.
  addEventListener("keydown", (event) => { if (event.key === "Escape") closeSheet(); });

  // --- Places: #c1514 is a position, #c1514-1531 a span ---

  function unmark() {
    for (const mark of text.querySelectorAll("mark")) mark.replaceWith(...mark.childNodes);
    for (const gone of text.querySelectorAll(".found")) gone.classList.remove("found");
    text.normalize();
  }

  function mark(start, end) {
    const marks = [];
    for (const [node, at, length] of pieces()) {
      if (at >= end || at + length <= start) continue;
      const range = document.createRange();
      range.setStart(node, unit(node.data, Math.max(start - at, 0)));
      range.setEnd(node, unit(node.data, Math.min(end - at, length)));
      const element = document.createElement("mark");
      range.surroundContents(element);
      marks.push(element);
    }
    return marks;
  }

  function goToPlace() {
    const match = /^#c(\d+)(?:-(\d+))?$/.exec(location.hash);
    unmark();
    if (!match) return;
    const start = Number(match[1]);
    const sentence = document.getElementById(`c${start}`);
    const whole = !match[2] && sentence ? [...sentence.textContent].length : 1;
    const marks = mark(start, match[2] ? Number(match[2]) : start + whole);
    if (!marks.length) {
      place.textContent = `There is no place ${location.hash.slice(2)} in this text.`;
      return;
    }
    place.textContent = "";
    const seen = marks.filter((element) => !element.closest(".gone"));
    if (!seen.length) for (const element of marks) element.closest(".gone").classList.add("found");
    closeSheet();
    (seen[0] ?? marks[0]).scrollIntoView({ block: "center" });
  }
  addEventListener("hashchange", goToPlace);
  goToPlace();

  /** The place of what is selected, as a link to keep. */
  function showSelection() {
    const selection = getSelection();
    if (selection.isCollapsed || !text.contains(selection.anchorNode) || !text.contains(selection.focusNode)) return;
    const range = selection.getRangeAt(0);
    const held = pieces().filter(([node]) => range.intersectsNode(node));
    if (!held.length) return;
    const [first, from] = held[0];
    const [last, to, length] = held.at(-1);
    const start = from + (first === range.startContainer ? [...first.data.slice(0, range.startOffset)].length : 0);
    const end = to + (last === range.endContainer ? [...last.data.slice(0, range.endOffset)].length : length);
    const link = document.createElement("a");
    link.href = `#c${start}-${end}`;
    link.textContent = `〔${start}–${end}〕`;
    place.replaceChildren("Selected: ", link);
  }
  text.addEventListener("pointerup", () => setTimeout(showSelection));

  // --- Terms: their English on hover, focus and tap ---

  const tip = document.createElement("div");
  tip.className = "tip";
  tip.id = "reader-tip";
  tip.role = "tooltip";
  tip.hidden = true;
  reader.append(tip);
  for (const term of text.querySelectorAll("[title]")) {
    term.dataset.tip = term.title;
    term.removeAttribute("title");
  }

  function showTip(element) {
    tip.textContent = element.dataset.tip;
    tip.hidden = false;
    element.setAttribute("aria-describedby", tip.id);
    const box = element.getClientRects()[0] ?? element.getBoundingClientRect();
    const left = Math.min(box.left, document.documentElement.clientWidth - tip.offsetWidth - 8);
    const above = box.top - tip.offsetHeight - 6;
    tip.style.left = `${Math.max(8, left)}px`;
    tip.style.top = `${above > 8 ? above : box.bottom + 6}px`;
  }
  function hideTip() {
    tip.hidden = true;
    text.querySelector("[aria-describedby]")?.removeAttribute("aria-describedby");
  }
  const tipped = (event) => event.target.closest?.("[data-tip]");
  for (const [over, out] of [["pointerover", "pointerout"], ["focusin", "focusout"]]) {
    text.addEventListener(over, (event) => { if (tipped(event)) { hideTip(); showTip(tipped(event)); } });
    text.addEventListener(out, hideTip);
  }
  addEventListener("scroll", hideTip, { passive: true });

  // --- Sentences: their sheets, opened beside them ---

  for (const sheet of reader.querySelectorAll(".sheet")) {
    sheet.addEventListener("toggle", (event) => {
      if (event.newState !== "open" || narrow.matches) return;
      const opener = text.querySelector(`[popovertarget="${sheet.id}"]`);
      const box = opener.getBoundingClientRect();
      const room = document.documentElement;
      sheet.style.margin = "0";
      sheet.style.left = `${Math.max(8, Math.min(box.left, room.clientWidth - sheet.offsetWidth - 12))}px`;
      sheet.style.top = `${Math.max(8, Math.min(box.bottom + 6, room.clientHeight - sheet.offsetHeight - 12))}px`;
    });
  }
  const openerOf = (element) => element.closest(".s")?.previousElementSibling;
  text.addEventListener("click", (event) => {
    const term = event.target.closest(".t");
    if (term && event.pointerType === "touch") showTip(term);
    else if (getSelection().isCollapsed) openerOf(event.target)?.click();
  });

  // --- Keyboard: the text is one stop of the Tab key; arrows go on from there ---

  const stops = [...text.querySelectorAll(".number, .t")];
  const heads = stops.filter((stop) => stop.matches(".number"));
  for (const stop of stops) stop.tabIndex = -1;
  let here = stops[0];
  if (here) here.tabIndex = 0;
  text.addEventListener("focusin", (event) => {
    if (!stops.includes(event.target)) return;
    here.tabIndex = -1;
    here = event.target;
    here.tabIndex = 0;
  });
  text.addEventListener("keydown", (event) => {
    const at = stops.indexOf(event.target);
    if (at < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    const head = heads.findLastIndex((stop) => stops.indexOf(stop) <= at);
    const to = { ArrowRight: stops[at + 1], ArrowLeft: stops[at - 1], ArrowDown: heads[head + 1],
      ArrowUp: stops[at] === heads[head] ? heads[head - 1] : heads[head], Home: stops[0], End: stops.at(-1) }[event.key];
    if (event.key === "Escape") hideTip();
    if (to) to.focus();
    else if (event.target.matches(".t") && (event.key === "Enter" || event.key === " ")) openerOf(event.target).click();
    else return;
    event.preventDefault();
  });

  // --- Coders and score ---

  const coder = reader.querySelector(".bar select");
  coder?.addEventListener("change", () => {
    const by = `by${coder.value}`;
    for (const sentence of text.querySelectorAll(".s")) {
      sentence.className = ["s", ...(sentence.dataset[by] ?? "").split(" ").filter(Boolean).map((lane) => `l${lane}`)].join(" ");
    }
    for (const group of reader.querySelectorAll(".number, .score svg")) {
      [...group.querySelectorAll(".by")].forEach((part, i) => part.toggleAttribute("hidden", i !== Number(coder.value)));
    }
  });
  for (const lane of reader.querySelectorAll(".score svg")) {
    lane.addEventListener("click", (event) => {
      const box = lane.getBoundingClientRect();
      const at = ((event.clientX - box.left) / box.width) * lane.viewBox.baseVal.width;
      const starts = [...text.querySelectorAll(".s")].map((sentence) => Number(sentence.id.slice(1)));
      location.hash = `c${starts.findLast((start) => start <= at) ?? starts[0]}`;
    });
  }
}
