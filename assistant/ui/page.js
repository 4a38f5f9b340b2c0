() => {
  // A mark in the answer opens its source.
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".mark a");
    if (!link) return;
    event.preventDefault();
    const source = document.getElementById(link.hash.slice(1));
    if (!source) return;
    source.open = true;
    source.querySelector("summary").focus({ preventScroll: true });
    source.scrollIntoView({ block: "nearest" });
  });

  const conversation = document.getElementById("conversation");
  if (!conversation) return;
  for (const [name, value] of Object.entries({ role: "log", "aria-label": "对话", tabindex: "0" }))
    conversation.setAttribute(name, value);

  // A new question is brought to the top of the conversation, so that its answer is read from the beginning.
  const showLast = () => {
    const exchanges = conversation.querySelectorAll(".exchange");
    const last = exchanges[exchanges.length - 1];
    if (!last) return;
    const { top, bottom } = last.getBoundingClientRect();
    const scrolls = conversation.scrollHeight > conversation.clientHeight;
    if (scrolls) conversation.scrollTop += top - conversation.getBoundingClientRect().top - 16;
    else if (top < 0 || bottom > window.innerHeight) last.scrollIntoView({ block: "start" });
  };
  new MutationObserver(showLast).observe(conversation, { childList: true, subtree: true });
}
