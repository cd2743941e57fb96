// Hears a conversation as it grows: server-sent events over fetch, because they need our token.
"use strict";

function live({ url, token, after, known, show }) {
  const stop = new AbortController();
  let seq = after, pause = 500;

  function take(frame) {
    const data = frame.split("\n").find((line) => line.startsWith("data: "));
    const kind = frame.split("\n").find((line) => line.startsWith("event: "))?.slice(7);
    if (kind === "end") return stop.abort();
    if (kind !== "message" || !data) return;
    const message = JSON.parse(data.slice(6));
    seq = Math.max(seq, message.seq);
    if (!known.has(message.id)) show(message);
  }

  async function listen() {
    const reply = await fetch(`${url()}?after=${seq}`, {
      headers: { Authorization: `Bearer ${token}`, Accept: "text/event-stream" }, signal: stop.signal,
    });
    if (reply.status === 404 || reply.status === 401) return stop.abort();
    if (!reply.ok) throw new Error(reply.status);
    pause = 500;
    const reader = reply.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (let part; !(part = await reader.read()).done;) {
      const frames = (rest + part.value).split("\n\n");
      rest = frames.pop();
      frames.forEach(take);
    }
  }

  (async () => {
    while (!stop.signal.aborted) {
      try { await listen(); } catch { /* the line went dead: what was missed comes again by its seq */ }
      if (stop.signal.aborted) return;
      await new Promise((wake) => setTimeout(wake, pause));
      pause = Math.min(pause * 2, 15000);
    }
  })();
  return stop;
}
