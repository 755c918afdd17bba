// Makes the form's text area an editor, if `make assets` brought one. It asks nobody: completion comes from our own ontology.
"use strict";
(async () => {
  const area = document.getElementById("query");
  if (!area || !window.Yasqe) return;
  const known = await (await fetch(area.dataset.completion)).json();
  const prefixed = (iri) => {
    for (const [prefix, start] of Object.entries(known.prefixes)) if (iri.startsWith(start)) return `${prefix}:${iri.slice(start.length)}`;
    return iri;
  };
  const words = [...known.classes, ...known.properties].map(prefixed);
  window.Yasqe.Autocompleters = {};
  window.Yasqe.defaults.autocompleters = [];
  const host = document.createElement("div");
  area.before(host);
  const editor = new window.Yasqe(host, {
    showQueryButton: false,
    createShareableLink: null,
    persistenceId: null,
    resizeable: false,
    autocompleters: [],
    value: area.value,
    viewportMargin: Infinity,
  });
  editor.setValue(area.value);
  area.hidden = true;
  editor.getInputField().setAttribute("aria-label", "Query");
  const complete = (cm) => {
    const cursor = cm.getCursor();
    const line = cm.getLine(cursor.line).slice(0, cursor.ch);
    const typed = /[\w-]*:?[\w-]*$/.exec(line)[0];
    const list = words.filter((word) => typed && word.toLowerCase().includes(typed.toLowerCase())).slice(0, 40);
    return { list, from: { line: cursor.line, ch: cursor.ch - typed.length }, to: cursor };
  };
  editor.addKeyMap({
    "Ctrl-Space": () => editor.showHint({ hint: complete, completeSingle: false }),
    "Ctrl-Enter": () => area.form.requestSubmit(),
    // Tab leaves the editor, as it leaves every field.
    Tab: false,
    "Shift-Tab": false,
  });
  area.form.addEventListener("submit", () => { area.value = editor.getValue(); });
})();
