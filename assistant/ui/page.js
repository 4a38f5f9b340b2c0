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

  // The one error gradio itself can report here, in English: nothing answers any more.
  const lost = "和均衡助手的连接断了。请看看程序的窗口是不是还开着；开着就刷新页面再问。";
  const sayLost = () => {
    for (const toast of document.querySelectorAll(".toast-body.error")) {
      const text = toast.querySelector(".toast-message-text");
      if (!text || text.textContent === lost) continue;
      text.textContent = lost;
      toast.querySelector(".toast-title").textContent = "提示";
      toast.querySelector(".toast-close").setAttribute("aria-label", "关闭");
    }
  };
  new MutationObserver(sayLost).observe(document.body, { childList: true, subtree: true });

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
