/* The reading room works without this file; it adds copying a citation, and a button that prints. */
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll("[data-print], [data-copy]").forEach((button) => { button.hidden = false; });
  document.querySelectorAll(".unscripted").forEach((button) => { button.hidden = true; });
});
document.addEventListener("htmx:afterSwap", () => {
  document.querySelectorAll(".unscripted").forEach((button) => { button.hidden = true; });
});
document.addEventListener("click", (event) => {
  const print = event.target.closest("[data-print]");
  if (print) window.print();
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const address = `${location.origin}${location.pathname}#${button.dataset.link}`;
  const status = document.getElementById("copied");
  const text = `${button.dataset.copy}　${address}`;
  const told = () => { status.textContent = `${status.dataset.told}${button.dataset.copy}`; };
  if (navigator.clipboard) navigator.clipboard.writeText(text).then(told, () => window.prompt("", text));
  else window.prompt("", text);
});
