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

  // These buttons disappear when clicked; who goes by keyboard is taken to the conversation, where it goes on.
  document.addEventListener("click", (event) => {
    if (event.target.closest("button.pick, button.forget")) document.getElementById("conversation")?.focus({ preventScroll: true });
  });

  // Copying works without a secure address too: other machines of a network open the page by plain http.
  const copied = async (text) => {
    if (navigator.clipboard) return navigator.clipboard.writeText(text).then(() => true, () => false);
    const box = Object.assign(document.createElement("textarea"), { value: text });
    document.body.append(box);
    box.select();
    const done = document.execCommand("copy");
    box.remove();
    return done;
  };
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button.copy");
    if (!button) return;
    const named = (text, name) => {
      button.textContent = text;
      button.setAttribute("aria-label", name);
    };
    const said = (await copied(button.dataset.copy)) ? "已复制" : "没有复制成，请选中文字再复制";
    named(said, said);
    setTimeout(() => named("复制", "复制这条答复"), 2000);
  });

  // Files chosen or dropped are read here and sent with the event, so that nothing of them lies on the server's disk.
  // What is too large is named without its content; the server says why.
  const largest = 20 * 1024 * 1024, atOnce = 2 * largest;
  const content = (file) => new Promise((done) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => done("?");
    reader.readAsDataURL(file);
  });
  const asSent = async (files) => {
    const sent = [];
    let taken = 0;
    for (const file of files) {
      const fits = file.size <= largest && taken + file.size <= atOnce;
      taken += fits ? file.size : 0;
      sent.push({ name: file.name, size: file.size, content: !fits ? null : file.size ? await content(file) : "" });
    }
    return sent;
  };

  // A folder for the archive: every file with its way from there; only what has a title inside is read.
  const titled = /\.(xlsx|xls|docx|pdf|txt|zip|ya?ml)$/i, titledLargest = 4 * 1024 * 1024;
  const asNamed = async (files) => {
    const sent = [];
    let taken = 0;
    for (const file of files) {
      const limit = /\.zip$/i.test(file.name) ? largest : titledLargest;
      const fits = titled.test(file.name) && file.size && file.size <= limit && taken + file.size <= atOnce;
      taken += fits ? file.size : 0;
      const name = file.way || file.webkitRelativePath?.split("/").slice(1).join("/") || file.name;
      sent.push({ name, size: file.size, content: fits ? await content(file) : null });
    }
    return sent;
  };

  // Folders that are dropped are gone through; a file that cannot be opened goes by its name.
  const within = (entry, way) => new Promise((done) => {
    const named = (file) => done([Object.assign(file, { way: way + entry.name })]);
    if (entry.isFile) return entry.file(named, () => named(new File([], entry.name)));
    const reader = entry.createReader(), found = [];
    const all = () => Promise.all(found.map((one) => within(one, `${way}${entry.name}/`))).then((lists) => lists.flat());
    const next = () => reader.readEntries((some) => (some.length ? (found.push(...some), next()) : done(all())), () => done(all()));
    next();
  });
  const dropped = async (transfer) => {
    const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    if (!entries.some((entry) => entry.isDirectory)) return [...transfer.files];
    const files = (await Promise.all(entries.map((entry) => within(entry, "")))).flat();
    // One folder is the school's: names begin inside it, as when it is chosen.
    if (entries.length === 1) for (const file of files) file.way = file.way.slice(entries[0].name.length + 1);
    return files;
  };

  // A table that is drawn anew keeps what was put into its fields, which may belong to other rows now: show what is drawn.
  const asDrawn = (element) => new MutationObserver(() => {
    for (const field of element.querySelectorAll("select, input")) {
      const drawn = field.matches("select") ? (field.querySelector("option[selected]") ?? field.options[0])?.value : field.getAttribute("value");
      const typing = field === document.activeElement && field.matches("input");
      if (!typing && field.value !== drawn) field.value = drawn ?? "";
    }
  }).observe(element, { childList: true, subtree: true, attributes: true, characterData: true });

  window.junheng = {
    asSent,
    asNamed,
    dropped,
    asDrawn,
    // A file the page was handed is saved by the browser.
    save: (file) => {
      if (!file?.content) return;
      const bytes = Uint8Array.from(atob(file.content), (letter) => letter.charCodeAt(0));
      const address = URL.createObjectURL(new Blob([bytes], { type: file.media }));
      Object.assign(document.createElement("a"), { href: address, download: file.name }).click();
      setTimeout(() => URL.revokeObjectURL(address), 10000);
    },
  };

  // What gradio itself reports here is in English: too many wait, or nothing answers any more. Sentences of ours stay.
  const lost = "和均衡助手的连接断了。请看看程序的窗口是不是还开着；开着就刷新页面再问。";
  const full = "现在问的人多，请过一会儿再问。";
  const sayLost = () => {
    for (const toast of document.querySelectorAll(".toast-body.error")) {
      const text = toast.querySelector(".toast-message-text");
      if (!text || /[\u4e00-\u9fff]+[^]*。$/.test(text.textContent)) continue;
      text.textContent = /busy/i.test(text.textContent) ? full : lost;
      toast.querySelector(".toast-title").textContent = "提示";
      toast.querySelector(".toast-close").setAttribute("aria-label", "关闭");
    }
  };
  new MutationObserver(sayLost).observe(document.body, { childList: true, subtree: true });

  const conversation = document.getElementById("conversation");
  if (!conversation) return;
  const sources = document.getElementById("sources");
  const describe = (part, values) => {
    for (const [name, value] of Object.entries(values)) part?.setAttribute(name, value);
  };
  describe(conversation, { role: "log", "aria-label": "对话", tabindex: "0" });
  describe(sources, { role: "region", "aria-label": "出处", tabindex: "0" });
  describe(document.getElementById("notice"), { role: "status", "aria-label": "提示" });

  // New sources are read from the first one.
  if (sources) new MutationObserver(() => (sources.scrollTop = 0)).observe(sources, { childList: true, subtree: true });

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
  // (A copy button that says so is no news.)
  const news = (changes) => changes.some((change) => !change.target.closest?.(".copy")) && showLast();
  new MutationObserver(news).observe(conversation, { childList: true, subtree: true });
}
