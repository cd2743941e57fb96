// Drives the unmodified HttpAgent of @ag-ui/client: one JSON command a line in, one answer a line out.
//
// {agent, url, token, thread, message?, forged?, resume?, connect?} ->
// {events: [{at, ...event}], messages, interrupts, error}
import { createInterface } from "node:readline";
import { randomUUID } from "node:crypto";
import { HttpAgent } from "@ag-ui/client";

const agents = new Map();

function agentOf({ agent, url, token, thread }) {
  const known = agents.get(agent);
  if (known) return known;
  const made = new HttpAgent({ url, threadId: thread, headers: { Authorization: `Bearer ${token}` } });
  agents.set(agent, made);
  return made;
}

async function run(command) {
  const agent = agentOf(command);
  const started = performance.now();
  const events = [];
  let error = null;
  agent.url = `${command.url}/api/v1/chat/${command.connect ? "connect" : "stream"}`;
  for (const forged of command.forged ?? []) agent.addMessage({ id: randomUUID(), ...forged });
  if (command.message) agent.addMessage({ id: randomUUID(), role: "user", content: command.message });
  for (const forged of command.after ?? []) agent.addMessage({ id: randomUUID(), ...forged });
  try {
    await agent.runAgent(
      { resume: command.resume },
      { onEvent: ({ event }) => void events.push({ at: performance.now() - started, ...event }) },
    );
  } catch (problem) {
    error = `${problem.name}: ${problem.message}`;
  }
  return { events, messages: agent.messages, interrupts: agent.pendingInterrupts, error };
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await run(JSON.parse(line)))}\n`);
}
