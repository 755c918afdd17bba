// The pages work without this. With it: the words of a fact light up when it is pointed at, Escape closes a note, a citation is copied.
"use strict";
(() => {
  const light = (char, on) => {
    for (const mark of document.querySelectorAll(`.mark[data-char="${CSS.escape(char)}"]`)) mark.classList.toggle("lit", on);
  };
  for (const [begin, end] of [["pointerover", "pointerout"], ["focusin", "focusout"]]) {
    for (const [kind, on] of [[begin, true], [end, false]]) {
      document.addEventListener(kind, (event) => {
        const fact = event.target instanceof Element && event.target.closest(".fact");
        if (fact) for (const words of fact.querySelectorAll("a[data-char]")) light(words.dataset.char, on);
      });
    }
  }
  // A place that crosses another is in pieces, of which only the first bears the id.
  const arrive = () => {
    for (const mark of document.querySelectorAll(".mark.arrived")) mark.classList.remove("arrived");
    const char = decodeURIComponent(location.hash.slice(1));
    if (char.startsWith("char=")) for (const mark of document.querySelectorAll(`.mark[data-char="${CSS.escape(char)}"]`)) mark.classList.add("arrived");
  };
  addEventListener("hashchange", arrive);
  arrive();
  let from = null;
  document.addEventListener("click", (event) => {
    const mark = event.target instanceof Element && event.target.closest(".text a");
    if (mark) from = mark;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && location.hash.startsWith("#note-")) {
      const back = from;
      location.hash = "text";
      if (back) back.focus({ preventScroll: true });
    }
  });
  for (const button of document.querySelectorAll("button.copy")) {
    if (!navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
      button.textContent = "Copied";
    });
  }
})();
