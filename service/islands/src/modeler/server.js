// Asks the service.  An answer is {ok, status, said}; a network that fails is {ok: false, status: 0}.
let token = document.querySelector("meta[name=csrf-token]")?.content ?? "";

async function send(url, { body, type = "application/json", headers = {} }) {
  try {
    const answer = await fetch(url, {
      method: "POST",
      body,
      headers: { Accept: "application/json", "Content-Type": type, "X-CSRFToken": token, ...headers },
    });
    return { ok: answer.ok, status: answer.status, said: await answer.json().catch(() => ({})) };
  } catch {
    return { ok: false, status: 0, said: {} };
  }
}

/** After a new sign-in in another tab the page's token belongs to the session that is over. */
async function renewed() {
  try {
    const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
    const fresh = page.querySelector("meta[name=csrf-token]")?.content;
    if (!fresh || fresh === token) return false;
    token = fresh;
    return true;
  } catch {
    return false;
  }
}

export async function ask(url, request) {
  const answer = await send(url, request);
  if (answer.said.code === "csrf" && (await renewed())) return send(url, request);
  return answer;
}

export const askJson = (url, value) => ask(url, { body: JSON.stringify(value) });
export const askXml = (url, text, headers) => ask(url, { body: text, type: "application/xml", headers });

export async function get(url) {
  const answer = await fetch(url, { headers: { Accept: "application/xml" } });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.text();
}
