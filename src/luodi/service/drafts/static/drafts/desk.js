/* The desk works without this file; it adds one key for each button or link that is named by data-key, and for each field by data-focus. */
"use strict";
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input:not([type=checkbox]), textarea, select");
  if (typing) {
    if (event.key === "Escape") typing.blur();
    if (event.key === "Enter" && event.ctrlKey) document.querySelector('[data-key="a"]')?.click();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1 || !/[a-z]/.test(event.key)) return;
  const pressed = document.querySelector(`[data-key="${event.key}"]`);
  const entered = document.querySelector(`[data-focus="${event.key}"]`);
  if (!pressed && !entered) return;
  event.preventDefault();
  if (pressed) pressed.click();
  else entered.focus();
});
