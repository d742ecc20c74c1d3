// The autocompletes' script gives its boxes no name; here each gets that of its field's own label as it appears.
const nameBox = (select, container) => {
  const box = container.querySelector(".select2-selection");
  const shown = box?.querySelector(".select2-selection__rendered");
  const label = select?.labels?.[0];
  if (!shown?.id || !label) return;
  label.id ||= `${select.id}_label`;
  box.setAttribute("aria-labelledby", `${label.id} ${shown.id}`);
  shown.setAttribute("aria-labelledby", label.id);
};

new MutationObserver((changes) => {
  for (const { addedNodes } of changes) {
    for (const node of addedNodes) {
      if (node.classList?.contains("select2-container")) nameBox(node.previousElementSibling, node);
    }
  }
}).observe(document.body, { childList: true, subtree: true });
